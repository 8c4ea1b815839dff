#include "kql/operators/graph_pattern.h"

namespace harrier::kql {
namespace {

/// Longer paths are a mistake; searching them would not end in time either.
constexpr int64_t kMostHops = 1000;

/// Calls `visit` for every expression inside, the outermost first; lambdas of tables are not looked into.
void Walk(const syntax::Expr& expr, const std::function<void(const syntax::Expr&)>& visit) {
  visit(expr);
  const auto each = [&](const syntax::ExprPtr& inner) {
    if (inner != nullptr) Walk(*inner, visit);
  };
  const auto all = [&](const std::vector<syntax::ExprPtr>& list) {
    for (const syntax::ExprPtr& inner : list) each(inner);
  };
  if (const auto* member = expr.As<syntax::Member>()) each(member->base);
  if (const auto* index = expr.As<syntax::Index>()) {
    each(index->base);
    each(index->index);
  }
  if (const auto* call = expr.As<syntax::Call>()) all(call->arguments);
  if (const auto* unary = expr.As<syntax::Unary>()) each(unary->operand);
  if (const auto* binary = expr.As<syntax::Binary>()) {
    each(binary->left);
    each(binary->right);
  }
  if (const auto* in = expr.As<syntax::InList>()) {
    each(in->left);
    all(in->items);
  }
  if (const auto* between = expr.As<syntax::Between>()) {
    each(between->left);
    each(between->low);
    each(between->high);
  }
  if (const auto* named = expr.As<syntax::Named>()) each(named->value);
  if (const auto* paren = expr.As<syntax::Paren>()) each(paren->inner);
}

bool CallsDegrees(const syntax::ExprPtr& expr) {
  if (expr == nullptr) return false;
  bool found = false;
  Walk(*expr, [&](const syntax::Expr& inner) {
    const auto* call = inner.As<syntax::Call>();
    if (call != nullptr) {
      found = found || call->function.text == "node_degree_in" || call->function.text == "node_degree_out";
    }
  });
  return found;
}

/// The nodes with two columns more: how many edges come in, how many go out.
LetValue::Tabular WithDegrees(Binder& binder, GraphTables& tables) {
  Relation rows = binder.Reference(tables.nodes);
  std::vector<plan::Column> columns = rows.columns();
  const plan::Column number = columns.front();
  plan::Project project;
  for (const plan::Column& column : columns) project.exprs.push_back(plan::Ref(column));
  for (const size_t end : {size_t{2}, size_t{1}}) {  // target, source
    const Relation ends = binder.Reference(tables.edges);
    const plan::Column node = binder.NewColumn("", number.type), count = binder.NewColumn("", Type::kLong);
    plan::Aggregate aggregate;
    aggregate.keys.emplace_back(node, plan::Ref(ends.columns()[end]));
    aggregate.aggs.push_back({.outputs = {count}});
    const plan::NodePtr counted = plan::MakeNode(std::move(aggregate), {ends.node}, {node, count});
    std::vector<plan::Column> joined = rows.columns();
    joined.insert(joined.end(), {node, count});
    rows.node = plan::MakeNode(plan::Join{plan::JoinKind::kLeft, {{plan::Ref(number), plan::Ref(node)}}},
                               {rows.node, counted}, std::move(joined));
    project.exprs.push_back(plan::Apply(plan::Op::kCoalesce, {plan::Ref(count), plan::Lit(Value::Long(0))}));
    columns.push_back(binder.NewColumn("", Type::kLong));
  }
  rows.node = plan::MakeNode(std::move(project), {rows.node}, std::move(columns));
  return ShareRows(binder, std::move(rows), false);
}

bool HasPath(const std::vector<syntax::GraphPattern>& patterns) {
  return std::any_of(patterns.begin(), patterns.end(), [](const syntax::GraphPattern& pattern) {
    return std::any_of(pattern.edges.begin(), pattern.edges.end(),
                       [](const auto& edge) { return edge.min_hops != nullptr; });
  });
}

/// Binds the elements of a pattern and its clauses.
class PatternBinder {
 public:
  PatternBinder(Binder& binder, const Graph& graph, const PatternClauses& clauses)
      : binder_(binder), clauses_(clauses) {
    const bool numbered = !graph.by_id || HasPath(clauses.patterns);
    pattern_.scope.tables = numbered ? graph.numbered : *graph.by_id;
    bool degrees = CallsDegrees(clauses.where);
    for (const syntax::ExprPtr& item : clauses.project) degrees = degrees || CallsDegrees(item);
    if (degrees) pattern_.scope.tables.nodes = WithDegrees(binder, pattern_.scope.tables);
    pattern_.scope.degrees = degrees;
  }

  Result<Pattern> Bind() {
    for (const syntax::GraphPattern& sequence : clauses_.patterns) TRY_OK(Declare(sequence));
    for (PatternLeg& leg : pattern_.legs) {
      if (!leg.edge->name.empty()) pattern_.scope.elements.emplace(leg.edge->name, leg.edge.get());
    }
    if (clauses_.where != nullptr) TRY_OK(BindWhere(*clauses_.where));
    pattern_.where_walks = TakeWalks();
    const RowScope scope{.graph = &pattern_.scope};
    for (const syntax::ExprPtr& item : clauses_.project) {
      TRY(std::vector<NamedExpr> bound, binder_.BindItem(*item, scope));
      // Not the name that the aggregate any() would give.
      const auto* call = item->As<syntax::Call>();
      if (call != nullptr && call->function.text == "any") bound.front().name.clear();
      for (NamedExpr& one : bound) pattern_.project.push_back(std::move(one));
    }
    pattern_.project_walks = TakeWalks();
    return std::move(pattern_);
  }

 private:
  Result<size_t> DeclareNode(const syntax::GraphPatternNode& node) {
    const std::string name = node.name ? node.name->text : "";
    if (!name.empty()) {
      const auto known = by_name_.find(name);
      if (known != by_name_.end()) return known->second;
    }
    const size_t index = pattern_.nodes.size();
    pattern_.nodes.push_back(std::make_unique<GraphElement>(NewNode(binder_, pattern_.scope, name)));
    if (!name.empty()) {
      by_name_.emplace(name, index);
      pattern_.scope.elements.emplace(name, pattern_.nodes.back().get());
    }
    return index;
  }

  Status Declare(const syntax::GraphPattern& sequence) {
    TRY(size_t left, DeclareNode(sequence.nodes.front()));
    for (size_t i = 0; i < sequence.edges.size(); ++i) {
      const syntax::GraphPatternEdge& written = sequence.edges[i];
      TRY(const size_t right, DeclareNode(sequence.nodes[i + 1]));
      PatternLeg leg{.left = left, .right = right, .direction = written.direction};
      const std::string name = written.name ? written.name->text : "";
      if (!name.empty() && (by_name_.contains(name) || !edge_names_.insert(name).second)) {
        return FailAt(written.name->span, "KS201", ErrorCode::kSemantic,
                      "the pattern has two elements named '{}'", name);
      }
      if (written.min_hops != nullptr) {
        TRY_OK(DeclarePath(written, name, leg));
      } else {
        leg.edge = std::make_unique<GraphElement>(NewEdge(binder_, pattern_.scope, name));
        if (leg.direction == PatternLeg::Direction::kAny) BothWays(*leg.edge);
      }
      pattern_.legs.push_back(std::move(leg));
      left = right;
    }
    return Ok();
  }

  Status DeclarePath(const syntax::GraphPatternEdge& written, const std::string& name, PatternLeg& leg) {
    TRY(leg.min_hops, binder_.BindConstantLong(*written.min_hops, "the least length of a path"));
    TRY(leg.max_hops, binder_.BindConstantLong(*written.max_hops, "the greatest length of a path"));
    if (leg.min_hops < 0 || leg.max_hops < leg.min_hops) {
      return FailAt(written.span, "", ErrorCode::kSemantic, "a path cannot have {} to {} edges", leg.min_hops,
                    leg.max_hops);
    }
    if (leg.max_hops > kMostHops) {
      return FailAt(written.span, "", ErrorCode::kLimit,
                    "a path may have {} edges at most, and {} are asked for", kMostHops, leg.max_hops);
    }
    leg.edge = std::make_unique<GraphElement>(GraphElement{GraphElement::Kind::kPath, name});
    leg.edge->edges = binder_.NewColumn("", Type::kDynamic);
    leg.edge->inner = binder_.NewColumn("", Type::kDynamic);
    return Ok();
  }

  /// The edges, and all but loops turned round as well.
  void BothWays(GraphElement& edge) {
    const Relation turned = binder_.Reference(pattern_.scope.tables.edges);
    std::vector<plan::Column> columns = turned.columns();
    std::swap(columns[1], columns[2]);
    plan::NodePtr other = plan::MakeNode(
        plan::Filter{plan::Apply(plan::Op::kNe, {plan::Ref(columns[1]), plan::Ref(columns[2])})},
        {turned.node}, turned.columns());
    plan::Project swap;
    for (const plan::Column& column : columns) swap.exprs.push_back(plan::Ref(column));
    other = plan::MakeNode(std::move(swap), {std::move(other)}, std::move(columns));
    std::vector<plan::Column> out;
    for (const plan::Column& column : edge.row.columns())
      out.push_back(binder_.NewColumn(column.name, column.type));
    edge.row.node = plan::MakeNode(plan::Union{}, {edge.row.node, std::move(other)}, std::move(out));
  }

  Status BindWhere(const syntax::Expr& where) {
    if (const auto* paren = where.As<syntax::Paren>()) return BindWhere(*paren->inner);
    const auto* binary = where.As<syntax::Binary>();
    if (binary != nullptr && binary->op == "and") {
      TRY_OK(BindWhere(*binary->left));
      return BindWhere(*binary->right);
    }
    TRY(const bool taken, BindPathCondition(where));
    if (taken) return Ok();
    const RowScope scope{.graph = &pattern_.scope};
    TRY(plan::ExprPtr condition, binder_.BindPredicate(where, scope));
    pattern_.conditions.push_back(std::move(condition));
    return Ok();
  }

  /// A condition about every edge or inner node of one path, and nothing else: it narrows the graph that the
  /// path is searched in.
  Result<bool> BindPathCondition(const syntax::Expr& where) {
    const auto* call = where.As<syntax::Call>();
    if (call != nullptr && call->function.text == "all" && call->arguments.size() == 2) {
      TRY(const PathArgument argument, FindPath(*call, pattern_.scope, where.span));
      return Narrow(*argument.path, argument.inner_nodes, *call->arguments[1], pattern_.scope);
    }
    // A property of a variable-length edge in a condition means that of each of its edges (Kusto docs,
    // graph-match operator, variable length edge).
    GraphElement* path = nullptr;
    bool other_calls = false;
    Walk(where, [&](const syntax::Expr& inner) {
      if (const auto* member = inner.As<syntax::Member>()) {
        const auto* name = member->base->As<syntax::NameRef>();
        const auto at =
            name == nullptr ? pattern_.scope.elements.end() : pattern_.scope.elements.find(name->name.text);
        if (at != pattern_.scope.elements.end() && at->second->kind == GraphElement::Kind::kPath)
          path = at->second;
      }
      const auto* inner_call = inner.As<syntax::Call>();
      if (inner_call == nullptr) return;
      const std::string& name = inner_call->function.text;
      other_calls = other_calls || name == "all" || name == "any" || name == "map" || name == "array_length";
    });
    if (path == nullptr || other_calls) return false;
    GraphScope scope = pattern_.scope;
    const std::string name = path->name;
    TRY(GraphElement * element, FilterElement(*path, false));
    scope.elements[name] = element;
    const RowScope row{.graph = &scope};
    TRY(plan::ExprPtr condition, binder_.BindPredicate(where, row));
    if (!ReadsOnly(*condition, element->row)) {
      return FailAt(where.span, "", ErrorCode::kNotSupported,
                    "not supported: a condition over a variable-length edge and other elements; use all() or "
                    "any()");
    }
    LegOf(*path).edge_conditions.push_back(std::move(condition));
    return true;
  }

  Result<bool> Narrow(GraphElement& path, bool inner_nodes, const syntax::Expr& condition,
                      GraphScope& scope) {
    TRY(GraphElement * element, FilterElement(path, inner_nodes));
    TRY(plan::ExprPtr bound, BindOverElement(binder_, condition, scope, *element));
    bound = binder_.Convert(std::move(bound), Type::kBool);
    if (!ReadsOnly(*bound, element->row)) return false;
    PatternLeg& leg = LegOf(path);
    (inner_nodes ? leg.node_conditions : leg.edge_conditions).push_back(std::move(bound));
    return true;
  }

  PatternLeg& LegOf(const GraphElement& path) {
    const auto at = std::find_if(pattern_.legs.begin(), pattern_.legs.end(),
                                 [&](const PatternLeg& leg) { return leg.edge.get() == &path; });
    HARRIER_CHECK(at != pattern_.legs.end());
    return *at;
  }

  Result<GraphElement*> FilterElement(const GraphElement& path, bool inner_nodes) {
    PatternLeg& leg = LegOf(path);
    std::shared_ptr<GraphElement>& element = inner_nodes ? leg.node_filter : leg.edge_filter;
    if (element == nullptr) {
      element = std::make_shared<GraphElement>(inner_nodes ? NewNode(binder_, pattern_.scope, path.name)
                                                           : NewEdge(binder_, pattern_.scope, path.name));
    }
    return element.get();
  }

  static bool ReadsOnly(const plan::Expr& expr, const Relation& row) {
    if (expr.subquery != nullptr) return false;
    if (expr.kind == plan::Expr::Kind::kColumn) {
      return std::any_of(row.columns().begin(), row.columns().end(),
                         [&](const plan::Column& column) { return column.id == expr.column; });
    }
    return std::all_of(expr.args.begin(), expr.args.end(),
                       [&](const plan::ExprPtr& arg) { return ReadsOnly(*arg, row); });
  }

  std::vector<std::pair<size_t, GraphElement::Walk>> TakeWalks() {
    std::vector<std::pair<size_t, GraphElement::Walk>> walks;
    for (size_t i = 0; i < pattern_.legs.size(); ++i) {
      GraphElement::Walk walk = std::exchange(pattern_.legs[i].edge->walk, {});
      if (!walk.over_edges.empty() || !walk.over_nodes.empty()) walks.emplace_back(i, std::move(walk));
    }
    return walks;
  }

  Binder& binder_;
  const PatternClauses& clauses_;
  Pattern pattern_;
  std::map<std::string, size_t, std::less<>> by_name_;
  std::set<std::string, std::less<>> edge_names_;
};

}  // namespace

Result<Pattern> BindPattern(Binder& binder, const Graph& graph, const PatternClauses& clauses) {
  return PatternBinder(binder, graph, clauses).Bind();
}

}  // namespace harrier::kql
