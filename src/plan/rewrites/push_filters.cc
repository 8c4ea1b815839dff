#include "plan/rewrites/rewrite.h"

// Conditions go down as far as they keep their meaning, into the scans where they reach them: there storage
// sees which times are wanted, and leaves whole files out.
namespace harrier::plan {

namespace {

using Conditions = std::vector<ExprPtr>;
/// By what expressions columns are to be replaced.
using Replacements = std::unordered_map<ColumnId, ExprPtr>;

/// True of no row: a constant that is false or null.
bool IsNever(const Expr& condition) {
  return condition.is_literal() && condition.value != Value::Bool(true);
}

/// The parts of a conjunction; what is always true is none.
void Split(const ExprPtr& predicate, Conditions& out) {
  if (predicate->kind == Expr::Kind::kOp && predicate->op == Op::kAnd) {
    for (const ExprPtr& arg : predicate->args) Split(arg, out);
    return;
  }
  if (predicate->is_literal() && predicate->value == Value::Bool(true)) return;
  out.push_back(predicate);
}

ExprPtr Together(Conditions conditions) {
  return conditions.size() == 1 ? conditions.front() : Apply(Op::kAnd, std::move(conditions));
}

NodePtr Filtered(NodePtr node, Conditions conditions) {
  if (conditions.empty()) return node;
  std::vector<Column> columns = node->columns;
  return MakeNode(Filter{Together(std::move(conditions))}, {std::move(node)}, std::move(columns));
}

/// The columns that a node passes on unchanged from its input, under what ids they stand there, and
/// constants.
Replacements Passed(const std::vector<Column>& columns, const std::vector<ExprPtr>& exprs) {
  Replacements values;
  for (size_t i = 0; i < exprs.size(); ++i) {
    if (exprs[i]->kind == Expr::Kind::kColumn || exprs[i]->is_literal())
      values.emplace(columns[i].id, exprs[i]);
  }
  return values;
}

Replacements Identity(const std::vector<Column>& columns) {
  Replacements values;
  for (const Column& column : columns) values.emplace(column.id, Ref(column));
  return values;
}

/// Which columns of a node mean the same in input `i`, so that a condition on them alone may be asked there.
Replacements Movable(const Node& node, size_t i) {
  const Node& input = *node.inputs[i];
  if (const auto* project = node.As<Project>()) return Passed(node.columns, project->exprs);
  if (node.As<Union>() != nullptr) {
    Replacements values;
    for (size_t c = 0; c < node.columns.size(); ++c)
      values.emplace(node.columns[c].id, Ref(input.columns[c]));
    return values;
  }
  if (const auto* sort = node.As<Sort>()) return sort->limit ? Replacements{} : Identity(input.columns);
  if (node.As<Unnest>() != nullptr) return Identity(input.columns);
  if (const auto* distinct = node.As<DistinctOn>()) {
    Replacements values;
    for (const ExprPtr& key : distinct->keys) {
      if (key->kind == Expr::Kind::kColumn) values.emplace(key->column, key);
    }
    return values;
  }
  if (const auto* aggregate = node.As<Aggregate>()) {
    Replacements values;
    for (const auto& [column, key] : aggregate->keys) {
      if (key->kind == Expr::Kind::kColumn) values.emplace(column.id, key);
    }
    return values;
  }
  if (const auto* join = node.As<Join>()) {
    const bool keeps_left = join->kind == JoinKind::kInner || join->kind == JoinKind::kCross ||
                            join->kind == JoinKind::kLeft || join->kind == JoinKind::kSemi ||
                            join->kind == JoinKind::kAnti;
    const bool keeps_right =
        join->kind == JoinKind::kInner || join->kind == JoinKind::kCross || join->kind == JoinKind::kRight;
    if (i == 0 ? keeps_left : keeps_right) return Identity(input.columns);
  }
  return {};
}

bool ReadsOnly(const Expr& expr, const Replacements& values) {
  std::unordered_set<ColumnId> reads;
  CollectColumns(expr, reads);
  return std::all_of(reads.begin(), reads.end(), [&](ColumnId id) { return values.contains(id); });
}

class Pusher {
 public:
  /// The node with all conditions put somewhere at or below it.
  NodePtr Push(const NodePtr& node, Conditions conditions) {
    if (!conditions.empty()) return PushInto(node, std::move(conditions));
    const auto known = done_.find(node);
    if (known != done_.end()) return known->second;
    NodePtr result = PushInto(node, {});
    done_.emplace(node, result);
    return result;
  }

 private:
  NodePtr PushInto(const NodePtr& node, Conditions conditions) {
    for (const ExprPtr& condition : conditions) {
      if (IsNever(*condition)) return MakeNode(plan::Values{}, {}, node->columns);
    }
    if (const auto* filter = node->As<Filter>()) {
      Conditions all;
      Split(MapSubqueries(filter->predicate, [&](const NodePtr& n) { return Push(n, {}); }), all);
      all.insert(all.end(), conditions.begin(), conditions.end());
      return Push(node->inputs[0], std::move(all));
    }
    if (const auto* scan = node->As<Scan>()) return IntoScan(*node, *scan, std::move(conditions));

    std::vector<Conditions> below(node->inputs.size());
    Conditions here;
    std::vector<Replacements> movable;
    for (size_t i = 0; i < node->inputs.size(); ++i)
      movable.push_back(conditions.empty() ? Replacements{} : Movable(*node, i));
    for (ExprPtr& condition : conditions) {
      if (!Place(*condition, *node, movable, below)) here.push_back(std::move(condition));
    }
    const NodePtr lower = MapChildren(
        node, [&](const NodePtr& child) { return Push(child, {}); },
        [&](size_t i) { return Push(node->inputs[i], std::move(below[i])); });
    return Filtered(lower, std::move(here));
  }

  /// Puts a condition below every input that must have it; false if it has to stay above.
  static bool Place(const Expr& condition, const Node& node, const std::vector<Replacements>& movable,
                    std::vector<Conditions>& below) {
    if (!IsSteady(condition)) return false;
    const auto put = [&](size_t i) {
      Split(Fold(SubstituteColumns(std::make_shared<const Expr>(condition), movable[i])), below[i]);
    };
    if (node.As<Union>() != nullptr) {
      for (size_t i = 0; i < below.size(); ++i) put(i);
      return true;
    }
    for (size_t i = 0; i < below.size(); ++i) {
      if (movable[i].empty() || !ReadsOnly(condition, movable[i])) continue;
      put(i);
      return true;
    }
    return false;
  }

  static NodePtr IntoScan(const Node& node, const Scan& scan, Conditions conditions) {
    Conditions inside, above;
    if (scan.filter) inside.push_back(scan.filter);
    for (ExprPtr& condition : conditions)
      (IsSteady(*condition) ? inside : above).push_back(std::move(condition));
    Scan filtered = scan;
    if (!inside.empty()) filtered.filter = Together(std::move(inside));
    return Filtered(MakeNode(std::move(filtered), {}, node.columns), std::move(above));
  }

  std::unordered_map<NodePtr, NodePtr> done_;
};

}  // namespace

NodePtr PushFilters(const NodePtr& root) {
  return Pusher().Push(root, {});
}

}  // namespace harrier::plan
