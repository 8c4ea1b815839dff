#include <boost/json.hpp>

#include "access/caller.h"
#include "api/answer/asked_service.h"
#include "api/arm/wire.h"
#include "api/hunting/endpoint.h"
#include "base/ticks.h"
#include "base/time_text.h"

namespace harrier::api::hunting {
namespace {

Result<int64_t> TimeIn(const boost::json::object& body, std::string_view name, int64_t otherwise) {
  const boost::json::value* const value = body.if_contains(name);
  if (value == nullptr || value->is_null()) return otherwise;
  const auto ticks = value->is_string() ? ParseDatetime(std::string_view(value->as_string())) : std::nullopt;
  if (!ticks) return Fail(ErrorCode::kInvalid, "'{}' must be a time such as 2026-01-31T12:00:00Z", name);
  return *ticks;
}

constexpr int64_t kUsualSpan = kTicksPerDay;
constexpr int64_t kLongestSpan = 90 * kTicksPerDay;

}  // namespace

Response JsonAnswer(const boost::json::value& value, int status) {
  return arm::JsonAnswer(status, value);
}

Response FailureAnswer(const Error& error) {
  return arm::ErrorAnswer(error);
}

Handler Answering(const Endpoint& endpoint, Answerer answer) {
  return [endpoint, answer = std::move(answer)](const Request& request) {
    Result<Response> response = answer(endpoint, request);
    return response ? *std::move(response) : FailureAnswer(response.error());
  };
}

Result<boost::json::object> BodyOf(const Request& request) {
  if (request.body.empty()) return boost::json::object();
  boost::system::error_code failure;
  boost::json::value value = boost::json::parse(request.body, failure);
  if (failure || !value.is_object())
    return Fail(ErrorCode::kInvalid, "the body must be a JSON object{}{}", failure ? ": " : "",
                failure ? failure.message() : "");
  return std::move(value.as_object());
}

bool MaySeeFindingsOf(const Request& request, std::string_view user) {
  const query::ViewPtr view = ViewFor(request);
  // What was found may come from another workspace, which the query names.
  return view == nullptr || user == ActorOf(request).id;
}

store::Actor ActorOf(const Request& request) {
  if (request.caller != nullptr) return request.caller->actor();
  return {.id = "anonymous", .name = "", .email = "", .address = request.address, .surface = "page"};
}

Result<harrier::hunting::HuntingWindow> WindowIn(const boost::json::object& body, int64_t now) {
  harrier::hunting::HuntingWindow window;
  TRY(window.to, TimeIn(body, "to", now));
  TRY(const int64_t from, TimeIn(body, "from", window.to - kUsualSpan));
  window.span = window.to - from;
  if (window.span <= 0 || window.span > kLongestSpan)
    return Fail(ErrorCode::kInvalid, "from 'from' to 'to' must be more than nothing, and 90 days at most");
  return window;
}

Result<boost::json::object> ParametersIn(const boost::json::object& body) {
  const boost::json::value* const values = body.if_contains("parameters");
  if (values == nullptr || values->is_null()) return boost::json::object();
  if (!values->is_object())
    return Fail(ErrorCode::kInvalid, "'parameters' must be an object: values by name");
  return values->as_object();
}

std::string_view ChangeName(store::ChangeKind kind) {
  switch (kind) {
    case store::ChangeKind::kCreate:
      return "created";
    case store::ChangeKind::kUpdate:
      return "updated";
    case store::ChangeKind::kDelete:
      return "deleted";
  }
  return "";
}

std::string_view StatusName(store::HuntingRun::Status status) {
  using Status = store::HuntingRun::Status;
  switch (status) {
    case Status::kDone:
      return "done";
    case Status::kFailed:
      return "failed";
    case Status::kCancelled:
      return "cancelled";
    case Status::kNotAvailable:
      return "notAvailable";
  }
  return "";
}

boost::json::object AvailabilityJson(const harrier::hunting::Availability& availability) {
  using State = harrier::hunting::Availability::State;
  boost::json::object out;
  out["state"] = availability.state == State::kAvailable ? "available"
                 : availability.state == State::kPartly  ? "partly"
                                                         : "missing";
  boost::json::array missing;
  for (const std::string& table : availability.missing) missing.emplace_back(table);
  out["missingTables"] = std::move(missing);
  return out;
}

std::vector<Route> Routes(const Endpoint& endpoint) {
  std::vector<Route> routes;
  for (const auto part : {QueryRoutes, QueryEditRoutes, VersionRoutes, RunRoutes, ResultRoutes,
                          ParameterRoutes, HuntTemplateRoutes, HuntRoutes, BookmarkRoutes, BookmarkEditRoutes,
                          IncidentRoutes, SweepRoutes, ThreatRoutes, ThreatAdditionRoutes, EventRoutes}) {
    for (Route& route : part(endpoint)) routes.push_back(std::move(route));
  }
  return routes;
}

}  // namespace harrier::api::hunting
