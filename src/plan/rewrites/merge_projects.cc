#include "plan/rewrites/rewrite.h"

// A projection over a projection becomes one, where that computes nothing twice.
namespace harrier::plan {

namespace {

/// How often an expression reads each column.
void CountReads(const Expr& expr, std::unordered_map<ColumnId, int>& out) {
  if (expr.kind == Expr::Kind::kColumn) ++out[expr.column];
  for (const ExprPtr& arg : expr.args) CountReads(*arg, out);
}

bool IsFree(const Expr& expr) {
  return expr.kind == Expr::Kind::kColumn || expr.is_literal();
}

class Merger {
 public:
  NodePtr Apply(const NodePtr& node) {
    const auto known = done_.find(node);
    if (known != done_.end()) return known->second;
    NodePtr result = Merge(MapChildren(node, [&](const NodePtr& child) { return Apply(child); }));
    done_.emplace(node, result);
    return result;
  }

 private:
  static NodePtr Merge(const NodePtr& node) {
    const auto* outer = node->As<Project>();
    if (outer == nullptr) return node;
    const Node& below = *node->inputs[0];
    const auto* inner = below.As<Project>();
    if (inner == nullptr) return node;
    std::unordered_map<ColumnId, int> reads;
    for (const ExprPtr& expr : outer->exprs) {
      // A subquery may read the columns that would go.
      if (HasSubquery(*expr)) return node;
      CountReads(*expr, reads);
    }
    std::unordered_map<ColumnId, ExprPtr> values;
    for (size_t i = 0; i < below.columns.size(); ++i) {
      const ColumnId id = below.columns[i].id;
      if (!IsFree(*inner->exprs[i]) && reads[id] > 1) return node;
      values.emplace(id, inner->exprs[i]);
    }
    Project merged;
    for (const ExprPtr& expr : outer->exprs) merged.exprs.push_back(SubstituteColumns(expr, values));
    return MakeNode(std::move(merged), below.inputs, node->columns);
  }

  std::unordered_map<NodePtr, NodePtr> done_;
};

}  // namespace

NodePtr MergeProjects(const NodePtr& root) {
  return Merger().Apply(root);
}

}  // namespace harrier::plan
