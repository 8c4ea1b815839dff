#include "api/arm/wire.h"

#include <boost/json/serialize.hpp>

#include "api/arm/lenient_json.h"
#include "api/kusto/wire.h"
#include "base/http_status.h"
#include "hunting/shape/json.h"

namespace harrier::api::arm {

namespace json = boost::json;

namespace {

std::string_view CodeOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNotFound:
      return "NotFound";
    case ErrorCode::kConflict:
      return "Conflict";
    case ErrorCode::kForbidden:
      return "AuthorizationFailed";
    case ErrorCode::kTimeout:
      return "GatewayTimeout";
    case ErrorCode::kBusy:
      return "TooManyRequests";
    case ErrorCode::kCancelled:
      return "RequestCancelled";
    case ErrorCode::kIo:
    case ErrorCode::kInternal:
      return "InternalServerError";
    default:
      return "BadRequest";
  }
}

std::string_view WithoutQuotes(std::string_view etag) {
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') etag = etag.substr(1, etag.size() - 2);
  return etag == "*" ? std::string_view() : etag;
}

}  // namespace

Response ErrorAnswer(const Error& error, std::string_view text) {
  json::object body{{"code", hunting::Text(CodeOf(error.code))}, {"message", hunting::Text(error.message)}};
  const bool of_query = error.code == ErrorCode::kSyntax || error.code == ErrorCode::kSemantic ||
                        error.code == ErrorCode::kNotSupported;
  if (of_query && !text.empty()) {
    json::array details;
    std::string all;
    for (const kusto::Finding& finding : kusto::FindingsIn(error, text)) {
      const std::string message =
          fmt::format("{} (line {}, column {})", finding.message, finding.line, finding.column + 1);
      all += (all.empty() ? "" : "\n") + message;
      details.push_back(json::object{{"code", hunting::Text(finding.code)},
                                     {"message", hunting::Text(message)},
                                     {"target", "properties.query"},
                                     {"line", finding.line},
                                     {"column", finding.column + 1}});
    }
    body["message"] = hunting::Text("the query is not valid: " + all);
    body["details"] = std::move(details);
  }
  Response response = JsonAnswer(HttpStatusOf(error.code), json::object{{"error", std::move(body)}});
  if (error.code == ErrorCode::kBusy) response.headers.emplace_back("Retry-After", "5");
  return response;
}

Response JsonAnswer(int status, const json::value& body) {
  Response response;
  response.status = status;
  response.body = json::serialize(body);
  return response;
}

Result<json::object> ReadBody(const Request& request) {
  TRY(json::value body, ParseLenient(request.body));
  if (!body.is_object()) return Fail(ErrorCode::kInvalid, "the body must be an object");
  return std::move(body.as_object());
}

Result<json::object> PropertiesOf(const json::object& body) {
  const json::value* const properties = hunting::Member(body, "properties");
  if (properties == nullptr || !properties->is_object())
    return Fail(ErrorCode::kInvalid, "the body has no object \"properties\"");
  return properties->as_object();
}

std::string QuotedEtag(std::string_view etag) {
  return fmt::format("\"{}\"", etag);
}

Precondition PreconditionOf(const Request& request, const json::object* body) {
  Precondition precondition;
  precondition.must_be_new = request.Header("If-None-Match") == "*";
  const std::string_view header = request.Header("If-Match");
  precondition.by_header = !header.empty() || precondition.must_be_new;
  precondition.etag =
      WithoutQuotes(header.empty() && body != nullptr ? hunting::TextMember(*body, "etag") : header);
  return precondition;
}

std::optional<Response> Refuse(const Precondition& precondition, const store::Object* current) {
  std::string message;
  if (precondition.must_be_new && current != nullptr) {
    message = "the resource exists already";
  } else if (!precondition.etag.empty() && current == nullptr) {
    message = "the resource that the etag belongs to is not there any more";
  } else if (!precondition.etag.empty() && current->etag != precondition.etag) {
    message = "the resource has changed since it was read: read it again, and write with its new etag";
  } else {
    return std::nullopt;
  }
  return precondition.by_header ? ErrorResponse(412, "PreconditionFailed", message)
                                : ErrorResponse(409, "Conflict", message);
}

}  // namespace harrier::api::arm
