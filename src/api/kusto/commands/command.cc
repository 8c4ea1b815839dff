#include "api/kusto/commands/command.h"

#include "base/ascii.h"
#include "query/writers/cell_text.h"

namespace harrier::api::kusto {
namespace {

/// Kusto has these verbs; none of their commands is here beyond those listed.
constexpr std::string_view kKnownVerbs[] = {
    "add",    "alter",   "append", "attach",  "cancel",    "clear",   "create",  "define", "delete",
    "detach", "disable", "drop",   "dump",    "enable",    "execute", "export",  "get",    "grant",
    "ingest", "list",    "move",   "purge",   "reconnect", "rename",  "replace", "resume", "revoke",
    "set",    "show",    "stored", "suspend", "undo",      "unload",  "update"};

/// A value as a datatable's literal.
std::string Literal(const runtime::ColumnView& column, size_t row) {
  const std::string_view type = TypeName(column.type);
  if (!column.valid(row)) return fmt::format("{}(null)", type);
  std::string text;
  query::AppendTextCell(text, column, row);
  if (column.type != Type::kString) return fmt::format("{}({})", type, text);
  std::string out = "'";
  for (const char c : text) {
    if (c == '\\' || c == '\'') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += ' ';
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string QuotedName(std::string_view name) {
  std::string out = "['";
  for (const char c : name) {
    if (c == '\\' || c == '\'') out += '\\';
    out += c;
  }
  return out + "']";
}

/// The rows as a query may read them.
std::string Datatable(const query::FixedTable& table) {
  std::string out = "datatable(";
  for (size_t i = 0; i < table.columns.size(); ++i) {
    if (i > 0) out += ", ";
    out += QuotedName(table.columns[i].name) + ":";
    out += TypeName(table.columns[i].type);
  }
  out += ")[";
  for (size_t row = 0; row < table.rows(); ++row) {
    for (size_t i = 0; i < table.columns.size(); ++i) {
      if (row + i > 0) out += ", ";
      out += Literal(table.cells[i].View(), row);
    }
  }
  return out + "]";
}

/// Places in a made-up text, moved to where they are in the user's.
void Shift(Error& error, int64_t by) {
  const auto move = [by](Span& span) {
    if (span == Span{}) return;
    span.begin = static_cast<uint32_t>(std::max<int64_t>(span.begin + by, 0));
    span.end = static_cast<uint32_t>(std::max<int64_t>(span.end + by, 0));
  };
  move(error.span);
  for (Diagnostic& finding : error.diagnostics) move(finding.span);
}

}  // namespace

CommandReader::CommandReader(std::string_view text) : text_(text), tokens_(kql::Lex(text, diagnostics_)) {}

bool CommandReader::AcceptToken(std::string_view word) {
  const kql::Token& token = next();
  if (token.kind != kql::TokenKind::kName && token.kind != kql::TokenKind::kMark) return false;
  if (!SameAscii(token.text, word)) return false;
  ++at_;
  return true;
}

bool CommandReader::Accept(std::string_view words) {
  const size_t start = at_;
  while (!words.empty()) {
    size_t size = words.find_first_of(" -");
    if (size == 0) size = words[0] == '-' ? 1 : 0;
    if (size == 0) {
      words.remove_prefix(1);
      continue;
    }
    if (!AcceptToken(words.substr(0, size))) {
      at_ = start;
      return false;
    }
    words.remove_prefix(std::min(words.size(), size));
  }
  return true;
}

bool CommandReader::AtEnd() const {
  return next().kind == kql::TokenKind::kEnd || next().Is("|") || next().Is(";");
}

Result<std::string> CommandReader::Name(std::string_view what) {
  const bool bracketed = AcceptToken("[");
  const kql::Token& token = next();
  if (token.kind == kql::TokenKind::kString) {
    ++at_;
    if (bracketed && !AcceptToken("]")) return Unexpected("']'");
    return token.value.text();
  }
  if (token.kind != kql::TokenKind::kName || bracketed) return Unexpected(what);
  ++at_;
  return std::string(token.text);
}

Result<std::string> CommandReader::Text(std::string_view what) {
  const kql::Token& token = next();
  if (token.kind != kql::TokenKind::kString) return Unexpected(what);
  ++at_;
  return token.value.text();
}

Result<std::vector<std::pair<std::string, std::string>>> CommandReader::Properties() {
  std::vector<std::pair<std::string, std::string>> properties;
  if (!AcceptToken("with")) return properties;
  if (!AcceptToken("(")) return Unexpected("'('");
  while (!AcceptToken(")")) {
    TRY(std::string name, Name("a property's name"));
    name = AsciiLower(name);
    if (!AcceptToken("=")) return Unexpected("'='");
    const kql::Token& value = next();
    if (value.kind == kql::TokenKind::kEnd) return Unexpected("a value");
    properties.emplace_back(std::move(name), value.kind == kql::TokenKind::kString ? value.value.text()
                                                                                   : std::string(value.text));
    ++at_;
    if (!AcceptToken(",") && !next().Is(")")) return Unexpected("',' or ')'");
  }
  return properties;
}

Result<std::vector<catalog::TableColumn>> CommandReader::Columns() {
  std::vector<catalog::TableColumn> columns;
  if (!AcceptToken("(")) return Unexpected("'(' and the columns");
  while (!AcceptToken(")")) {
    TRY(std::string name, Name("a column's name"));
    if (!AcceptToken(":")) return Unexpected("':' and the column's type");
    const auto type = TypeFromName(next().text);
    if (!type) return Unexpected("a type such as string, long or datetime");
    ++at_;
    columns.push_back({std::move(name), *type});
    if (!AcceptToken(",") && !next().Is(")")) return Unexpected("',' or ')'");
  }
  return columns;
}

tl::unexpected<Error> CommandReader::Unexpected(std::string_view wanted) const {
  const kql::Token& token = next();
  Span span = token.span;
  const std::string found = token.kind == kql::TokenKind::kEnd ? "the end" : fmt::format("'{}'", token.text);
  return FailAt(span, "KS006", ErrorCode::kSyntax, "expected {} instead of {}", wanted, found);
}

bool IsCommand(std::string_view text) {
  // Comments may come first.
  std::vector<Diagnostic> ignored;
  size_t start = 0;
  while (start < text.size()) {
    if (std::isspace(static_cast<unsigned char>(text[start]))) {
      ++start;
    } else if (text.substr(start, 2) == "//") {
      start = std::min(text.find('\n', start), text.size());
    } else {
      return text[start] == '.';
    }
  }
  return false;
}

namespace {

/// Null if there is no such command. The reader stands behind the dot.
const Command* FindCommand(const CommandReader& reader) {
  const Command* found = nullptr;
  for (const auto family : {DatabaseCommands(), FunctionCommands(), IngestCommands(), QueryCommands(),
                            ResourceCommands(), ServerCommands(), TableCommands()}) {
    for (const Command& command : family) {
      CommandReader trial = reader;
      if (trial.Accept(command.words) && (found == nullptr || command.words.size() > found->words.size())) {
        found = &command;
      }
    }
  }
  return found;
}

}  // namespace

std::string_view ActionOf(std::string_view text) {
  CommandReader reader(text);
  const Command* const found = reader.Accept(".") ? FindCommand(reader) : nullptr;
  return found == nullptr ? access::kQuery : found->action;
}

Result<std::unique_ptr<query::Answer>> RunCommand(CommandContext& context, std::string_view text) {
  CommandReader reader(text);
  if (!reader.Accept(".")) return reader.Unexpected("a command");
  const std::string verb(reader.next().text);
  const Command* const found = FindCommand(reader);
  if (found == nullptr) {
    const Span span = reader.next().span;
    const std::string_view line = text.substr(0, text.find('\n'));
    for (const std::string_view known : kKnownVerbs) {
      if (!SameAscii(known, verb)) continue;
      return FailAt(span, "", ErrorCode::kNotSupported, "not supported: the command '{}'",
                    line.substr(0, 80));
    }
    return FailAt(span, "", ErrorCode::kSyntax, "there is no command '.{}'", verb);
  }
  reader.Accept(found->words);
  TRY(std::vector<query::FixedTable> tables, found->run(context, reader));
  reader.Accept(";");
  if (reader.next().kind == kql::TokenKind::kEnd) return query::AnswerOf(std::move(tables));
  if (!reader.next().Is("|") || tables.size() != 1) return reader.Unexpected("the end");
  query::Request request;
  request.text = Datatable(tables.front());
  const auto made = static_cast<int64_t>(request.text.size());
  const auto pipe = static_cast<int64_t>(reader.next().span.begin);
  request.text += reader.Rest();
  request.database = context.database;
  request.stop = context.stop;
  auto answer = context.service->Run(std::move(request));
  if (!answer) Shift(answer.error(), pipe - made);
  return answer;
}

}  // namespace harrier::api::kusto
