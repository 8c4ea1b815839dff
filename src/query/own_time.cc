#include "query/own_time.h"

#include <unordered_set>

#include "plan/visit.h"

namespace harrier::query {
namespace {

bool IsComparison(const plan::Expr& expr) {
  using plan::Op;
  return expr.kind == plan::Expr::Kind::kOp && expr.args.size() == 2 &&
         (expr.op == Op::kEq || expr.op == Op::kLt || expr.op == Op::kLe || expr.op == Op::kGt ||
          expr.op == Op::kGe);
}

class Search {
 public:
  bool In(const plan::Node& node) {
    if (!seen_.insert(&node).second) return false;
    bool found = false;
    plan::ForEachExpr(node, [&](const plan::Expr& expr) { found = found || In(expr); });
    for (const plan::NodePtr& input : node.inputs) found = found || In(*input);
    if (const auto* shared = node.As<plan::Shared>()) found = found || In(*shared->definition);
    return found;
  }

 private:
  bool In(const plan::Expr& expr) {
    if (IsComparison(expr) && expr.args[0]->type == Type::kDatetime &&
        plan::IsConstant(*expr.args[0]) != plan::IsConstant(*expr.args[1]))
      return true;
    if (expr.subquery && In(*expr.subquery)) return true;
    return std::any_of(expr.args.begin(), expr.args.end(),
                       [this](const plan::ExprPtr& arg) { return In(*arg); });
  }

  std::unordered_set<const plan::Node*> seen_;
};

}  // namespace

bool ChoosesByTime(const plan::Node& root) {
  return Search().In(root);
}

}  // namespace harrier::query
