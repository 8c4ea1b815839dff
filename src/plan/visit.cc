#include "plan/visit.h"

namespace harrier::plan {

namespace {

struct Visitor {
  const std::function<void(ExprPtr&)>& visit;

  void One(ExprPtr& expr) const {
    if (expr) visit(expr);
  }
  void All(std::vector<ExprPtr>& exprs) const {
    for (ExprPtr& expr : exprs) One(expr);
  }
  void Keys(std::vector<SortKey>& keys) const {
    for (SortKey& key : keys) One(key.expr);
  }

  void operator()(Scan& p) const { One(p.filter); }
  void operator()(Values& p) const {
    for (auto& row : p.rows) All(row);
  }
  void operator()(Range& p) const {
    One(p.from);
    One(p.to);
    One(p.step);
  }
  void operator()(Filter& p) const { One(p.predicate); }
  void operator()(Project& p) const { All(p.exprs); }
  void operator()(Aggregate& p) const {
    for (auto& [column, expr] : p.keys) One(expr);
    for (AggCall& call : p.aggs) {
      All(call.args);
      One(call.filter);
      Keys(call.order_by);
    }
  }
  void operator()(DistinctOn& p) const { All(p.keys); }
  void operator()(Sort& p) const {
    Keys(p.keys);
    One(p.limit);
  }
  void operator()(Limit& p) const { One(p.count); }
  void operator()(Sample& p) const { One(p.count); }
  void operator()(Join& p) const {
    for (auto& [left, right] : p.on) {
      One(left);
      One(right);
    }
  }
  void operator()(Union&) const {}
  void operator()(Lateral&) const {}
  void operator()(Unnest& p) const {
    All(p.sources);
    One(p.limit);
  }
  void operator()(Window& p) const {
    for (WindowCall& call : p.calls) {
      All(call.args);
      All(call.partition_by);
      Keys(call.order_by);
    }
  }
  void operator()(StepScan& p) const {
    All(p.partition_by);
    All(p.inputs);
  }
  void operator()(MakeSeries& p) const {
    All(p.keys);
    One(p.bin);
    for (MakeSeries::Series& series : p.series) {
      One(series.value);
      One(series.default_value);
    }
    One(p.from);
    One(p.step);
    One(p.count);
  }
  void operator()(Paths&) const {}
  void operator()(Shared&) const {}
  void operator()(Inline&) const {}
};

/// The columns that are read and that are made anywhere in a subplan; ids are unique in a query.
struct ColumnUse {
  std::set<ColumnId> read, made;
  std::unordered_set<const Node*> seen;

  void Add(const Node& node) {
    if (!seen.insert(&node).second) return;
    for (const Column& column : node.columns) made.insert(column.id);
    ForEachExpr(node, [&](const Expr& expr) { Add(expr); });
    for (const NodePtr& input : node.inputs) Add(*input);
    if (const auto* shared = node.As<Shared>()) Add(*shared->definition);
  }
  void Add(const Expr& expr) {
    if (expr.kind == Expr::Kind::kColumn) read.insert(expr.column);
    for (const ExprPtr& arg : expr.args) Add(*arg);
    if (expr.subquery) Add(*expr.subquery);
  }
};

}  // namespace

void VisitExprs(Node::Payload& payload, const std::function<void(ExprPtr&)>& visit) {
  std::visit(Visitor{visit}, payload);
}

void ForEachExpr(const Node& node, const std::function<void(const Expr&)>& visit) {
  // The visitor gives out the places of expressions; here they are only read.
  const std::function<void(ExprPtr&)> read = [&](const ExprPtr& expr) { visit(*expr); };
  std::visit(Visitor{read}, const_cast<Node::Payload&>(node.payload));
}

ExprPtr MapSubqueries(const ExprPtr& expr, const std::function<NodePtr(const NodePtr&)>& map) {
  bool changed = false;
  std::vector<ExprPtr> args;
  args.reserve(expr->args.size());
  for (const ExprPtr& arg : expr->args) {
    args.push_back(MapSubqueries(arg, map));
    changed = changed || args.back() != arg;
  }
  NodePtr subquery = expr->subquery;
  if (subquery) {
    subquery = map(subquery);
    changed = changed || subquery != expr->subquery;
  }
  if (!changed) return expr;
  Expr copy = *expr;
  copy.args = std::move(args);
  copy.subquery = std::move(subquery);
  return std::make_shared<const Expr>(std::move(copy));
}

void CollectColumns(const Expr& expr, std::unordered_set<ColumnId>& out) {
  if (expr.kind == Expr::Kind::kColumn) out.insert(expr.column);
  for (const ExprPtr& arg : expr.args) CollectColumns(*arg, out);
  if (expr.subquery) CollectColumns(*expr.subquery, out);
}

void CollectColumns(const Node& node, std::unordered_set<ColumnId>& out) {
  ForEachExpr(node, [&](const Expr& expr) { CollectColumns(expr, out); });
  for (const NodePtr& input : node.inputs) CollectColumns(*input, out);
  if (const auto* shared = node.As<Shared>()) CollectColumns(*shared->definition, out);
}

std::set<ColumnId> OuterColumns(const Node& node) {
  ColumnUse use;
  use.Add(node);
  for (const ColumnId id : use.made) use.read.erase(id);
  return std::move(use.read);
}

void AddOuterColumns(const Expr& expr, std::set<ColumnId>& out) {
  if (expr.kind == Expr::Kind::kColumn) out.insert(expr.column);
  for (const ExprPtr& arg : expr.args) AddOuterColumns(*arg, out);
  if (expr.subquery) out.merge(OuterColumns(*expr.subquery));
}

bool HasSubquery(const Expr& expr) {
  return expr.subquery != nullptr || std::any_of(expr.args.begin(), expr.args.end(),
                                                 [](const ExprPtr& arg) { return HasSubquery(*arg); });
}

NodePtr MapChildren(const NodePtr& node, const std::function<NodePtr(const NodePtr&)>& map) {
  return MapChildren(node, map, [&](size_t i) { return map(node->inputs[i]); });
}

NodePtr MapChildren(const NodePtr& node, const std::function<NodePtr(const NodePtr&)>& map,
                    const std::function<NodePtr(size_t)>& map_input) {
  Node::Payload payload = node->payload;
  bool changed = false;
  VisitExprs(payload, [&](ExprPtr& expr) {
    ExprPtr mapped = MapSubqueries(expr, map);
    changed = changed || mapped != expr;
    expr = std::move(mapped);
  });
  std::vector<NodePtr> inputs;
  for (size_t i = 0; i < node->inputs.size(); ++i) {
    inputs.push_back(map_input(i));
    changed = changed || inputs.back() != node->inputs[i];
  }
  if (auto* shared = std::get_if<Shared>(&payload)) {
    NodePtr definition = map(shared->definition);
    changed = changed || definition != shared->definition;
    shared->definition = std::move(definition);
  }
  if (!changed) return node;
  return std::make_shared<const Node>(Node{std::move(payload), std::move(inputs), node->columns});
}

ExprPtr SubstituteColumns(const ExprPtr& expr, const std::unordered_map<ColumnId, ExprPtr>& values) {
  if (expr->kind == Expr::Kind::kColumn) {
    const auto at = values.find(expr->column);
    return at == values.end() ? expr : at->second;
  }
  bool changed = false;
  std::vector<ExprPtr> args;
  args.reserve(expr->args.size());
  for (const ExprPtr& arg : expr->args) {
    args.push_back(SubstituteColumns(arg, values));
    changed = changed || args.back() != arg;
  }
  if (!changed) return expr;
  Expr copy = *expr;
  copy.args = std::move(args);
  return std::make_shared<const Expr>(std::move(copy));
}

bool IsSteady(const Expr& expr) {
  if (expr.subquery || (expr.kernel != nullptr && expr.kernel->is_volatile)) return false;
  return std::all_of(expr.args.begin(), expr.args.end(), [](const ExprPtr& arg) { return IsSteady(*arg); });
}

}  // namespace harrier::plan
