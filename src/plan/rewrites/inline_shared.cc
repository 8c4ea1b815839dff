#include "plan/rewrites/rewrite.h"

namespace harrier::plan {

namespace {

class Inliner {
 public:
  void Count(const NodePtr& node) {
    if (const auto* shared = node->As<Shared>()) {
      // A definition's own references count once, however often it is used.
      if (++uses_[shared->id] == 1) Count(shared->definition);
    }
    Node::Payload payload = node->payload;
    VisitExprs(payload, [&](ExprPtr& expr) { CountIn(*expr); });
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
    Node::Payload payload = node->payload;
    bool changed = false;
    VisitExprs(payload, [&](ExprPtr& expr) {
      ExprPtr mapped = MapSubqueries(expr, [&](const NodePtr& n) { return Apply(n); });
      changed = changed || mapped != expr;
      expr = std::move(mapped);
    });
    std::vector<NodePtr> inputs;
    for (const NodePtr& input : node->inputs) {
      inputs.push_back(Apply(input));
      changed = changed || inputs.back() != input;
    }
    if (auto* shared = std::get_if<Shared>(&payload)) {
      NodePtr definition = Apply(shared->definition);
      if (uses_[shared->id] == 1) {
        // Renames columns position by position.
        Project rename;
        for (const Column& column : definition->columns) rename.exprs.push_back(Ref(column));
        return MakeNode(std::move(rename), {std::move(definition)}, node->columns);
      }
      changed = changed || definition != shared->definition;
      shared->definition = std::move(definition);
    }
    if (!changed) return node;
    return std::make_shared<const Node>(Node{std::move(payload), std::move(inputs), node->columns});
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
