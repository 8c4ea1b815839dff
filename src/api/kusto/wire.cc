#include "api/kusto/wire.h"

#include "api/answer/json_fields.h"
#include "base/clock.h"
#include "base/text_position.h"
#include "base/ticks.h"
#include "base/time_text.h"
#include "query/writers/cell_text.h"

namespace harrier::api::kusto {
namespace {

struct TypeNames {
  std::string_view column;
  std::string_view data;
  std::string_view clr;
};

TypeNames NamesOf(Type type) {
  switch (type) {
    case Type::kBool:
      return {"bool", "SByte", "System.SByte"};
    case Type::kInt:
      return {"int", "Int32", "System.Int32"};
    case Type::kLong:
      return {"long", "Int64", "System.Int64"};
    case Type::kReal:
      return {"real", "Double", "System.Double"};
    case Type::kDecimal:
      return {"decimal", "SqlDecimal", "System.Data.SqlTypes.SqlDecimal"};
    case Type::kDatetime:
      return {"datetime", "DateTime", "System.DateTime"};
    case Type::kTimespan:
      return {"timespan", "TimeSpan", "System.TimeSpan"};
    case Type::kGuid:
      return {"guid", "Guid", "System.Guid"};
    case Type::kString:
      return {"string", "String", "System.String"};
    case Type::kDynamic:
    case Type::kUnknown:
      return {"dynamic", "Object", "System.Object"};
  }
  return {};
}

/// How an error looks to Kusto's clients.
struct ErrorForm {
  int status;
  std::string_view code;
  std::string_view type;     // .NET exception
  std::string_view summary;  // the general sentence
  std::string_view prefix;   // of the message
  bool permanent;
};

ErrorForm FormOf(ErrorCode code) {
  constexpr std::string_view kInvalidRequest = "Request is invalid and cannot be executed.";
  switch (code) {
    case ErrorCode::kSyntax:
      return {400,
              "General_BadRequest",
              "Kusto.Data.Exceptions.SyntaxException",
              kInvalidRequest,
              "Syntax error: ",
              true};
    case ErrorCode::kSemantic:
      return {400,
              "General_BadRequest",
              "Kusto.Data.Exceptions.SemanticException",
              kInvalidRequest,
              "Semantic error: ",
              true};
    case ErrorCode::kNotSupported:
      return {400,
              "General_BadRequest",
              "Kusto.Data.Exceptions.SemanticException",
              kInvalidRequest,
              "Semantic error: ",
              true};
    case ErrorCode::kInvalid:
    case ErrorCode::kConflict:
      return {400,
              "General_BadRequest",
              "Kusto.Data.Exceptions.KustoBadRequestException",
              kInvalidRequest,
              "Bad request: ",
              true};
    case ErrorCode::kNotFound:
      return {404,
              "General_NotFound",
              "Kusto.Data.Exceptions.EntityNotFoundException",
              "The entity was not found.",
              "Not found: ",
              true};
    case ErrorCode::kForbidden:  // what the query may not reach; who may ask is decided before
      return {400,
              "Forbidden",
              "Kusto.Data.Exceptions.KustoRequestDeniedException",
              "Access is denied.",
              "Forbidden: ",
              true};
    case ErrorCode::kLimit:
      return {400,
              "LimitsExceeded",
              "Kusto.Data.Exceptions.KustoServicePartialQueryFailureLimitsExceededException",
              "Request is invalid and cannot be processed: query limits were exceeded.",
              "Query limit exceeded (E_QUERY_RESULT_SET_TOO_LARGE or E_LOW_MEMORY_CONDITION): ",
              true};
    case ErrorCode::kCancelled:
      return {400,
              "General_Cancelled",
              "Kusto.Data.Exceptions.KustoRequestCanceledByUserException",
              "The request was cancelled.",
              "Cancelled: ",
              true};
    case ErrorCode::kTimeout:
      return {504,
              "Gateway timeout",
              "Kusto.Data.Exceptions.KustoServiceTimeoutException",
              "The request timed out.",
              "Request timed out (E_RUNAWAY_QUERY): ",
              false};
    case ErrorCode::kBusy:
      return {429,
              "Too many requests",
              "Kusto.Data.Exceptions.KustoRequestThrottledException",
              "The service is busy.",
              "Throttled: ",
              false};
    case ErrorCode::kIo:
    case ErrorCode::kInternal:
      return {500,
              "Internal service error",
              "Kusto.Common.Svc.Exceptions.InternalServiceErrorException",
              "The service failed.",
              "Internal error: ",
              false};
  }
  return {};
}

/// The server's code for a finding of the analyzer; the analyzer's own ids go out beside it.
std::string_view ServerCode(ErrorCode code, std::string_view id) {
  if (code == ErrorCode::kSyntax) return "SYN0002";
  if (code == ErrorCode::kNotSupported || id == "KS124" || id == "KS211") return "SEM0260";
  if (code == ErrorCode::kSemantic) return id == "KS119" ? "SEM0219" : "SEM0100";
  return {};
}

std::vector<Diagnostic> FindingsOf(const Error& error) {
  if (!error.diagnostics.empty()) return error.diagnostics;
  return {{error.id, error.message, error.span}};
}

}  // namespace

std::string_view ColumnType(Type type) {
  return NamesOf(type).column;
}
std::string_view DataType(Type type) {
  return NamesOf(type).data;
}
std::string_view ClrType(Type type) {
  return NamesOf(type).clr;
}

int HttpStatus(ErrorCode code) {
  return FormOf(code).status;
}

std::string ErrorText(const Error& error, std::string_view text) {
  std::string out(FormOf(error.code).prefix);
  bool first = true;
  for (const Finding& finding : FindingsIn(error, text)) {
    if (!first) out += '\n';
    first = false;
    if (!finding.code.empty()) out += finding.code + ": ";
    out += finding.message;
    if (finding.line > 0) out += fmt::format(" [line:position={}:{}]", finding.line, finding.column);
  }
  return out;
}

std::vector<Finding> FindingsIn(const Error& error, std::string_view text) {
  std::vector<Finding> findings;
  for (const Diagnostic& finding : FindingsOf(error)) {
    Finding out{std::string(ServerCode(error.code, finding.id)), finding.message};
    if (finding.span != Span{}) {
      const TextPosition at = PositionOf(text, finding.span.begin);
      out.line = at.line;
      out.column = at.column;
    }
    findings.push_back(std::move(out));
  }
  return findings;
}

std::string OneApiError(const Error& error, std::string_view text, const RequestIds& ids) {
  const ErrorForm form = FormOf(error.code);
  std::string out = R"({"error":{)";
  AppendField(out, "code", form.code);
  AppendField(out, "message", form.summary);
  AppendField(out, "@type", form.type);
  AppendField(out, "@message", ErrorText(error, text));
  out += R"(,"@context":{)";
  AppendField(out, "timestamp", FormatDatetime(SystemClock().Now()));
  AppendField(out, "serviceAlias", "HARRIER");
  AppendField(out, "clientRequestId", ids.client);
  AppendField(out, "activityId", ids.activity);
  AppendField(out, "activityType", "DN.FE.ExecuteQuery");
  AppendField(out, "parentActivityId", ids.activity);
  // Not Kusto's: every finding with its place, for editors.
  out += R"(,"diagnostics":[)";
  for (const Diagnostic& finding : FindingsOf(error)) {
    const TextPosition at = PositionOf(text, finding.span.begin);
    if (out.back() == '}') out += ',';
    out += '{';
    AppendField(out, "code", finding.id);
    AppendField(out, "message", finding.message);
    out += fmt::format(R"(,"start":{},"end":{},"line":{},"position":{}}})", finding.span.begin,
                       finding.span.end, at.line, at.column);
  }
  out += fmt::format(R"(]}},"@permanent":{}}}}})", form.permanent);
  return out;
}

std::string VisualizationText(const std::optional<plan::Visualization>& visualization, PropertyNames names) {
  constexpr std::string_view kProperties[] = {
      "Title",  "XColumn", "Series", "YColumns",      "AnomalyColumns", "XTitle", "YTitle", "XAxis", "YAxis",
      "Legend", "YSplit",  "Kind",   "IsQuerySorted", "Accumulate",     "Ymin",   "Ymax",   "Xmin",  "Xmax"};
  const auto spelled = [names](std::string_view name) {
    std::string text(name);
    if (names == PropertyNames::kCamel && !text.empty())
      text.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(text.front())));
    return text;
  };
  std::string out = "{";
  AppendJsonString(out, spelled("Visualization"));
  out += ':';
  if (visualization) {
    AppendJsonString(out, visualization->kind);
  } else {
    out += "null";
  }
  const auto append = [&](std::string_view name, const Value& value) {
    out += ',';
    AppendJsonString(out, spelled(name));
    out += ':';
    if (value.type() == Type::kUnknown) {
      out += "null";
      return;
    }
    runtime::ColumnBuilder cell(value.type());
    cell.Append(value);
    query::AppendJsonCell(out, cell.View(), 0);
  };
  std::vector<std::pair<std::string, Value>> rest;
  if (visualization) rest = visualization->properties;
  for (const std::string_view name : kProperties) {
    Value value = name == "IsQuerySorted" || name == "Accumulate" ? Value::Bool(false) : Value();
    for (auto it = rest.begin(); it != rest.end(); ++it) {
      if (!SameText(it->first, name)) continue;
      value = it->second;
      rest.erase(it);
      break;
    }
    append(name, value);
  }
  for (const auto& [name, value] : rest) append(name, value);
  out += '}';
  return out;
}

}  // namespace harrier::api::kusto
