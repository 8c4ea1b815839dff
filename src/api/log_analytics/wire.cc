#include "api/log_analytics/wire.h"

#include <charconv>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "api/answer/json_fields.h"
#include "api/kusto/wire.h"

namespace harrier::api::log_analytics {
namespace {

namespace json = boost::json;

std::string TextOf(const json::object& object, std::string_view name) {
  const json::value* const value = object.if_contains(json::string_view(name.data(), name.size()));
  if (value == nullptr || !value->is_string()) return {};
  return std::string(value->as_string().c_str(), value->as_string().size());
}

Status CheckQuery(const Asked& asked) {
  if (asked.query.find_first_not_of(" \t\r\n") == std::string::npos)
    return Fail(ErrorCode::kInvalid, "there is no query: give its text as \"query\"");
  return Ok();
}

Result<Asked> ReadAsked(const json::object& object) {
  Asked asked;
  asked.query = TextOf(object, "query");
  asked.timespan = TextOf(object, "timespan");
  if (const json::value* const list = object.if_contains("workspaces"); list != nullptr && list->is_array()) {
    for (const json::value& name : list->as_array()) {
      if (!name.is_string()) return Fail(ErrorCode::kInvalid, "\"workspaces\" must be a list of texts");
      asked.workspaces.emplace_back(name.as_string().c_str(), name.as_string().size());
    }
  }
  TRY_OK(CheckQuery(asked));
  return asked;
}

Result<json::value> ParseObject(std::string_view body, std::string_view example) {
  json::error_code failure;
  json::value root = json::parse(json::string_view(body.data(), body.size()), failure);
  if (failure || !root.is_object())
    return Fail(ErrorCode::kInvalid, "the body must be a JSON object such as {}", example);
  return root;
}

struct ErrorForm {
  int status;
  std::string_view code;
  std::string_view message;
};

ErrorForm FormOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kForbidden:
      return {403, "InsufficientAccessError", "The provided credentials have insufficient access"};
    case ErrorCode::kNotFound:
      return {404, "WorkspaceNotFoundError", "The workspace could not be found"};
    case ErrorCode::kTimeout:
      return {504, "GatewayTimeout", "The query took longer than its time limit"};
    case ErrorCode::kBusy:
      return {429, "ThrottledError", "Too many queries run at once"};
    case ErrorCode::kIo:
    case ErrorCode::kInternal:
      return {500, "InternalServerError", "The service failed"};
    case ErrorCode::kLimit:
      return {400, "QueryLimitsExceeded", "A limit of the query was exceeded"};
    default:
      return {400, "BadArgumentError", "The request had some invalid properties"};
  }
}

}  // namespace

Result<Asked> ParseBody(std::string_view body) {
  TRY(const json::value root, ParseObject(body, R"({"query":"SigninLogs | take 1"})"));
  return ReadAsked(root.as_object());
}

Result<Asked> ParseParameters(const Request& request) {
  Asked asked;
  asked.query = std::string(request.Parameter("query"));
  asked.timespan = std::string(request.Parameter("timespan"));
  std::string_view names = request.Parameter("workspaces");
  while (!names.empty()) {
    const std::string_view name = names.substr(0, names.find(','));
    names.remove_prefix(std::min(names.size(), name.size() + 1));
    if (!name.empty()) asked.workspaces.emplace_back(name);
  }
  TRY_OK(CheckQuery(asked));
  return asked;
}

Preferences ParsePrefer(std::string_view header) {
  Preferences preferences;
  while (!header.empty()) {
    std::string_view item = header.substr(0, header.find_first_of(",;"));
    header.remove_prefix(std::min(header.size(), item.size() + 1));
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    if (item == "include-statistics=true") preferences.statistics = true;
    if (item == "include-render=true") preferences.render = true;
    if (item.starts_with("wait=")) {
      constexpr int64_t kLongestSeconds = 600;
      item.remove_prefix(5);
      int64_t seconds = 0;
      const auto end = std::from_chars(item.data(), item.data() + item.size(), seconds);
      if (end.ec == std::errc() && seconds > 0)
        preferences.wait_ns = std::min(seconds, kLongestSeconds) * 1'000'000'000;
    }
  }
  return preferences;
}

Result<std::vector<BatchItem>> ParseBatch(std::string_view body) {
  TRY(const json::value root, ParseObject(body, R"({"requests":[…]})"));
  const json::value* const list = root.as_object().if_contains("requests");
  if (list == nullptr || !list->is_array())
    return Fail(ErrorCode::kInvalid, "a batch has its queries as the list \"requests\"");
  std::vector<BatchItem> items;
  for (const json::value& one : list->as_array()) {
    const std::string place = fmt::format("requests[{}]", items.size());
    if (!one.is_object()) return Fail(ErrorCode::kInvalid, "{} is no object", place);
    const json::object& object = one.as_object();
    BatchItem item;
    item.id = TextOf(object, "id");
    item.workspace = TextOf(object, "workspace");
    if (const json::value* const headers = object.if_contains("headers");
        headers != nullptr && headers->is_object()) {
      for (const auto& [name, value] : headers->as_object()) {
        if (value.is_string() && SameText({name.data(), name.size()}, "prefer"))
          item.preferences = ParsePrefer({value.as_string().c_str(), value.as_string().size()});
      }
    }
    const json::value* const asked = object.if_contains("body");
    if (asked == nullptr || !asked->is_object())
      return Fail(ErrorCode::kInvalid, "{} has no object \"body\"", place);
    Result<Asked> read = ReadAsked(asked->as_object());
    if (!read) return Fail(ErrorCode::kInvalid, "{}: {}", place, read.error().message);
    item.asked = *std::move(read);
    items.push_back(std::move(item));
  }
  return items;
}

int HttpStatus(ErrorCode code) {
  return FormOf(code).status;
}

std::string ErrorObject(const Error& error, std::string_view text, std::string_view correlation) {
  const ErrorForm form = FormOf(error.code);
  std::string out = "{";
  AppendField(out, "message", form.message);
  AppendField(out, "code", form.code);
  AppendField(out, "correlationId", correlation);
  out += R"(,"innererror":{)";
  if (error.code == ErrorCode::kSyntax || error.code == ErrorCode::kSemantic ||
      error.code == ErrorCode::kNotSupported) {
    const bool syntax = error.code == ErrorCode::kSyntax;
    AppendField(out, "code", syntax ? "SyntaxError" : "SemanticError");
    AppendField(out, "message", syntax ? "A syntax error occurred." : "A semantic error occurred.");
    // Clients show the innermost message, so it holds every finding.
    const std::vector<kusto::Finding> findings = kusto::FindingsIn(error, text);
    std::string all;
    for (const kusto::Finding& finding : findings) all += (all.empty() ? "" : "\n") + finding.message;
    out += R"(,"innererror":{)";
    AppendField(out, "code", findings.front().code);
    AppendField(out, "message", all);
    out += fmt::format(R"(,"line":{},"pos":{}}})", findings.front().line, findings.front().column);
  } else {
    AppendField(out, "code", form.code);
    AppendField(out, "message", error.message);
  }
  return out + "}}";
}

Response ErrorAnswer(const Error& error, std::string_view text, std::string_view correlation) {
  Response response;
  response.status = HttpStatus(error.code);
  response.body = R"({"error":)" + ErrorObject(error, text, correlation) + "}";
  if (error.code == ErrorCode::kBusy) response.headers.emplace_back("Retry-After", "5");
  return response;
}

}  // namespace harrier::api::log_analytics
