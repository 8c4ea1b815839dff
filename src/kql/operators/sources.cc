#include "kql/operators/sources.h"

#include <algorithm>

namespace harrier::kql {

namespace {

/// What Harrier notes of itself. Whoever looks for a word everywhere would find their own question in it, and
/// that of yesterday: where no name or part of one is given, these are left out.
constexpr std::string_view kOwnLogs[] = {"LAQueryLogs", "SentinelAudit"};

bool IsOwnLog(std::string_view table) {
  return std::find(std::begin(kOwnLogs), std::end(kOwnLogs), table) != std::end(kOwnLogs);
}

/// All tables and views whose names match.
Status AddMatching(Binder& binder, std::string_view pattern, Sources& out) {
  for (catalog::TablePtr& table : binder.MatchTables(pattern)) {
    if (pattern == "*" && IsOwnLog(table->name)) continue;
    if (!binder.HasRows(*table))
      out.without_rows.push_back(std::move(table));
    else
      out.found.push_back({table->name, binder.ScanTable(*table)});
  }
  TRY(auto views, binder.MatchViews(pattern));
  for (auto& [name, view] : views) out.found.push_back({name, std::move(view)});
  return Ok();
}

/// The wildcard that an item is, of this database: T*, database("own").T*, database("*").*.
Result<std::optional<std::string>> WildcardOf(Binder& binder, const syntax::Expr& item) {
  std::optional<std::string> none;
  if (const auto* name = item.As<syntax::NameRef>()) {
    const bool wild = !name->name.bracketed && name->name.text.find('*') != std::string::npos;
    return wild ? std::optional(name->name.text) : none;
  }
  const auto* member = item.As<syntax::Member>();
  const auto* call = member != nullptr ? member->base->As<syntax::Call>() : nullptr;
  if (call == nullptr || call->function.text != "database" || call->arguments.size() != 1) return none;
  TRY(const std::string database, binder.BindConstantString(*call->arguments[0], "the name of a database"));
  const bool wild_table = !member->member.bracketed && member->member.text.find('*') != std::string::npos;
  const bool wild_database = database.find('*') != std::string::npos;
  if (!wild_table && !wild_database) return none;
  if (MatchesName(database, binder.options().database)) return std::optional(member->member.text);
  // Of databases that are not here a wildcard finds none.
  return wild_database ? std::optional<std::string>("") : none;
}

}  // namespace

Result<Sources> FindSources(Binder& binder, const std::vector<syntax::ExprPtr>& list, bool fuzzy) {
  Sources out;
  if (list.empty()) {
    TRY_OK(AddMatching(binder, "*", out));
    return out;
  }
  for (const syntax::ExprPtr& item : list) {
    TRY(const std::optional<std::string> wildcard, WildcardOf(binder, *item));
    if (wildcard) {
      TRY_OK(AddMatching(binder, *wildcard, out));
      continue;
    }
    Result<Relation> table = binder.BindTable(*item, RowScope{});
    if (!table) {
      if (fuzzy && table.error().code != ErrorCode::kNotSupported) continue;
      return tl::unexpected(std::move(table.error()));
    }
    const auto* name = item->As<syntax::NameRef>();
    const auto* scan = table->node->As<plan::Scan>();
    std::string source = name != nullptr        ? name->name.text
                         : !table->name.empty() ? table->name
                         : scan != nullptr      ? scan->table
                                                : fmt::format("union_arg{}", out.found.size());
    out.found.push_back({std::move(source), std::move(*table)});
  }
  return out;
}

std::optional<Source> PipedSource(Relation input) {
  if (input.node->As<plan::Values>() != nullptr && input.columns().empty()) return std::nullopt;
  const auto* scan = input.node->As<plan::Scan>();
  std::string name = !input.name.empty() ? input.name : scan != nullptr ? scan->table : "union_arg0";
  return Source{std::move(name), std::move(input)};
}

}  // namespace harrier::kql
