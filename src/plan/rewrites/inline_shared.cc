#include "plan/rewrites/rewrite.h"

// Subplans used once are put where they are used.
namespace harrier::plan {

namespace {

class Inliner {
 public:
  void Count(const NodePtr& node) {
    if (const auto* shared = node->As<Shared>()) {
      // A definition's own references count once, however often it is used.
      if (++uses_[shared->id] == 1) Count(shared->definition);
    }
    ForEachExpr(*node, [&](const Expr& expr) { CountIn(expr); });
    for (const NodePtr& input : node->inputs) Count(input);
  }

  NodePtr Apply(const NodePtr& node) {
    const auto known = done_.find(node);
    if (known != done_.end()) return known->second;
    NodePtr result = Rebuild(node);
    done_.emplace(node, result);
    return result;
  }

 private:
  void CountIn(const Expr& expr) {
    for (const ExprPtr& arg : expr.args) CountIn(*arg);
    if (expr.subquery) Count(expr.subquery);
  }

  NodePtr Rebuild(const NodePtr& node) {
    NodePtr result = MapChildren(node, [&](const NodePtr& child) { return Apply(child); });
    const auto* shared = result->As<Shared>();
    if (shared == nullptr || uses_[shared->id] > 1) return result;
    // Renames columns position by position.
    Project rename;
    for (const Column& column : shared->definition->columns) rename.exprs.push_back(Ref(column));
    return MakeNode(std::move(rename), {shared->definition}, result->columns);
  }

  std::unordered_map<int32_t, int> uses_;
  std::unordered_map<NodePtr, NodePtr> done_;
};

}  // namespace

NodePtr InlineShared(const NodePtr& root) {
  Inliner inliner;
  inliner.Count(root);
  return inliner.Apply(root);
}

}  // namespace harrier::plan
