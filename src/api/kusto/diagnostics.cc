#include "api/kusto/diagnostics.h"

#include "api/answer/asked_service.h"
#include "api/kusto/commands/command.h"
#include "api/kusto/wire.h"
#include "base/json_text.h"

namespace harrier::api::kusto {
namespace {

/// A place as editors count: lines and columns from 1, the offset from 0, all in units of UTF-16.
struct EditorPosition {
  uint32_t offset = 0;
  uint32_t line = 1;
  uint32_t column = 1;
};

EditorPosition EditorPositionOf(std::string_view text, uint32_t byte) {
  EditorPosition at;
  for (const char c : text.substr(0, byte)) {
    const auto unit = static_cast<unsigned char>(c);
    if ((unit & 0xC0U) == 0x80U) continue;         // not the first byte of its character
    const uint32_t units = unit >= 0xF0U ? 2 : 1;  // beyond the basic plane: a pair
    at.offset += units;
    at.column += units;
    if (c == '\n') {
      ++at.line;
      at.column = 1;
    }
  }
  return at;
}

void AppendText(std::string& out, std::string_view name, std::string_view value) {
  if (out.back() != '{') out += ',';
  AppendJsonString(out, name);
  out += ':';
  AppendJsonString(out, value);
}

std::string_view Category(ErrorCode code) {
  if (code == ErrorCode::kSyntax) return "syntax";
  return code == ErrorCode::kNotSupported ? "unsupported" : "semantic";
}

void AppendFinding(std::string& out, const Diagnostic& finding, ErrorCode code, std::string_view severity,
                   std::string_view text) {
  const EditorPosition begin = EditorPositionOf(text, finding.span.begin);
  const EditorPosition end = EditorPositionOf(text, finding.span.end);
  if (out.back() != '[') out += ',';
  out += '{';
  AppendText(out, "code", finding.id);
  AppendText(out, "severity", severity);
  AppendText(out, "category", Category(code));
  AppendText(out, "message", finding.message);
  out += fmt::format(R"(,"start":{},"end":{},"line":{},"column":{},"endLine":{},"endColumn":{}}})",
                     begin.offset, end.offset, begin.line, begin.column, end.line, end.column);
}

std::string CheckedText(const query::Checked& checked, std::string_view text) {
  std::string out = R"({"diagnostics":[)";
  if (checked.error) {
    const Error& error = *checked.error;
    // A name that no row was asked for may yet be a column.
    const bool doubtful = checked.depends_on_rows && error.code == ErrorCode::kSemantic;
    std::vector<Diagnostic> findings = error.diagnostics;
    if (findings.empty()) findings.push_back({error.id, error.message, error.span});
    for (const Diagnostic& finding : findings) {
      AppendFinding(out, finding, error.code, doubtful ? "Warning" : "Error", text);
    }
  }
  out += fmt::format(R"(],"columnsDependOnRows":{},"results":[)", checked.depends_on_rows);
  for (const query::CheckedResult& result : checked.results) {
    if (out.back() != '[') out += ',';
    out += '{';
    AppendText(out, "name", result.name);
    out += R"(,"columns":[)";
    for (const plan::Column& column : result.columns) {
      if (out.back() != '[') out += ',';
      out += '{';
      AppendText(out, "name", column.name);
      AppendText(out, "type", ColumnType(column.type));
      out += '}';
    }
    out += R"(],"plan":)";
    AppendJsonString(out, result.plan);
    out += '}';
  }
  return out + "]}";
}

Response Diagnose(const Endpoint& endpoint, const Request& request) {
  auto asked = ParseQuery(request.body);
  if (!asked) return ErrorResponse(400, "BadRequest", asked.error().message);
  query::Request& ask = asked->request;
  ask.database = endpoint.database;
  ask.stop = request.stop;
  ask.view = ViewFor(request);
  const query::Checked checked = IsCommand(ask.text) ? query::Checked() : endpoint.service->Check(ask);
  Response response;
  response.body = CheckedText(checked, ask.text);
  return response;
}

}  // namespace

std::vector<Route> DiagnosticsRoutes(const Endpoint& endpoint) {
  return {{.method = "POST",
           .pattern = "/api/v1/query/diagnostics",
           .handler = [endpoint](const Request& request) { return Diagnose(endpoint, request); },
           .action = std::string(access::kQuery)}};
}

}  // namespace harrier::api::kusto
