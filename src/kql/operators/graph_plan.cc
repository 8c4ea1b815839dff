#include "kql/operators/graph_pattern.h"

namespace harrier::kql {
namespace {

using plan::Column;
using plan::ExprPtr;
using plan::Op;
using Ids = std::set<plan::ColumnId>;

void Collect(const plan::Expr& expr, Ids& out) {
  if (expr.kind == plan::Expr::Kind::kColumn) out.insert(expr.column);
  for (const ExprPtr& arg : expr.args) Collect(*arg, out);
}

Ids IdsOf(const std::vector<Column>& columns) {
  Ids ids;
  for (const Column& column : columns) ids.insert(column.id);
  return ids;
}

bool Within(const Ids& some, const Ids& all) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

/// Turns a pattern into joins of its nodes and edges, leg by leg, with a search for each path; the result of
/// a step is a table whose rows are partial matches.
class Planner {
 public:
  Planner(Binder& binder, Pattern pattern, const MatchRules& rules)
      : binder_(binder), pattern_(std::move(pattern)), rules_(rules), at_(pattern_.nodes.size()) {}

  Result<Relation> Plan() {
    SortConditions();
    if (pattern_.legs.empty()) {
      matches_ = NodeRows(0);
    } else {
      TRY_OK(AddLegs());
    }
    for (size_t i = 0; i < at_.size(); ++i) {
      if (!at_[i] && !pattern_.legs.empty()) return Apart();
    }
    if (pattern_.legs.empty() && pattern_.nodes.size() > 1) return Apart();
    TRY_OK(KeepDistinct());
    Walks(pattern_.where_walks);
    Apply(true);
    if (rules_.shortest != plan::Paths::Shortest::kNo) TRY_OK(KeepShortest());
    Walks(pattern_.project_walks);
    const bool walked = !pattern_.where_walks.empty() || !pattern_.project_walks.empty();
    if (walked && ReadsOutside(*matches_->node)) {
      return Fail(ErrorCode::kNotSupported,
                  "not supported: all(), any() and map() in a pattern that reads the row outside of it");
    }
    return binder_.Project(*matches_, std::move(pattern_.project));
  }

 private:
  using Direction = PatternLeg::Direction;

  static Result<Relation> Apart() {
    return Fail(ErrorCode::kNotSupported, "not supported: a graph pattern in parts that share no node");
  }

  GraphElement& Node(size_t i) { return *pattern_.nodes[i]; }

  /// Conditions about one node or edge narrow its table; the others wait for the columns they read.
  void SortConditions() {
    std::vector<ExprPtr> waiting;
    own_.resize(pattern_.nodes.size());
    edge_own_.resize(pattern_.legs.size());
    for (ExprPtr& condition : pattern_.conditions) {
      Ids read;
      Collect(*condition, read);
      std::vector<ExprPtr>* place = &waiting;
      for (size_t i = 0; i < pattern_.nodes.size() && !read.empty(); ++i) {
        if (Within(read, IdsOf(Node(i).row.columns()))) place = &own_[i];
      }
      for (size_t i = 0; i < pattern_.legs.size() && !read.empty(); ++i) {
        const PatternLeg& leg = pattern_.legs[i];
        if (!leg.is_path() && Within(read, IdsOf(leg.edge->row.columns()))) place = &edge_own_[i];
      }
      Collect(*condition, read_);
      place->push_back(std::move(condition));
    }
    pattern_.conditions = std::move(waiting);
    for (const NamedExpr& item : pattern_.project) Collect(*item.expr, read_);
    for (const auto* walks : {&pattern_.where_walks, &pattern_.project_walks}) {
      for (const auto& [leg, walk] : *walks) {
        for (const auto* list : {&walk.over_edges, &walk.over_nodes}) {
          for (const GraphDerived& derived : *list) Collect(*derived.value, read_);
        }
      }
    }
  }

  /// True if anything of the node is read, so that its row must be there.
  bool IsRead(size_t i) {
    const std::vector<Column>& columns = Node(i).row.columns();
    return std::any_of(columns.begin(), columns.end(), [&](const Column& c) { return read_.contains(c.id); });
  }

  /// The rows that the node may be; every use has the same column ids.
  Relation NodeRows(size_t i) {
    auto known = node_rows_.find(i);
    if (known == node_rows_.end()) {
      Relation rows = Node(i).row;
      for (const ExprPtr& condition : own_[i]) rows = binder_.Filter(std::move(rows), condition);
      known = node_rows_.emplace(i, ShareRows(binder_, std::move(rows), false)).first;
    }
    return SameRows(known->second);
  }

  Relation Only(const Relation& rows, const Column& column) {
    Relation out;
    const Column renamed = binder_.NewColumn("", Type::kLong);
    out.node = plan::MakeNode(plan::Project{{plan::Ref(column)}}, {rows.node}, {renamed});
    return out;
  }

  /// The matches so far, to be read in more than one place.
  Relation Shared(bool once = false) {
    const LetValue::Tabular shared = ShareRows(binder_, *matches_, once);
    matches_ = SameRows(shared);
    return SameRows(shared);
  }

  void Join(const Relation& right, std::vector<std::pair<ExprPtr, ExprPtr>> on,
            plan::JoinKind kind = plan::JoinKind::kInner) {
    std::vector<Column> columns = matches_->columns();
    columns.insert(columns.end(), right.columns().begin(), right.columns().end());
    matches_->node =
        plan::MakeNode(plan::Join{kind, std::move(on)}, {matches_->node, right.node}, std::move(columns));
  }

  void Where(ExprPtr condition) { matches_ = binder_.Filter(std::move(*matches_), std::move(condition)); }

  /// The node is the one whose number stands in the column.
  void Bind(size_t node, const Column& number) {
    at_[node] = number;
    if (!IsRead(node)) return;
    Join(NodeRows(node), {{plan::Ref(number), plan::Ref(Node(node).number())}});
  }

  /// Adds a table of edges or paths that leads from `left` to `right`.
  void AddTable(const PatternLeg& leg, const Relation& table, const Column& left, const Column& right) {
    if (!matches_ && IsRead(leg.left)) {
      matches_ = NodeRows(leg.left);
      at_[leg.left] = Node(leg.left).number();
    }
    if (!matches_) {
      matches_ = table;
    } else {
      std::vector<std::pair<ExprPtr, ExprPtr>> on;
      if (at_[leg.left]) on.emplace_back(plan::Ref(*at_[leg.left]), plan::Ref(left));
      if (at_[leg.right]) on.emplace_back(plan::Ref(*at_[leg.right]), plan::Ref(right));
      Join(table, std::move(on));
    }
    const bool right_bound = at_[leg.right].has_value();
    if (!at_[leg.left]) Bind(leg.left, left);
    if (leg.left == leg.right && !right_bound) {
      Where(plan::Apply(Op::kEq, {plan::Ref(left), plan::Ref(right)}));
    } else if (!at_[leg.right]) {
      Bind(leg.right, right);
    }
  }

  void AddEdge(size_t index) {
    const PatternLeg& leg = pattern_.legs[index];
    Relation edges = leg.edge->row;
    for (const ExprPtr& condition : edge_own_[index]) edges = binder_.Filter(std::move(edges), condition);
    const bool backward = leg.direction == Direction::kBackward;
    const std::vector<Column> columns = edges.columns();
    AddTable(leg, edges, columns[backward ? 2 : 1], columns[backward ? 1 : 2]);
  }

  void AddPath(const PatternLeg& leg) {
    plan::Paths paths{.min_hops = leg.min_hops,
                      .max_hops = leg.max_hops,
                      .undirected = leg.direction == Direction::kAny,
                      .cycles = rules_.cycles};
    // A single path between conditions that narrow the graph: its shortest form is searched for as such.
    const bool alone = pattern_.legs.size() == 1 && pattern_.conditions.empty() && leg.min_hops <= 1;
    if (alone) paths.shortest = rules_.shortest;

    Relation edges = leg.edge_filter ? leg.edge_filter->row : binder_.Reference(pattern_.scope.tables.edges);
    for (const ExprPtr& condition : leg.edge_conditions) edges = binder_.Filter(std::move(edges), condition);
    const std::vector<Column> from = edges.columns();
    const bool backward = leg.direction == Direction::kBackward;
    std::vector<plan::NodePtr> inputs;
    std::vector<Column> three;
    for (int i = 0; i < 3; ++i) three.push_back(binder_.NewColumn("", Type::kLong));
    inputs.push_back(plan::MakeNode(plan::Project{{plan::Ref(from[0]), plan::Ref(from[backward ? 2 : 1]),
                                                   plan::Ref(from[backward ? 1 : 2])}},
                                    {edges.node}, three));

    const auto candidates = [&](size_t node) {
      if (at_[node]) return Only(Shared(), *at_[node]);
      return Only(NodeRows(node), Node(node).number());
    };
    inputs.push_back(candidates(leg.left).node);
    paths.has_ends = at_[leg.right].has_value() || !own_[leg.right].empty();
    if (paths.has_ends) inputs.push_back(candidates(leg.right).node);
    if (leg.node_filter) {
      Relation inner = leg.node_filter->row;
      for (const ExprPtr& condition : leg.node_conditions)
        inner = binder_.Filter(std::move(inner), condition);
      paths.has_inner = true;
      inputs.push_back(Only(inner, leg.node_filter->number()).node);
    }
    const Column left = binder_.NewColumn("", Type::kLong), right = binder_.NewColumn("", Type::kLong);
    Relation found;
    found.node = plan::MakeNode(paths, std::move(inputs), {left, right, leg.edge->edges, leg.edge->inner});
    AddTable(leg, found, left, right);
  }

  Status AddLegs() {
    std::vector<bool> done(pattern_.legs.size(), false);
    for (size_t n = 0; n < done.size(); ++n) {
      // The next leg in the order written that touches what is matched already.
      size_t next = 0;
      while (next < done.size() &&
             (done[next] || (n > 0 && !at_[pattern_.legs[next].left] && !at_[pattern_.legs[next].right]))) {
        ++next;
      }
      if (next == done.size()) return tl::unexpected(Apart().error());
      done[next] = true;
      if (pattern_.legs[next].is_path())
        AddPath(pattern_.legs[next]);
      else
        AddEdge(next);
      Apply(false);
    }
    return Ok();
  }

  /// Applies the conditions whose columns are there; all of them at the end.
  void Apply(bool all) {
    const Ids there = IdsOf(matches_->columns());
    std::vector<ExprPtr> waiting;
    for (ExprPtr& condition : pattern_.conditions) {
      Ids read;
      Collect(*condition, read);
      if (all || Within(read, there))
        Where(std::move(condition));
      else
        waiting.push_back(std::move(condition));
    }
    pattern_.conditions = std::move(waiting);
  }

  Result<ExprPtr> Lacks(const Column& array, const Column& number) {
    TRY(ExprPtr index, binder_.CallNamed("array_index_of", {plan::Ref(array), plan::Ref(number)}, {}));
    return plan::Apply(Op::kEq, {std::move(index), plan::Lit(Value::Long(-1))});
  }

  Result<ExprPtr> Apart(const Column& a, const Column& b) {
    TRY(ExprPtr both, binder_.CallNamed("set_intersect", {plan::Ref(a), plan::Ref(b)}, {}));
    TRY(ExprPtr length, binder_.CallNamed("array_length", {std::move(both)}, {}));
    return plan::Apply(Op::kEq, {std::move(length), plan::Lit(Value::Long(0))});
  }

  /// No edge twice in a match, or no node twice; within a path the search has seen to it (Kusto docs,
  /// graph-match operator, cycles).
  Status KeepDistinct() {
    const std::vector<PatternLeg>& legs = pattern_.legs;
    if (rules_.cycles == plan::Paths::Cycles::kNone) return KeepNodesDistinct();
    if (rules_.cycles != plan::Paths::Cycles::kUniqueEdges) return Ok();
    for (size_t i = 0; i < legs.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        const GraphElement &a = *legs[i].edge, &b = *legs[j].edge;
        if (legs[i].is_path() && legs[j].is_path()) {
          TRY(ExprPtr apart, Apart(a.edges, b.edges));
          Where(std::move(apart));
        } else if (legs[i].is_path() || legs[j].is_path()) {
          const GraphElement& path = legs[i].is_path() ? a : b;
          TRY(ExprPtr lacks, Lacks(path.edges, (legs[i].is_path() ? b : a).number()));
          Where(std::move(lacks));
        } else {
          Where(plan::Apply(Op::kNe, {plan::Ref(a.number()), plan::Ref(b.number())}));
        }
      }
    }
    return Ok();
  }

  Status KeepNodesDistinct() {
    const std::vector<PatternLeg>& legs = pattern_.legs;
    // A connected pattern with as many edges as nodes is a cycle by itself.
    if (!legs.empty() && legs.size() >= pattern_.nodes.size()) Where(plan::Lit(Value::Bool(false)));
    for (size_t i = 0; i < at_.size() && !legs.empty(); ++i) {
      for (size_t j = 0; j < i; ++j) Where(plan::Apply(Op::kNe, {plan::Ref(*at_[i]), plan::Ref(*at_[j])}));
    }
    for (size_t i = 0; i < legs.size(); ++i) {
      if (!legs[i].is_path()) continue;
      for (size_t node = 0; node < at_.size(); ++node) {
        if (node == legs[i].left || node == legs[i].right) continue;
        TRY(ExprPtr lacks, Lacks(legs[i].edge->inner, *at_[node]));
        Where(std::move(lacks));
      }
      for (size_t j = 0; j < i; ++j) {
        if (!legs[j].is_path()) continue;
        TRY(ExprPtr apart, Apart(legs[i].edge->inner, legs[j].edge->inner));
        Where(std::move(apart));
      }
    }
    return Ok();
  }

  /// Of each pair of first and last node, the matches with the fewest edges.
  Status KeepShortest() {
    ExprPtr length = plan::Lit(Value::Long(0));
    for (const PatternLeg& leg : pattern_.legs) {
      ExprPtr hops = plan::Lit(Value::Long(1));
      if (leg.is_path()) {
        TRY(hops, binder_.CallNamed("array_length", {plan::Ref(leg.edge->edges)}, {}));
      }
      length = plan::CallKernel("add_long", {std::move(length), std::move(hops)});
    }
    const bool any = rules_.shortest == plan::Paths::Shortest::kAny;
    plan::WindowCall rank{.op = any ? plan::WindowOp::kRowNumber : plan::WindowOp::kRank,
                          .partition_by = {plan::Ref(*at_[pattern_.legs.front().left]),
                                           plan::Ref(*at_[pattern_.legs.back().right])},
                          .order_by = {{plan::Fold(length), true, false}},
                          .output = binder_.NewColumn("", Type::kLong)};
    std::vector<Column> columns = matches_->columns();
    columns.push_back(rank.output);
    const Column place = rank.output;
    matches_->node = plan::MakeNode(plan::Window{{std::move(rank)}}, {matches_->node}, std::move(columns));
    Where(plan::Apply(Op::kEq, {plan::Ref(place), plan::Lit(Value::Long(1))}));
    return Ok();
  }

  /// Computes what clauses ask of the elements of paths: each path is taken apart, its elements are looked
  /// up, and what comes out is gathered again by match.
  void Walks(const std::vector<std::pair<size_t, GraphElement::Walk>>& walks) {
    if (walks.empty()) return;
    const Column match = binder_.NewColumn("", Type::kLong);
    std::vector<Column> columns = matches_->columns();
    columns.push_back(match);
    matches_->node = plan::MakeNode(plan::Window{{{.op = plan::WindowOp::kRowNumber, .output = match}}},
                                    {matches_->node}, std::move(columns));
    for (const auto& [leg, walk] : walks) {
      const GraphElement& path = *pattern_.legs[leg].edge;
      if (!walk.over_edges.empty()) Gather(match, path.edges, *walk.edge, walk.over_edges);
      if (!walk.over_nodes.empty()) Gather(match, path.inner, *walk.node, walk.over_nodes);
    }
  }

  void Gather(const Column& match, const Column& array, const GraphElement& element,
              const std::vector<GraphDerived>& wanted) {
    Relation rows = Shared(true);
    const Column item = binder_.NewColumn("", Type::kDynamic), index = binder_.NewColumn("", Type::kLong);
    std::vector<Column> columns = rows.columns();
    columns.insert(columns.end(), {item, index});
    plan::NodePtr node =
        plan::MakeNode(plan::Unnest{.sources = {plan::Ref(array)}, .with_index = true}, {rows.node}, columns);
    columns.insert(columns.end(), element.row.columns().begin(), element.row.columns().end());
    node = plan::MakeNode(
        plan::Join{plan::JoinKind::kInner,
                   {{binder_.Convert(plan::Ref(item), Type::kLong), plan::Ref(element.number())}}},
        {std::move(node), element.row.node}, std::move(columns));
    plan::Aggregate aggregate;
    const Column key = binder_.NewColumn("", Type::kLong);
    aggregate.keys.emplace_back(key, plan::Ref(match));
    std::vector<Column> outputs{key};
    for (const GraphDerived& derived : wanted) {
      plan::AggCall call{.outputs = {derived.output}};
      if (derived.what == GraphDerived::What::kMap) {
        call.op = plan::AggOp::kList;
        call.args = {derived.value};
        call.keep_nulls = true;
        call.order_by = {{plan::Ref(index), true, false}};
      } else if (derived.what == GraphDerived::What::kAny) {
        call.filter = derived.value;
      } else {
        const ExprPtr no = plan::Lit(Value::Bool(false));
        call.filter = plan::Apply(Op::kNot, {plan::Apply(Op::kCoalesce, {derived.value, no})});
      }
      aggregate.aggs.push_back(std::move(call));
      outputs.push_back(derived.output);
    }
    Relation gathered;
    gathered.node = plan::MakeNode(std::move(aggregate), {std::move(node)}, std::move(outputs));
    Join(gathered, {{plan::Ref(match), plan::Ref(key)}}, plan::JoinKind::kLeft);
  }

  Binder& binder_;
  Pattern pattern_;
  const MatchRules& rules_;
  std::optional<Relation> matches_;
  std::vector<std::optional<Column>> at_;  // where the number of each node stands in matches_
  std::vector<std::vector<ExprPtr>> own_, edge_own_;
  Ids read_;
  std::map<size_t, LetValue::Tabular> node_rows_;
};

}  // namespace

Result<Relation> MatchPattern(Binder& binder, Pattern pattern, const MatchRules& rules) {
  return Planner(binder, std::move(pattern), rules).Plan();
}

}  // namespace harrier::kql
