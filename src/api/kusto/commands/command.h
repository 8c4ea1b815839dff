#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/actions.h"
#include "access/caller.h"
#include "api/answer/running.h"
#include "api/kusto/mappings.h"
#include "base/clock.h"
#include "engine/engine.h"
#include "kql/lexer/lexer.h"
#include "query/fixed_answer.h"
#include "query/session.h"

/// Management commands (Kusto docs, management): a family a file, listed in commands.cc.
namespace harrier::api::kusto {

/// What commands work on.
struct CommandContext {
  query::Service* service = nullptr;
  engine::Storage* storage = nullptr;
  RunningQueries* running = nullptr;
  const Clock* clock = nullptr;
  std::string database;  // the name that ours goes by
  /// Of the other workspaces that the caller may query.
  std::vector<std::string> other_databases{};
  std::string url;  // of the server
  Mappings mappings{nullptr, ""};
  /// A token for the addresses of queued ingestion; unset: there is none.
  std::function<Result<std::string>(const access::Caller&)> upload_token{};
  std::stop_token stop{};
  /// Null: whoever holds the data directory, who may do everything.
  const access::Caller* caller = nullptr;
};

/// Reads a command's text from left to right.
class CommandReader {
 public:
  explicit CommandReader(std::string_view text);

  /// Takes the words if they stand here, whatever their case; "create-or-alter table" is three words and two
  /// marks, as the lexer sees it.
  bool Accept(std::string_view words);
  bool AcceptMark(std::string_view mark) { return Accept(mark); }
  /// Whether the text has ended, or goes on with a pipe.
  bool AtEnd() const;
  /// A plain name, or one as ['name'], ["name"], 'name' or "name".
  Result<std::string> Name(std::string_view what);
  /// A string literal's meaning.
  Result<std::string> Text(std::string_view what);
  /// `with (name = value, …)`, if it stands here; names in lower case.
  Result<std::vector<std::pair<std::string, std::string>>> Properties();
  /// `(name: type, …)`.
  Result<std::vector<catalog::TableColumn>> Columns();
  /// kSyntax at the next token.
  tl::unexpected<Error> Unexpected(std::string_view wanted) const;
  /// The text from the next token to the end.
  std::string_view Rest() const { return text_.substr(next().span.begin); }
  void SkipToEnd() { at_ = tokens_.size() - 1; }
  const kql::Token& next() const { return tokens_[at_]; }
  std::string_view text() const { return text_; }

 private:
  bool AcceptToken(std::string_view word);

  std::string_view text_;
  std::vector<Diagnostic> diagnostics_;
  std::vector<kql::Token> tokens_;
  size_t at_ = 0;
};

using CommandResult = Result<std::vector<query::FixedTable>>;

struct Command {
  std::string_view words;  // without the dot
  CommandResult (*run)(CommandContext& context, CommandReader& reader);
  std::string_view action = access::kQuery;  // what a caller must hold
};

/// Each family's commands; the longest words that fit win.
std::span<const Command> DatabaseCommands();
std::span<const Command> FunctionCommands();
std::span<const Command> IngestCommands();
std::span<const Command> QueryCommands();
std::span<const Command> ResourceCommands();
std::span<const Command> ServerCommands();
std::span<const Command> TableCommands();

bool IsCommand(std::string_view text);

/// What a caller must hold for a command; what queries need if there is no such command.
std::string_view ActionOf(std::string_view text);

/// Runs a command, and the query that its rows may be piped into (`.show tables | where …`).
Result<std::unique_ptr<query::Answer>> RunCommand(CommandContext& context, std::string_view text);

}  // namespace harrier::api::kusto
