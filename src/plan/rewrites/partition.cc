#include "plan/rewrites/rewrite.h"

namespace harrier::plan {

namespace {

bool Holds(const Node& node, const Node* leaf);

bool Holds(const Expr& expr, const Node* leaf) {
  if (expr.subquery && Holds(*expr.subquery, leaf)) return true;
  return std::any_of(expr.args.begin(), expr.args.end(), [&](const ExprPtr& a) { return Holds(*a, leaf); });
}

bool Holds(const Node& node, const Node* leaf) {
  if (&node == leaf) return true;
  if (const auto* shared = node.As<Shared>()) return Holds(*shared->definition, leaf);
  bool found = std::any_of(node.inputs.begin(), node.inputs.end(),
                           [&](const NodePtr& input) { return Holds(*input, leaf); });
  ForEachExpr(node, [&](const Expr& expr) { found = found || Holds(expr, leaf); });
  return found;
}

/// Null stands for no limit.
bool KeepsOne(const ExprPtr& limit) {
  return limit == nullptr || (limit->is_literal() && !limit->value.is_null() && limit->value.integer() > 0);
}

/// True if a partition may be left without rows.
bool MayVanish(const Node& node, const Node* leaf) {
  if (&node == leaf) return false;
  const auto* sort = node.As<Sort>();
  const auto* limit = node.As<Limit>();
  const auto* sample = node.As<Sample>();
  const bool keeps =
      node.As<Project>() != nullptr || node.As<Window>() != nullptr || node.As<DistinctOn>() != nullptr ||
      node.As<Aggregate>() != nullptr || (sort != nullptr && KeepsOne(sort->limit)) ||
      (limit != nullptr && KeepsOne(limit->count)) || (sample != nullptr && KeepsOne(sample->count));
  return !keeps || MayVanish(*node.inputs[0], leaf);
}

/// Carries the partition's key from the rows up to the root, and makes each node keep to it.
class Carrier {
 public:
  Carrier(const Partition& partition, IdSource& ids)
      : partition_(partition), ids_(ids), own_key_{{partition.group.id, Ref(partition.key)}} {}

  /// Null if a node cannot be computed for all partitions at once.
  NodePtr Carry(const NodePtr& node) {
    if (node == partition_.leaf) return partition_.rows;
    if (node->inputs.empty()) return nullptr;
    for (size_t i = 1; i < node->inputs.size(); ++i) {
      if (Holds(*node->inputs[i], partition_.leaf.get())) return nullptr;
    }
    Node::Payload payload = node->payload;
    bool ok = true;
    VisitExprs(payload, [&](ExprPtr& expr) {
      ok = ok && !Holds(*expr, partition_.leaf.get());
      expr = SubstituteColumns(expr, own_key_);
    });
    if (!ok) return nullptr;
    NodePtr input = Carry(node->inputs[0]);
    if (input == nullptr) return nullptr;
    return std::visit(
        [&]<typename T>(T& p) -> NodePtr {
          if constexpr (requires { Rebuild(std::move(p), *node, std::move(input)); })
            return Rebuild(std::move(p), *node, std::move(input));
          else
            return nullptr;
        },
        payload);
  }

 private:
  ExprPtr Key() const { return Ref(partition_.key); }

  /// The input's columns, then those that the node made.
  static std::vector<Column> Followed(const Node& before, const Node& input) {
    std::vector<Column> columns = input.columns;
    const auto own = static_cast<std::ptrdiff_t>(before.inputs[0]->columns.size());
    columns.insert(columns.end(), before.columns.begin() + own, before.columns.end());
    return columns;
  }

  template <typename T>
  static NodePtr Same(T payload, NodePtr input) {
    std::vector<Column> columns = input->columns;
    return MakeNode(std::move(payload), {std::move(input)}, std::move(columns));
  }

  NodePtr First(NodePtr input, const ExprPtr& count, std::vector<SortKey> order) {
    WindowCall number;
    number.op = WindowOp::kRowNumber;
    number.partition_by = {Key()};
    number.order_by = std::move(order);
    number.output = {ids_.NextColumn(), "$place", Type::kLong};
    const Column place = number.output;
    const std::vector<Column> visible = input->columns;
    std::vector<Column> columns = visible;
    columns.push_back(place);
    NodePtr node = MakeNode(Window{{std::move(number)}}, {std::move(input)}, columns);
    node = Same(Filter{Apply(Op::kLe, {Ref(place), count})}, std::move(node));
    Project project;
    for (const Column& column : visible) project.exprs.push_back(Ref(column));
    return MakeNode(std::move(project), {std::move(node)}, visible);
  }

  NodePtr Rebuild(Filter p, const Node&, NodePtr input) { return Same(std::move(p), std::move(input)); }
  NodePtr Rebuild(Limit p, const Node&, NodePtr input) { return First(std::move(input), p.count, {}); }
  NodePtr Rebuild(Sample p, const Node&, NodePtr input) {
    return First(std::move(input), p.count, {{CallKernel("rand", {}), true, true}});
  }
  NodePtr Rebuild(Sort p, const Node&, NodePtr input) {
    if (p.limit != nullptr) {
      input = First(std::move(input), p.limit, p.keys);
      p.limit = nullptr;
    }
    p.keys.insert(p.keys.begin(), SortKey{Key(), true, true});
    return Same(std::move(p), std::move(input));
  }
  NodePtr Rebuild(DistinctOn p, const Node&, NodePtr input) {
    p.keys.push_back(Key());
    return Same(std::move(p), std::move(input));
  }
  NodePtr Rebuild(Project p, const Node& before, NodePtr input) {
    std::vector<Column> columns = before.columns;
    const bool there = std::any_of(columns.begin(), columns.end(),
                                   [&](const Column& c) { return c.id == partition_.key.id; });
    if (!there) {
      p.exprs.push_back(Key());
      columns.push_back(partition_.key);
    }
    return MakeNode(std::move(p), {std::move(input)}, std::move(columns));
  }
  NodePtr Rebuild(Aggregate p, const Node& before, NodePtr input) {
    // Without keys it has a row even for a partition that has none left; except that a scan can be computed
    // in no other way.
    if (p.keys.empty() && !scans_ && MayVanish(*before.inputs[0], partition_.leaf.get())) return nullptr;
    std::vector<Column> columns = before.columns;
    columns.insert(columns.begin() + static_cast<std::ptrdiff_t>(p.keys.size()), partition_.key);
    p.keys.emplace_back(partition_.key, Key());
    return MakeNode(std::move(p), {std::move(input)}, std::move(columns));
  }
  NodePtr Rebuild(MakeSeries p, const Node& before, NodePtr input) {
    std::vector<Column> columns = before.columns;
    columns.insert(columns.begin() + static_cast<std::ptrdiff_t>(p.keys.size()), partition_.key);
    p.keys.push_back(Key());
    return MakeNode(std::move(p), {std::move(input)}, std::move(columns));
  }
  NodePtr Rebuild(Unnest p, const Node& before, NodePtr input) {
    std::vector<Column> columns = Followed(before, *input);
    return MakeNode(std::move(p), {std::move(input)}, std::move(columns));
  }
  NodePtr Rebuild(StepScan p, const Node& before, NodePtr input) {
    scans_ = true;
    p.partition_by.push_back(Key());
    std::vector<Column> columns = Followed(before, *input);
    return MakeNode(std::move(p), {std::move(input)}, std::move(columns));
  }
  NodePtr Rebuild(Window p, const Node& before, NodePtr input) {
    for (WindowCall& call : p.calls) {
      // The order of all rows is that of each partition's, too.
      const bool ordinal =
          call.op == WindowOp::kRowNumber && call.order_by.empty() && call.partition_by.empty();
      if (!ordinal) call.partition_by.push_back(Key());
    }
    std::vector<Column> columns = Followed(before, *input);
    return MakeNode(std::move(p), {std::move(input)}, std::move(columns));
  }
  NodePtr Rebuild(Join p, const Node& before, NodePtr input) {
    if (p.kind == JoinKind::kRight || p.kind == JoinKind::kFull) return nullptr;
    if (OuterOf(*before.inputs[1])) return nullptr;
    std::vector<Column> columns = Followed(before, *input);
    return MakeNode(std::move(p), {std::move(input), before.inputs[1]}, std::move(columns));
  }
  NodePtr Rebuild(Lateral p, const Node& before, NodePtr input) {
    if (OuterOf(*before.inputs[1])) return nullptr;
    std::vector<Column> columns = Followed(before, *input);
    return MakeNode(std::move(p), {std::move(input), before.inputs[1]}, std::move(columns));
  }
  /// True if the subplan reads the key by the subquery's name for it.
  bool OuterOf(const Node& node) const {
    std::unordered_set<ColumnId> read;
    CollectColumns(node, read);
    return read.contains(partition_.group.id);
  }

  const Partition& partition_;
  IdSource& ids_;
  /// The name by which the subquery knows the key stands for the row's own.
  const std::unordered_map<ColumnId, ExprPtr> own_key_;
  bool scans_ = false;
};

}  // namespace

NodePtr ByPartition(const NodePtr& root, const Partition& partition, IdSource& ids) {
  if (!Holds(*root, partition.leaf.get())) return nullptr;
  return Carrier(partition, ids).Carry(root);
}

}  // namespace harrier::plan
