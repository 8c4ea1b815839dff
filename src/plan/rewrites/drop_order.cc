#include "plan/rewrites/rewrite.h"

// An order that an aggregation above does not look at is not made. What aggregates need of an order they
// carry themselves (AggCall::order_by).
namespace harrier::plan {

namespace {

bool LooksAtOrder(const AggCall& call) {
  switch (call.op) {
    case AggOp::kAny:
    case AggOp::kKernel:
      return true;
    case AggOp::kList:
      return call.order_by.empty();
    default:
      return false;
  }
}

class Dropper {
 public:
  NodePtr Apply(const NodePtr& node) {
    const auto known = done_.find(node);
    if (known != done_.end()) return known->second;
    NodePtr result = MapChildren(node, [&](const NodePtr& child) { return Apply(child); });
    if (const auto* aggregate = result->As<Aggregate>()) {
      if (std::none_of(aggregate->aggs.begin(), aggregate->aggs.end(), LooksAtOrder))
        result = MapChildren(result, Unordered);
    }
    done_.emplace(node, result);
    return result;
  }

 private:
  /// The rows in any order. Below a limit, and below what counts rows one after the other, an order matters.
  static NodePtr Unordered(const NodePtr& node) {
    if (const auto* sort = node->As<Sort>(); sort != nullptr && sort->limit == nullptr)
      return Unordered(node->inputs[0]);
    if (node->As<Filter>() || node->As<Project>()) return MapChildren(node, Unordered);
    return node;
  }

  std::unordered_map<NodePtr, NodePtr> done_;
};

}  // namespace

NodePtr DropOrder(const NodePtr& root) {
  return Dropper().Apply(root);
}

}  // namespace harrier::plan
