#include "app/terminal.h"

#include <cstdlib>

#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text_position.h"
#include "query/writers/display_text.h"

namespace harrier::app {
namespace {

constexpr uint32_t kMaxMarks = 200;

void AppendPlace(std::string& out, std::string_view text, Span span, bool color) {
  const TextPosition at = PositionOf(text, span.begin);
  const std::string_view line = LineOf(text, at.line);
  const std::string number = fmt::format("{:>5} │ ", at.line);
  // Tabs become one character each in the shown line, so columns stay true.
  const std::string shown = query::DisplayText(line);
  out += number + shown + "\n";
  uint32_t marks = 1;
  if (span.end > span.begin) {
    const TextPosition end = PositionOf(text, span.end);
    const auto rest = static_cast<uint32_t>(query::DisplayWidth(shown));
    marks = end.line == at.line ? end.column - at.column : (rest > at.column ? rest - at.column : 1);
  }
  out += "      │ ";
  out.append(at.column, ' ');
  if (color) out += "\x1b[31m";
  out.append(std::clamp(marks, 1U, kMaxMarks), '^');
  if (color) out += "\x1b[0m";
  out += '\n';
}

}  // namespace

Terminal Terminal::Of(int descriptor) {
  Terminal terminal;
  terminal.is_terminal = ::isatty(descriptor) == 1;
  if (!terminal.is_terminal) return terminal;
  winsize size{};
  terminal.width = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
  const char* const term = std::getenv("TERM");
  const char* const no_color = std::getenv("NO_COLOR");
  terminal.color =
      (no_color == nullptr || *no_color == '\0') && term != nullptr && std::string_view(term) != "dumb";
  return terminal;
}

std::string ErrorReport(const Error& error, std::string_view text, bool color) {
  std::string out;
  const auto add = [&](std::string_view id, std::string_view message, Span span) {
    if (color) out += "\x1b[1;31m";
    out += "error";
    if (color) out += "\x1b[0m";
    if (!id.empty()) out.append(" ").append(id);
    out.append(": ").append(message).append("\n");
    if (!text.empty() && span != Span{}) AppendPlace(out, text, span, color);
  };
  if (error.diagnostics.empty()) {
    add(error.id, error.message, error.span);
  } else {
    for (const Diagnostic& finding : error.diagnostics) add(finding.id, finding.message, finding.span);
  }
  return out;
}

int ExitStatus(const Error& error) {
  switch (error.code) {
    case ErrorCode::kSyntax:
    case ErrorCode::kSemantic:
    case ErrorCode::kNotSupported:
    case ErrorCode::kInvalid:
      return 2;
    default:
      return 1;
  }
}

}  // namespace harrier::app
