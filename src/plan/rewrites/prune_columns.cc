#include "plan/rewrites/rewrite.h"

// Scans, projections and aggregates keep only what something above reads.
namespace harrier::plan {

namespace {

using Ids = std::unordered_set<ColumnId>;

Ids AllIds(const Node& node) {
  Ids ids;
  for (const Column& column : node.columns) ids.insert(column.id);
  return ids;
}

/// A projection to just the wanted of `order`, unless that is what the node gives.
NodePtr Exactly(NodePtr node, const std::vector<Column>& order, const Ids& wanted) {
  std::vector<Column> columns;
  for (const Column& column : order) {
    if (wanted.contains(column.id)) columns.push_back(column);
  }
  const bool same = columns.size() == node->columns.size() &&
                    std::equal(columns.begin(), columns.end(), node->columns.begin(),
                               [](const Column& a, const Column& b) { return a.id == b.id; });
  if (same) return node;
  Project project;
  for (const Column& column : columns) project.exprs.push_back(Ref(column));
  return MakeNode(std::move(project), {std::move(node)}, std::move(columns));
}

/// A node's payload and columns without what nobody reads.
struct Lean {
  Node::Payload payload;
  std::vector<Column> columns;
};

struct Dropper {
  const Ids& needed;
  std::vector<Column>& columns;

  bool Needed(const Column& column) const { return needed.contains(column.id); }

  void operator()(Scan& scan) const {
    Ids wanted = needed;
    if (scan.filter) CollectColumns(*scan.filter, wanted);
    std::vector<std::string> source;
    std::vector<Column> kept;
    for (size_t i = 0; i < columns.size(); ++i) {
      if (!wanted.contains(columns[i].id)) continue;
      source.push_back(scan.source[i]);
      kept.push_back(columns[i]);
    }
    scan.source = std::move(source);
    columns = std::move(kept);
  }

  void operator()(Project& project) const {
    std::vector<ExprPtr> exprs;
    std::vector<Column> kept;
    for (size_t i = 0; i < columns.size(); ++i) {
      if (!Needed(columns[i])) continue;
      exprs.push_back(project.exprs[i]);
      kept.push_back(columns[i]);
    }
    project.exprs = std::move(exprs);
    columns = std::move(kept);
  }

  void operator()(Aggregate& aggregate) const {
    std::vector<AggCall> kept;
    for (const AggCall& call : aggregate.aggs) {
      if (call.op != AggOp::kArgMax && call.op != AggOp::kArgMin) {
        if (Needed(call.outputs[0])) kept.push_back(call);
        continue;
      }
      // args[0] is the key; args[i + 1] goes to outputs[i].
      AggCall lean = call;
      lean.args.resize(1);
      lean.outputs.clear();
      for (size_t i = 0; i < call.outputs.size(); ++i) {
        if (!Needed(call.outputs[i])) continue;
        lean.args.push_back(call.args[i + 1]);
        lean.outputs.push_back(call.outputs[i]);
      }
      if (!lean.outputs.empty()) kept.push_back(std::move(lean));
    }
    // An aggregate without keys still gives its one row.
    if (aggregate.keys.empty() && kept.empty()) return;
    aggregate.aggs = std::move(kept);
    columns.clear();
    for (const auto& [column, expr] : aggregate.keys) columns.push_back(column);
    for (const AggCall& call : aggregate.aggs)
      columns.insert(columns.end(), call.outputs.begin(), call.outputs.end());
  }

  void operator()(Union&) const {
    std::erase_if(columns, [&](const Column& column) { return !Needed(column); });
  }

  void operator()(Window& window) const {
    std::erase_if(window.calls, [&](const WindowCall& call) { return !Needed(call.output); });
  }

  template <typename Other>
  void operator()(Other&) const {}
};

Lean DropUnneeded(const Node& node, const Ids& needed) {
  Lean lean{node.payload, node.columns};
  std::visit(Dropper{needed, lean.columns}, lean.payload);
  return lean;
}

/// What each input of a node must give.
std::vector<Ids> Needs(const Node& node, const Ids& needed) {
  std::vector<Ids> out(node.inputs.size());
  if (node.As<Union>() != nullptr) {
    for (size_t i = 0; i < node.inputs.size(); ++i) {
      for (size_t c = 0; c < node.columns.size(); ++c) {
        if (needed.contains(node.columns[c].id)) out[i].insert(node.inputs[i]->columns[c].id);
      }
    }
    return out;
  }
  if (node.As<Paths>() != nullptr) {
    for (size_t i = 0; i < node.inputs.size(); ++i) out[i] = AllIds(*node.inputs[i]);
    return out;
  }
  Lean lean = DropUnneeded(node, needed);
  Ids reads;
  VisitExprs(lean.payload, [&](ExprPtr& expr) { CollectColumns(*expr, reads); });
  if (node.As<Lateral>() != nullptr) CollectColumns(*node.inputs[1], reads);
  const bool passes_on =
      node.As<Project>() == nullptr && node.As<Aggregate>() == nullptr && node.As<MakeSeries>() == nullptr;
  if (passes_on) reads.insert(needed.begin(), needed.end());
  for (Ids& ids : out) ids = reads;
  return out;
}

/// The columns of a node over inputs that have been pruned.
std::vector<Column> OutputOf(const Lean& lean, const Node& before, const std::vector<NodePtr>& inputs) {
  const Node::Payload& payload = lean.payload;
  auto followed_by = [&](const std::vector<Column>& more) {
    std::vector<Column> out = inputs[0]->columns;
    out.insert(out.end(), more.begin(), more.end());
    return out;
  };
  if (std::holds_alternative<Filter>(payload) || std::holds_alternative<Sort>(payload) ||
      std::holds_alternative<Limit>(payload) || std::holds_alternative<Sample>(payload) ||
      std::holds_alternative<DistinctOn>(payload)) {
    return inputs[0]->columns;
  }
  if (const auto* join = std::get_if<Join>(&payload)) {
    const bool left_only = join->kind == JoinKind::kSemi || join->kind == JoinKind::kAnti;
    return left_only ? inputs[0]->columns : followed_by(inputs[1]->columns);
  }
  if (std::holds_alternative<Lateral>(payload)) return followed_by(inputs[1]->columns);
  if (std::holds_alternative<Unnest>(payload) || std::holds_alternative<StepScan>(payload)) {
    const auto own = static_cast<std::ptrdiff_t>(before.inputs[0]->columns.size());
    return followed_by({before.columns.begin() + own, before.columns.end()});
  }
  if (const auto* window = std::get_if<Window>(&payload)) {
    std::vector<Column> made;
    for (const WindowCall& call : window->calls) made.push_back(call.output);
    return followed_by(made);
  }
  return lean.columns;
}

class Pruner {
 public:
  /// First pass: what is needed of each shared definition, by position, over all its uses.
  void Note(const NodePtr& node, const Ids& needed) {
    if (const auto* shared = node->As<Shared>()) {
      std::vector<bool>& positions = positions_[shared->id];
      bool grew = positions.empty();
      positions.resize(node->columns.size());
      for (size_t i = 0; i < node->columns.size(); ++i) {
        if (needed.contains(node->columns[i].id) && !positions[i]) {
          positions[i] = true;
          grew = true;
        }
      }
      if (grew) Note(shared->definition, Wanted(*shared));
      return;
    }
    Lean lean = DropUnneeded(*node, needed);
    VisitExprs(lean.payload, [&](ExprPtr& expr) { NoteIn(*expr); });
    const std::vector<Ids> wants = Needs(*node, needed);
    for (size_t i = 0; i < node->inputs.size(); ++i) Note(node->inputs[i], wants[i]);
  }

  /// Second pass: the same tree with what is not needed left out; it may still give more columns than are
  /// needed.
  NodePtr Prune(const NodePtr& node, const Ids& needed) {
    if (const auto* shared = node->As<Shared>()) return PruneShared(*node, *shared);
    Lean lean = DropUnneeded(*node, needed);
    VisitExprs(lean.payload, [&](ExprPtr& expr) {
      expr = MapSubqueries(
          expr, [&](const NodePtr& n) { return Exactly(Prune(n, AllIds(*n)), n->columns, AllIds(*n)); });
    });
    const std::vector<Ids> wants = Needs(*node, needed);
    std::vector<NodePtr> inputs;
    for (size_t i = 0; i < node->inputs.size(); ++i) {
      NodePtr input = Prune(node->inputs[i], wants[i]);
      // Unions and paths go by position, so their inputs must be exact.
      const bool by_position = node->As<Union>() != nullptr || node->As<Paths>() != nullptr;
      if (by_position) input = Exactly(std::move(input), node->inputs[i]->columns, wants[i]);
      inputs.push_back(std::move(input));
    }
    std::vector<Column> columns = OutputOf(lean, *node, inputs);
    return std::make_shared<const Node>(Node{std::move(lean.payload), std::move(inputs), std::move(columns)});
  }

 private:
  NodePtr PruneShared(const Node& node, const Shared& shared) {
    const Ids wanted = Wanted(shared);
    NodePtr& definition = definitions_[shared.id];
    if (!definition)
      definition = Exactly(Prune(shared.definition, wanted), shared.definition->columns, wanted);
    std::vector<Column> columns;
    for (size_t i = 0; i < node.columns.size(); ++i) {
      if (wanted.contains(shared.definition->columns[i].id)) columns.push_back(node.columns[i]);
    }
    return MakeNode(Shared{shared.id, definition, shared.materialize}, {}, std::move(columns));
  }

  Ids Wanted(const Shared& shared) {
    const std::vector<bool>& positions = positions_[shared.id];
    Ids ids;
    for (size_t i = 0; i < positions.size(); ++i) {
      if (positions[i]) ids.insert(shared.definition->columns[i].id);
    }
    return ids;
  }

  void NoteIn(const Expr& expr) {
    for (const ExprPtr& arg : expr.args) NoteIn(*arg);
    if (expr.subquery) Note(expr.subquery, AllIds(*expr.subquery));
  }

  std::unordered_map<int32_t, std::vector<bool>> positions_;
  std::unordered_map<int32_t, NodePtr> definitions_;
};

}  // namespace

NodePtr PruneColumns(const NodePtr& root) {
  const Ids all = AllIds(*root);
  Pruner pruner;
  pruner.Note(root, all);
  return Exactly(pruner.Prune(root, all), root->columns, all);
}

}  // namespace harrier::plan
