#include "plan/rewrites/rewrite.h"

// Columns that are computed from one another step by step (arr = iff(…, array_concat(arr, …), arr), ten times
// over) would double with each step if an engine put them into a condition above. Where one has grown large,
// it is held.
namespace harrier::plan {

namespace {

/// The same value; what an engine takes for a random one it computes where it stands.
ExprPtr Held(const ExprPtr& expr) {
  const ExprPtr always = Apply(Op::kGe, {CallKernel("rand", {}), Lit(Value::Real(0))});
  return ApplyAs(expr->type, Op::kCase, {always, expr, Lit(Value::Null(expr->type))}, expr->span);
}

class Holder {
 public:
  NodePtr Apply(const NodePtr& node) {
    const auto known = done_.find(node);
    if (known != done_.end()) return known->second;
    NodePtr result = MapChildren(node, [&](const NodePtr& child) { return Apply(child); });
    if (result->As<Project>() != nullptr) result = Hold(result);
    done_.emplace(node, result);
    return result;
  }

 private:
  NodePtr Hold(const NodePtr& node) {
    constexpr size_t kLarge = 200;
    Project project = *node->As<Project>();
    bool changed = false;
    for (size_t i = 0; i < project.exprs.size(); ++i) {
      ExprPtr& expr = project.exprs[i];
      if (expr->is_literal()) continue;
      const ColumnId id = node->columns[i].id;
      if (expr->kind == Expr::Kind::kColumn) {
        sizes_[id] = SizeOf(*expr);
        continue;
      }
      size_t size = SizeOf(*expr);
      // An expression that is large by itself stays what it is: it is written once.
      if (size > kLarge && size > 2 * OwnSizeOf(*expr)) {
        expr = Held(expr);
        changed = true;
        size = 1;
      }
      sizes_[id] = size;
    }
    return changed ? MakeNode(std::move(project), node->inputs, node->columns) : node;
  }

  /// Its nodes, columns counted by what they are computed from.
  size_t SizeOf(const Expr& expr) const {
    if (expr.kind == Expr::Kind::kColumn) {
      const auto at = sizes_.find(expr.column);
      return at == sizes_.end() ? 1 : at->second;
    }
    size_t size = 1;
    for (const ExprPtr& arg : expr.args) size += SizeOf(*arg);
    return size;
  }

  static size_t OwnSizeOf(const Expr& expr) {
    size_t size = 1;
    for (const ExprPtr& arg : expr.args) size += OwnSizeOf(*arg);
    return size;
  }

  std::unordered_map<NodePtr, NodePtr> done_;
  std::unordered_map<ColumnId, size_t> sizes_;
};

}  // namespace

NodePtr HoldLarge(const NodePtr& root) {
  return Holder().Apply(root);
}

}  // namespace harrier::plan
