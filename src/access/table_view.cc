#include "access/table_view.h"

#include <algorithm>

#include "access/actions.h"
#include "base/sha256.h"
#include "kql/binder/binder.h"

namespace harrier::access {
namespace {

class RoleView final : public query::View {
 public:
  explicit RoleView(std::vector<std::shared_ptr<const Role>> roles) : roles_(std::move(roles)) {
    std::string rules;
    for (const auto& role : roles_) {
      rules += "role\n";
      for (const TableRule& rule : role->table_rules)
        rules += fmt::format("{}:{}\n{}\n{}:{}\n", rule.table.size(), rule.table, rule.hidden,
                             rule.rows.size(), rule.rows);
    }
    id_ = Sha256Of(rules);
  }

  const std::string& id() const override { return id_; }

  std::optional<std::string> RowsOf(std::string_view table) const override {
    std::optional<std::string> rows;
    for (const auto& role : roles_) {
      const TableRule* last = nullptr;
      for (const TableRule& rule : role->table_rules) {
        if (kql::MatchesName(rule.table, table)) last = &rule;
      }
      if (last == nullptr || (!last->hidden && last->rows.empty())) return "";
      if (last->hidden) continue;
      rows = rows ? fmt::format("({}\n) or ({}\n)", *rows, last->rows) : last->rows;
    }
    return rows;
  }

 private:
  std::vector<std::shared_ptr<const Role>> roles_;
  std::string id_;
};

}  // namespace

query::ViewPtr ViewOf(const Caller& caller) {
  std::vector<std::shared_ptr<const Role>> roles;
  for (const Grant& grant : caller.grants) {
    if (!grant.workspace.empty() && grant.workspace != caller.workspace) continue;
    if (!Grants(*grant.role, kQuery)) continue;
    // Whoever has a role without rules sees everything.
    if (grant.role->table_rules.empty()) return nullptr;
    roles.push_back(grant.role);
  }
  return std::make_shared<RoleView>(std::move(roles));
}

}  // namespace harrier::access
