#include "app/line_editor.h"

#include <algorithm>
#include <clocale>
#include <cstdio>
#include <filesystem>

#include <histedit.h>

namespace harrier::app {
namespace {

constexpr int kHistoryLines = 1000;

bool IsWordCharacter(char c) {
  return c == '_' || c == '-' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

std::string CommonPrefix(const std::vector<std::string>& words) {
  std::string common = words.front();
  for (const std::string& word : words) {
    const auto [at, other] = std::mismatch(common.begin(), common.end(), word.begin(), word.end());
    common.erase(at, common.end());
  }
  return common;
}

}  // namespace

struct LineEditor::State {
  Completer completer;
  std::string history_path;
  std::string prompt;
  EditLine* editor = nullptr;
  History* history = nullptr;
  HistEvent event{};

  static State* Of(EditLine* editor) {
    void* state = nullptr;
    el_get(editor, EL_CLIENTDATA, &state);
    return static_cast<State*>(state);
  }
  static char* Prompt(EditLine* editor) { return Of(editor)->prompt.data(); }
  static unsigned char Complete(EditLine* editor, int) { return Of(editor)->CompleteWord(); }

  unsigned char CompleteWord() const {
    const LineInfo* const info = el_line(editor);
    const std::string_view line(info->buffer, static_cast<size_t>(info->cursor - info->buffer));
    size_t begin = line.size();
    while (begin > 0 && IsWordCharacter(line[begin - 1])) --begin;
    const std::string_view prefix = line.substr(begin);
    const std::vector<std::string> words = completer(line, prefix);
    if (words.empty()) return CC_ERROR;
    std::string insert = CommonPrefix(words);
    insert.erase(0, std::min(insert.size(), prefix.size()));
    if (words.size() == 1) insert += ' ';
    if (!insert.empty()) {
      el_insertstr(editor, insert.c_str());
      return CC_REFRESH;
    }
    std::fputc('\n', stdout);
    constexpr size_t kShown = 60;
    for (size_t i = 0; i < std::min(words.size(), kShown); ++i)
      std::fprintf(stdout, "%s  ", words[i].c_str());
    if (words.size() > kShown) std::fprintf(stdout, "… and %zu more", words.size() - kShown);
    std::fputc('\n', stdout);
    return CC_REDISPLAY;
  }
};

LineEditor::LineEditor(std::string history, Completer completer) : state_(std::make_unique<State>()) {
  std::setlocale(LC_CTYPE, "");
  state_->completer = std::move(completer);
  state_->history_path = std::move(history);
  state_->history = history_init();
  ::history(state_->history, &state_->event, H_SETSIZE, kHistoryLines);
  ::history(state_->history, &state_->event, H_SETUNIQUE, 1);
  if (!state_->history_path.empty()) {
    std::error_code ignored;
    std::filesystem::create_directories(std::filesystem::path(state_->history_path).parent_path(), ignored);
    ::history(state_->history, &state_->event, H_LOAD, state_->history_path.c_str());
  }
  state_->editor = el_init("harrier", stdin, stdout, stderr);
  el_set(state_->editor, EL_CLIENTDATA, state_.get());
  el_set(state_->editor, EL_PROMPT, &State::Prompt);
  el_set(state_->editor, EL_EDITOR, "emacs");
  el_set(state_->editor, EL_HIST, ::history, state_->history);
  el_set(state_->editor, EL_ADDFN, "harrier-complete", "Completes a word", &State::Complete);
  el_set(state_->editor, EL_BIND, "\t", "harrier-complete", nullptr);
  el_set(state_->editor, EL_BIND, "^R", "em-inc-search-prev", nullptr);
}

LineEditor::~LineEditor() {
  if (!state_->history_path.empty()) {
    ::history(state_->history, &state_->event, H_SAVE, state_->history_path.c_str());
  }
  el_end(state_->editor);
  history_end(state_->history);
}

LineEditor::Outcome LineEditor::Read(const std::string& prompt, std::string& line) {
  state_->prompt = prompt;
  int count = 0;
  const char* const text = el_gets(state_->editor, &count);
  if (text == nullptr || count <= 0) return count < 0 ? Outcome::kInterrupted : Outcome::kEnd;
  line.assign(text, static_cast<size_t>(count));
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
  return Outcome::kLine;
}

void LineEditor::AddToHistory(const std::string& text) {
  ::history(state_->history, &state_->event, H_ENTER, text.c_str());
}

}  // namespace harrier::app
