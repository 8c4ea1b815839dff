#include "query/plan_facts.h"

#include <unordered_set>

#include "plan/visit.h"

namespace harrier::query {
namespace {

class Looker {
 public:
  explicit Looker(PlanFacts& facts) : facts_(facts) {}

  void Visit(const plan::Node& node) {
    if (!seen_.insert(&node).second) return;  // shared parts have many references
    if (const auto* scan = node.As<plan::Scan>()) facts_.tables.insert(scan->table);
    if (node.As<plan::Sample>() != nullptr) facts_.is_random = true;
    if (const auto* shared = node.As<plan::Shared>()) Visit(*shared->definition);
    plan::ForEachExpr(node, [&](const plan::Expr& expr) { Visit(expr); });
    for (const plan::NodePtr& input : node.inputs) Visit(*input);
  }

 private:
  void Visit(const plan::Expr& expr) {
    if (expr.kernel != nullptr && expr.kernel->is_volatile) facts_.is_random = true;
    if (expr.subquery) Visit(*expr.subquery);
    for (const plan::ExprPtr& arg : expr.args) Visit(*arg);
  }

  PlanFacts& facts_;
  std::unordered_set<const plan::Node*> seen_;
};

}  // namespace

void AddFacts(const plan::Node& root, PlanFacts& facts) {
  Looker(facts).Visit(root);
}

}  // namespace harrier::query
