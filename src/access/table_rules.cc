#include "access/table_rules.h"

#include <algorithm>
#include <map>
#include <set>

#include "access/actions.h"
#include "base/sha256.h"

namespace harrier::access {
namespace {

std::string Folded(std::string_view name) {
  std::string out(name);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

class RuledView final : public query::View {
 public:
  /// By folded table name: nullopt hides it.
  explicit RuledView(std::map<std::string, std::optional<std::string>> tables) : tables_(std::move(tables)) {
    std::string all;
    for (const auto& [table, rows] : tables_)
      all += fmt::format("{}\x1f{}\x1f{}\x1e", table, rows.has_value(), rows.value_or(""));
    id_ = "rules-" + Sha256Of(all);
  }
  const std::string& id() const override { return id_; }
  std::optional<std::string> RowsOf(std::string_view table) const override {
    const auto found = tables_.find(Folded(table));
    return found == tables_.end() ? std::optional<std::string>("") : found->second;
  }

 private:
  std::map<std::string, std::optional<std::string>> tables_;
  std::string id_;
};

}  // namespace

query::ViewPtr ViewOf(const std::vector<Grant>& grants, std::string_view workspace,
                      const std::vector<TableRule>& rules) {
  std::set<std::string> roles;
  for (const Grant& grant : grants) {
    if ((grant.workspace.empty() || grant.workspace == workspace) && Grants(*grant.role, kQuery))
      roles.insert(grant.role->id);
  }
  /// Of each table, what each role's rules let see; several rules of one role all hold.
  std::map<std::string, std::map<std::string, std::optional<std::string>>> by_table;
  for (const TableRule& rule : rules) {
    if (!roles.contains(rule.role)) continue;
    auto& of_role = by_table[Folded(rule.table)];
    const auto [at, made] = of_role.try_emplace(rule.role, "");
    if (rule.hidden) {
      at->second = std::nullopt;
    } else if (at->second) {
      *at->second += fmt::format("{}({}\n)", at->second->empty() ? "" : " and ", rule.rows);
    }
  }
  std::map<std::string, std::optional<std::string>> tables;
  for (const auto& [table, of_role] : by_table) {
    if (of_role.size() < roles.size()) continue;  // one of the roles sees all of it
    std::optional<std::string> rows;
    for (const auto& [role, seen] : of_role) {
      if (!seen) continue;
      rows = rows ? fmt::format("{} or ({})", *rows, *seen) : fmt::format("({})", *seen);
    }
    tables[table] = std::move(rows);
  }
  return tables.empty() ? nullptr : std::make_shared<const RuledView>(std::move(tables));
}

}  // namespace harrier::access
