#include "access/table_rules.h"

#include <algorithm>
#include <map>
#include <set>

#include "access/actions.h"
#include "base/ascii.h"
#include "base/sha256.h"

namespace harrier::access {
namespace {

/// The table that holds rows of others: those in which threat indicators were found.
constexpr std::string_view kCopiesOfRows = "threatintelmatches";

/// Of each table that is not seen as a whole, by its folded name: the rows that are, or nullopt if none.
using Seen = std::map<std::string, std::optional<std::string>>;

bool MayQuery(const Grant& grant, std::string_view workspace) {
  return (grant.workspace.empty() || grant.workspace == workspace) && Grants(*grant.role, kQuery);
}

Seen SeenBy(const std::vector<Grant>& grants, std::string_view workspace, const TableRules& rules) {
  if (rules == nullptr) return {};
  std::set<std::string> roles;
  for (const Grant& grant : grants) {
    if (MayQuery(grant, workspace)) roles.insert(grant.role->id);
  }
  /// Of each table, what each role's rules let see; several rules of one role all hold.
  std::map<std::string, Seen> by_table;
  for (const TableRule& rule : *rules) {
    if (!roles.contains(rule.role)) continue;
    Seen& of_role = by_table[AsciiLower(rule.table)];
    const auto [at, made] = of_role.try_emplace(rule.role, "");
    if (rule.hidden) {
      at->second = std::nullopt;
    } else if (at->second) {
      *at->second += fmt::format("{}({}\n)", at->second->empty() ? "" : " and ", rule.rows);
    }
  }
  Seen tables;
  for (const auto& [table, of_role] : by_table) {
    if (of_role.size() < roles.size()) continue;  // one of the roles sees all of it
    std::optional<std::string> rows;
    for (const auto& [role, seen] : of_role) {
      if (!seen) continue;
      rows = rows ? fmt::format("{} or ({})", *rows, *seen) : fmt::format("({})", *seen);
    }
    tables[table] = std::move(rows);
  }
  return tables;
}

class GrantedView final : public query::View {
 public:
  GrantedView(Seen tables, std::vector<Grant> grants, TableRules rules)
      : tables_(std::move(tables)), grants_(std::move(grants)), rules_(std::move(rules)) {
    std::string all;
    for (const auto& [table, rows] : tables_)
      all += fmt::format("{}\x1f{}\x1f{}\x1e", table, rows.has_value(), rows.value_or(""));
    // What is seen of other workspaces too: a query may name them.
    std::set<std::string> everywhere;
    for (const Grant& grant : grants_) {
      if (Grants(*grant.role, kQuery)) everywhere.insert(grant.workspace);
    }
    for (const std::string& workspace : everywhere) {
      all += fmt::format("\x1d{}\x1e", workspace);
      for (const auto& [table, rows] : SeenBy(grants_, workspace, rules_))
        all += fmt::format("{}\x1f{}\x1f{}\x1e", table, rows.has_value(), rows.value_or(""));
    }
    id_ = "rules-" + Sha256Of(all);
  }
  const std::string& id() const override { return id_; }
  std::optional<std::string> RowsOf(std::string_view table) const override {
    const std::string name = AsciiLower(table);
    const auto found = tables_.find(name);
    std::optional<std::string> rows = found == tables_.end() ? std::optional<std::string>("") : found->second;
    if (!rows || name != kCopiesOfRows || tables_.empty()) return rows;
    return rows->empty() ? OfSeenTables() : fmt::format("({}\n) and ({})", *rows, OfSeenTables());
  }
  bool sees_all() const override { return tables_.empty(); }
  Result<query::ViewPtr> In(std::string_view workspace) const override {
    const bool may = std::any_of(grants_.begin(), grants_.end(),
                                 [&](const Grant& grant) { return MayQuery(grant, workspace); });
    if (!may) return View::In(workspace);
    return ViewOf(grants_, workspace, rules_);
  }

 private:
  /// True of copies of rows whose tables are seen as a whole. A rule for rows says nothing of copies of them,
  /// so that a table that is seen in part is one that is not seen there.
  std::string OfSeenTables() const {
    std::string names;
    for (const auto& [table, rows] : tables_) {
      names += names.empty() ? "'" : ", '";
      for (const char c : table) {
        if (c == '\'' || c == '\\') names += '\\';
        names += c;
      }
      names += '\'';
    }
    return fmt::format("SourceTable !in~ ({})", names);
  }

  Seen tables_;
  std::vector<Grant> grants_;
  TableRules rules_;
  std::string id_;
};

}  // namespace

query::ViewPtr ViewOf(const std::vector<Grant>& grants, std::string_view workspace, const TableRules& rules) {
  Seen here = SeenBy(grants, workspace, rules);
  // Roles of the whole tenant hold in every workspace, whatever else somebody may there.
  const bool everywhere =
      std::any_of(grants.begin(), grants.end(), [](const Grant& grant) { return MayQuery(grant, ""); }) &&
      SeenBy(grants, "", rules).empty();
  if (here.empty() && everywhere) return nullptr;
  return std::make_shared<const GrantedView>(std::move(here), grants, rules);
}

}  // namespace harrier::access
