#include "base/log.h"

#include <unistd.h>

#include "base/clock.h"
#include "base/json_text.h"
#include "base/time_text.h"

namespace harrier {
namespace {

constexpr std::string_view kNames[] = {"debug", "info", "warning", "error"};

/// Keeps a message on its line and away from the terminal's control codes.
std::string Printable(std::string_view text) {
  std::string out;
  for (const char c : text) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  return out;
}

}  // namespace

void Log::Write(LogLevel level, std::string_view message, std::initializer_list<Field> fields) {
  if (level < least_) return;
  const std::string time = FormatDatetime(SystemClock().Now());
  std::string line;
  if (text_) {
    line = time.substr(11, 12) + " ";
    if (level != LogLevel::kInfo) line.append(kNames[static_cast<size_t>(level)]).append(": ");
    line += Printable(message);
    for (const auto& [name, value] : fields)
      line.append("  ").append(name).append("=").append(Printable(value));
  } else {
    line.append(R"({"time":")")
        .append(time)
        .append(R"(","level":")")
        .append(kNames[static_cast<size_t>(level)]);
    line += R"(","message":)";
    AppendJsonString(line, message);
    for (const auto& [name, value] : fields) {
      line += ',';
      AppendJsonString(line, name);
      line += ':';
      AppendJsonString(line, value);
    }
    line += '}';
  }
  line += '\n';
  const std::lock_guard lock(mutex_);
  for (std::string_view rest = line; !rest.empty();) {
    const ssize_t n = ::write(descriptor_, rest.data(), rest.size());
    if (n <= 0) return;  // nobody to tell
    rest.remove_prefix(static_cast<size_t>(n));
  }
}

}  // namespace harrier
