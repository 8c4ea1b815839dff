#include "api/server/refusal.h"

#include <fmt/format.h>

#include "base/json_text.h"

namespace harrier::api {
namespace {

std::string Quoted(std::string_view text) {
  std::string out;
  AppendJsonString(out, text);
  return out;
}

Response Refuse(ErrorStyle style, const Request& request, int status, std::string_view message) {
  const bool unknown = status == 401;
  Response response;
  switch (style) {
    case ErrorStyle::kAzure:
      return ErrorResponse(status, unknown ? "InvalidAuthenticationToken" : "AuthorizationFailed", message);
    case ErrorStyle::kLogAnalytics:
      response.body =
          fmt::format(R"({{"error":{{"message":{},"code":"{}","correlationId":"{}"}}}})", Quoted(message),
                      unknown ? "AuthorizationRequiredError" : "InsufficientAccessError", request.request_id);
      break;
    case ErrorStyle::kKusto:
      response.body =
          fmt::format(R"({{"error":{{"code":"{}","message":{},"@type":"{}","@message":{},)"
                      R"("@context":{{"clientRequestId":{},"activityId":"{}"}},"@permanent":true}}}})",
                      unknown ? "Unauthorized" : "Forbidden", Quoted(message),
                      unknown ? "Kusto.Common.Svc.Exceptions.UnauthorizedException"
                              : "Kusto.Data.Exceptions.ForbiddenException",
                      Quoted(message), Quoted(request.client_request_id()), request.request_id);
      break;
    case ErrorStyle::kDataCollector:
      // This API has no 401.
      status = 403;
      response.body = fmt::format(R"({{"Error":"InvalidAuthorization","Message":{}}})", Quoted(message));
      break;
  }
  response.status = status;
  return response;
}

}  // namespace

Response Unauthorized(ErrorStyle style, const Request& request, std::string_view tenant,
                      std::string_view message) {
  Response response = Refuse(style, request, 401, message);
  if (response.status == 401 && !request.origin.empty()) {
    response.headers.emplace_back(
        "WWW-Authenticate",
        fmt::format(R"(Bearer authorization_uri="{0}/{1}", resource="{0}")", request.origin, tenant));
  } else if (response.status == 401) {
    response.headers.emplace_back("WWW-Authenticate", "Bearer");
  }
  return response;
}

Response Forbidden(ErrorStyle style, const Request& request, std::string_view message) {
  return Refuse(style, request, 403, message);
}

}  // namespace harrier::api
