#pragma once

#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace harrier {

enum class LogLevel : uint8_t { kDebug, kInfo, kWarning, kError };

/// Writes one line a message to a file descriptor: JSON, or short text for a terminal. Times are UTC. Safe
/// for use by several threads at once. Messages and fields hold no secrets.
class Log {
 public:
  using Field = std::pair<std::string_view, std::string>;

  /// `text`: lines for people instead of JSON.
  Log(int descriptor, bool text, LogLevel least = LogLevel::kInfo)
      : descriptor_(descriptor), text_(text), least_(least) {}

  void Write(LogLevel level, std::string_view message, std::initializer_list<Field> fields = {});
  void Info(std::string_view message, std::initializer_list<Field> fields = {}) {
    Write(LogLevel::kInfo, message, fields);
  }
  void Warning(std::string_view message, std::initializer_list<Field> fields = {}) {
    Write(LogLevel::kWarning, message, fields);
  }
  void Error(std::string_view message, std::initializer_list<Field> fields = {}) {
    Write(LogLevel::kError, message, fields);
  }

 private:
  int descriptor_;
  bool text_;
  LogLevel least_;
  std::mutex mutex_;
};

}  // namespace harrier
