#include "api/hunting/cases.h"

#include <algorithm>

#include <boost/json.hpp>

#include "access/caller.h"
#include "base/http_status.h"
#include "hunting/shape/json.h"

namespace harrier::api::hunting {

namespace json = boost::json;

harrier::hunting::Cases CasesOf(const Endpoint& endpoint, store::Transaction& transaction) {
  return {transaction, endpoint.workspace, endpoint.workspace_path, endpoint.clock->Now()};
}

Status Require(const Request& request, std::string_view action) {
  if (request.caller == nullptr) return Ok();
  return request.caller->Require(fmt::format("Microsoft.SecurityInsights/{}", action));
}

Result<std::vector<std::string>> NamesIn(const json::object& body, std::string_view member) {
  std::vector<std::string> names;
  const json::value* const value = harrier::hunting::Member(body, member);
  if (value == nullptr || value->is_null()) return names;
  const auto is_text = [](const json::value& one) { return one.is_string() && !one.as_string().empty(); };
  if (!value->is_array() || !std::all_of(value->as_array().begin(), value->as_array().end(), is_text))
    return Fail(ErrorCode::kInvalid, "'{}' must be a list of names", member);
  for (const json::value& one : value->as_array())
    names.emplace_back(harrier::hunting::View(one.as_string()));
  return names;
}

Response FindingsAnswer(const std::vector<Finding>& findings) {
  constexpr size_t kMostTold = 1000;
  ErrorCode worst = ErrorCode::kInvalid;
  for (const Finding& one : findings) {
    if (one.error.code == ErrorCode::kForbidden) worst = ErrorCode::kForbidden;
    if (one.error.code == ErrorCode::kNotFound && worst == ErrorCode::kInvalid) worst = ErrorCode::kNotFound;
  }
  json::array details;
  for (size_t i = 0; i < std::min(findings.size(), kMostTold); ++i) {
    details.push_back(json::object{{"target", harrier::hunting::Text(findings[i].target)},
                                   {"message", harrier::hunting::Text(findings[i].error.message)}});
  }
  const std::string_view code = worst == ErrorCode::kForbidden  ? "AuthorizationFailed"
                                : worst == ErrorCode::kNotFound ? "NotFound"
                                                                : "BadRequest";
  const std::string message =
      fmt::format("nothing was changed: {}{}", findings.front().error.message,
                  findings.size() == 1 ? std::string() : fmt::format(", and {} more", findings.size() - 1));
  return JsonAnswer(json::object{{"error", json::object{{"code", harrier::hunting::Text(code)},
                                                        {"message", harrier::hunting::Text(message)},
                                                        {"details", std::move(details)}}}},
                    HttpStatusOf(worst));
}

}  // namespace harrier::api::hunting
