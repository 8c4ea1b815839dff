#include "app/completion.h"

#include <algorithm>
#include <set>

#include "base/ascii.h"
#include "kql/functions/function.h"
#include "kql/lexer/lexer.h"

namespace harrier::app {
namespace {

constexpr std::string_view kOperators[] = {
    "as",          "consume",      "count",        "distinct",       "evaluate",
    "extend",      "facet",        "find",         "fork",           "getschema",
    "graph-match", "invoke",       "join",         "limit",          "lookup",
    "make-graph",  "make-series",  "mv-apply",     "mv-expand",      "order",
    "parse",       "parse-kv",     "parse-where",  "partition",      "print",
    "project",     "project-away", "project-keep", "project-rename", "project-reorder",
    "range",       "reduce",       "render",       "sample",         "sample-distinct",
    "scan",        "search",       "serialize",    "sort",           "summarize",
    "take",        "top",          "top-hitters",  "top-nested",     "union",
    "where"};
constexpr std::string_view kWords[] = {
    "and",     "asc", "between", "by",  "contains", "desc", "endswith", "false", "has",        "has_all",
    "has_any", "in",  "kind",    "let", "matches",  "not",  "on",       "or",    "startswith", "true"};
constexpr std::string_view kCommands[] = {"cancel", "columns", "create", "create-merge", "create-or-alter",
                                          "drop",   "explain", "format", "functions",    "help",
                                          "quit",   "show",    "tables"};

bool StartsWithNoCase(std::string_view word, std::string_view prefix) {
  return SameAscii(word.substr(0, prefix.size()), prefix);
}

}  // namespace

std::vector<std::string> CompleteQuery(const catalog::Catalog& names, std::string_view text,
                                       std::string_view prefix) {
  std::set<std::string> found;
  const auto offer = [&](std::string_view word) {
    if (StartsWithNoCase(word, prefix)) found.emplace(word);
  };
  const std::string_view before = text.substr(0, text.size() - prefix.size());
  const size_t last = before.find_last_not_of(" \t\r\n");
  const char mark = last == std::string_view::npos ? '\0' : before[last];
  if (mark == '.' && last == before.find_first_not_of(" \t\r\n")) {
    for (const std::string_view word : kCommands) offer(word);
  } else if (mark == '|') {
    for (const std::string_view word : kOperators) offer(word);
  } else {
    if (mark == '\0' || mark == '(' || mark == ',' || mark == ';' || mark == '=' ||
        std::isalpha(static_cast<unsigned char>(mark))) {
      for (const auto& table : names.tables()) offer(table->name);
      for (const auto& function : names.functions()) offer(function->name);
    }
    if (mark != '\0') {
      std::vector<Diagnostic> ignored;
      for (const kql::Token& token : kql::Lex(text, ignored)) {
        if (const auto table = names.FindTable(token.text)) {
          for (const auto& column : table->columns) offer(column.name);
        }
      }
      for (const kql::FunctionDef* function : kql::AllFunctions().functions()) offer(function->name);
      for (const kql::AggregateDef* function : kql::AllFunctions().aggregates()) offer(function->name);
      for (const std::string_view word : kWords) offer(word);
    } else {
      for (const std::string_view word : {"print", "let", "search", "union", "range", "find", "explain"})
        offer(word);
    }
  }
  return {found.begin(), found.end()};
}

}  // namespace harrier::app
