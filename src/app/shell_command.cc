#include <cstdlib>
#include <iostream>
#include <optional>

#include <unistd.h>

#include "app/commands.h"
#include "app/completion.h"
#include "app/data_directory.h"
#include "app/interrupts.h"
#include "app/line_editor.h"
#include "app/query_run.h"

namespace harrier::app {
namespace {

constexpr std::string_view kHelp =
    "A query may have several lines; it runs at a line that ends with ';' or at an empty line.\n"
    "  explain QUERY       the plan instead of the rows\n"
    "  .tables [WORD]      the tables whose names have the word\n"
    "  .columns TABLE      a table's columns\n"
    "  .functions          the stored functions\n"
    "  .format NAME        table, json, ndjson or csv\n"
    "  .show …             management commands, as a server takes them\n"
    "  .quit               or Ctrl-D\n"
    "Tab completes names, Ctrl-R searches the history, Ctrl-C stops a query.\n";

std::string Trimmed(std::string_view text) {
  const size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}

/// ~/.local/state/harrier/history, or where XDG_STATE_HOME says.
std::string HistoryPath() {
  const char* const state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state == '/') return std::string(state) + "/harrier/history";
  const char* const home = std::getenv("HOME");
  return home == nullptr || *home == '\0' ? std::string()
                                          : std::string(home) + "/.local/state/harrier/history";
}

class Shell {
 public:
  /// `interrupts`: null if the input is no terminal.
  Shell(std::unique_ptr<Target> target, Interrupts* interrupts)
      : target_(std::move(target)), names_(target_->service().catalog()), interrupts_(interrupts) {
    output_.terminal = Terminal::Of(STDOUT_FILENO);
  }

  int Run() {
    if (interrupts_ != nullptr) {
      RunInteractive();
      return 0;
    }
    // From a file or a pipe: the first failure ends it.
    std::string line;
    while (!quit_ && !failed_ && std::getline(std::cin, line)) Take(line);
    if (!quit_ && !failed_) Execute(std::exchange(text_, {}));
    return failed_ ? 1 : 0;
  }

 private:
  void RunInteractive() {
    LineEditor editor(HistoryPath(), [this](std::string_view line, std::string_view prefix) {
      return CompleteQuery(*names_, text_ + std::string(line), prefix);
    });
    std::cout << "Harrier: type KQL, end it with ';' or an empty line; .help says more.\n" << std::flush;
    std::string line;
    while (!quit_) {
      const auto outcome = editor.Read(text_.empty() ? "kql> " : "...> ", line);
      if (outcome == LineEditor::Outcome::kEnd) break;
      if (outcome == LineEditor::Outcome::kInterrupted) {
        text_.clear();
        std::cout << '\n';
        continue;
      }
      if (!Trimmed(line).empty()) editor.AddToHistory(line);
      Take(line);
    }
    std::cout << '\n';
  }

  /// One more line; runs the text if it is complete.
  void Take(const std::string& line) {
    const std::string trimmed = Trimmed(line);
    if (text_.empty() && trimmed.starts_with('.')) {
      Execute(trimmed);
    } else if (trimmed.empty()) {
      if (!text_.empty()) Execute(std::exchange(text_, {}));
    } else {
      text_ += text_.empty() ? line : "\n" + line;
      // Statements that only define something want the query after them.
      const bool ends = trimmed.ends_with(';');
      const std::string start = Trimmed(text_);
      const bool defines =
          start.starts_with("let ") || start.starts_with("declare ") || start.starts_with("set ");
      if (ends && !(defines && EndsWithDefinition())) Execute(std::exchange(text_, {}));
    }
  }

  /// Whether the last statement of the text is a let, set or declare.
  bool EndsWithDefinition() const {
    const std::string all = Trimmed(text_);
    const size_t before = all.find_last_of(';', all.size() - 2);
    const std::string last = Trimmed(before == std::string::npos ? all : all.substr(before + 1));
    return last.starts_with("let ") || last.starts_with("declare ") || last.starts_with("set ");
  }

  void Execute(std::string text) {
    text = Trimmed(text);
    if (text.empty()) return;
    if (text == ".quit" || text == ".exit") {
      quit_ = true;
    } else if (text == ".help") {
      std::cout << kHelp << std::flush;
    } else if (text == ".tables" || text.starts_with(".tables ")) {
      const std::string word = Trimmed(text.substr(7));
      Query(".show tables | project TableName, Folder" +
            (word.empty() ? "" : " | where TableName contains '" + Quoted(word) + "'"));
    } else if (text.starts_with(".columns ")) {
      ShowColumns(Trimmed(text.substr(9)));
    } else if (text == ".functions") {
      Query(".show functions");
    } else if (text.starts_with(".format ")) {
      SetFormat(Trimmed(text.substr(8)));
    } else if (text.starts_with("explain ") || text.starts_with("explain\n")) {
      Explain(text.substr(8));
    } else {
      Query(text);
    }
  }

  static std::string Quoted(std::string_view text) {
    std::string out;
    for (const char c : text) {
      if (c == '\'' || c == '\\') out += '\\';
      out += c;
    }
    return out;
  }

  void ShowColumns(const std::string& name) {
    const auto table = names_->FindTable(name);
    if (table == nullptr) {
      Report(Error{ErrorCode::kNotFound, "there is no table named '" + name + "'"}, "");
      return;
    }
    for (const auto& column : table->columns)
      std::cout << column.name << ": " << TypeName(column.type) << '\n';
    std::cout << std::flush;
  }

  void SetFormat(const std::string& format) {
    if (!IsFormat(format) || format == "parquet") {
      Report(Error{ErrorCode::kInvalid, "the formats are table, json, ndjson and csv"}, "");
      return;
    }
    output_.format = format;
  }

  void Explain(const std::string& text) {
    query::Request request;
    request.text = text;
    const auto plan = target_->service().Explain(request);
    if (plan) {
      std::cout << *plan << std::flush;
    } else {
      Report(plan.error(), text);
    }
  }

  void Query(const std::string& text) {
    query::Request request;
    request.text = text;
    if (interrupts_ != nullptr) request.stop = interrupts_->Begin();
    const Status status = Answer(std::move(request));
    if (interrupts_ != nullptr) interrupts_->Done();
    if (!status) Report(status.error(), text);
    if (text.starts_with('.')) names_ = target_->service().catalog();
  }

  Status Answer(query::Request request) {
    output_.terminal = Terminal::Of(STDOUT_FILENO);  // it may have another width by now
    return WriteResults(target_->service(), std::move(request), output_, std::cout);
  }

  void Report(const Error& error, std::string_view text) {
    std::cout << std::flush;
    std::cerr << ErrorReport(error, text, Terminal::Of(STDERR_FILENO).color) << std::flush;
    failed_ = true;
  }

  std::unique_ptr<Target> target_;
  catalog::CatalogPtr names_;
  Interrupts* interrupts_;
  OutputOptions output_;
  std::string text_;  // the lines so far
  bool quit_ = false;
  bool failed_ = false;
};

}  // namespace

int RunShell(const ShellOptions& options) {
  // Before there are other threads, which would take Ctrl-C as the program's end.
  std::optional<Interrupts> interrupts;
  if (::isatty(STDIN_FILENO) == 1) interrupts.emplace();
  auto target = Target::Open(options.data, options.url, options.workspace);
  if (!target) {
    std::cerr << ErrorReport(target.error(), "", Terminal::Of(STDERR_FILENO).color);
    return ExitStatus(target.error());
  }
  return Shell(*std::move(target), interrupts ? &*interrupts : nullptr).Run();
}

}  // namespace harrier::app
