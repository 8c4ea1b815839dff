#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace harrier::app {

/// Reads lines from a terminal, with editing, history and completion.
class LineEditor {
 public:
  /// The words that may stand where `line` ends, whose last word is `prefix`.
  using Completer = std::function<std::vector<std::string>(std::string_view line, std::string_view prefix)>;

  enum class Outcome { kLine, kInterrupted, kEnd };

  /// `history`: a file; empty: kept for this session only.
  LineEditor(std::string history, Completer completer);
  ~LineEditor();

  /// One line, without its end.
  Outcome Read(const std::string& prompt, std::string& line);
  void AddToHistory(const std::string& text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace harrier::app
