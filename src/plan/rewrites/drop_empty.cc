#include "plan/rewrites/rewrite.h"

namespace harrier::plan {

namespace {

class Dropper {
 public:
  explicit Dropper(const std::function<bool(std::string_view)>& is_empty) : is_empty_(is_empty) {}

  NodePtr Apply(const NodePtr& node) {
    const auto known = done_.find(node);
    if (known != done_.end()) return known->second;
    NodePtr result = node;
    if (node->As<Union>() != nullptr) {
      std::vector<NodePtr> inputs;
      for (const NodePtr& input : node->inputs) {
        if (!IsEmpty(*input)) inputs.push_back(input);
      }
      if (inputs.empty()) inputs.push_back(node->inputs.front());
      if (inputs.size() != node->inputs.size()) result = MakeNode(Union{}, std::move(inputs), node->columns);
    }
    result = MapChildren(result, [&](const NodePtr& child) { return Apply(child); });
    done_.emplace(node, result);
    return result;
  }

 private:
  /// Can it be told without looking at a row that there is none?
  bool IsEmpty(const Node& node) {
    const auto known = empty_.find(&node);
    if (known != empty_.end()) return known->second;
    const bool empty = Decide(node);
    empty_.emplace(&node, empty);
    return empty;
  }

  bool Decide(const Node& node) {
    if (const auto* scan = node.As<Scan>()) return is_empty_(scan->table);
    if (const auto* values = node.As<Values>()) return values->rows.empty();
    if (const auto* shared = node.As<Shared>()) return IsEmpty(*shared->definition);
    if (const auto* aggregate = node.As<Aggregate>())
      return !aggregate->keys.empty() && IsEmpty(*node.inputs[0]);
    if (const auto* series = node.As<MakeSeries>()) return !series->keys.empty() && IsEmpty(*node.inputs[0]);
    // Without edges there are still the paths of no step, from each node where paths begin.
    if (node.As<Paths>() != nullptr) return IsEmpty(*node.inputs[1]);
    if (node.As<Union>() != nullptr) {
      return std::all_of(node.inputs.begin(), node.inputs.end(),
                         [&](const NodePtr& input) { return IsEmpty(*input); });
    }
    if (const auto* join = node.As<Join>()) return IsEmptyJoin(node, join->kind);
    // Nodes of one input give no more rows than it has; a lateral's second input runs for each row of the
    // first.
    return !node.inputs.empty() && IsEmpty(*node.inputs[0]);
  }

  bool IsEmptyJoin(const Node& node, JoinKind kind) {
    const NodePtr &left = node.inputs[0], &right = node.inputs[1];
    switch (kind) {
      case JoinKind::kInner:
      case JoinKind::kSemi:
      case JoinKind::kCross:
        return IsEmpty(*left) || IsEmpty(*right);
      case JoinKind::kLeft:
      case JoinKind::kAnti:
        return IsEmpty(*left);
      case JoinKind::kRight:
        return IsEmpty(*right);
      case JoinKind::kFull:
        return IsEmpty(*left) && IsEmpty(*right);
    }
    return false;
  }

  const std::function<bool(std::string_view)>& is_empty_;
  std::unordered_map<NodePtr, NodePtr> done_;
  std::unordered_map<const Node*, bool> empty_;
};

}  // namespace

NodePtr DropEmpty(const NodePtr& root, const std::function<bool(std::string_view)>& is_empty) {
  return Dropper(is_empty).Apply(root);
}

}  // namespace harrier::plan
