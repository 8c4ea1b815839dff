#include "kql/binder/graph.h"

#include "plan/visit.h"

namespace harrier::kql {
namespace {

/// The properties of a node or edge as one bag.
Result<plan::ExprPtr> BagOf(Binder& binder, const GraphElement& element, Span span) {
  std::vector<plan::ExprPtr> args;
  for (const plan::Column& column : element.properties()) {
    args.push_back(plan::Lit(Value::String(column.name)));
    args.push_back(plan::Ref(column, span));
  }
  return binder.CallNamed("bag_pack", std::move(args), span);
}

Result<plan::ExprPtr> PropertyOf(const GraphElement& element, const syntax::Name& property) {
  for (const plan::Column& column : element.properties()) {
    if (column.name == property.text) return plan::Ref(column, property.span);
  }
  return FailAt(property.span, "KS142", ErrorCode::kSemantic,
                "the name '{}' does not refer to any known property of the {} '{}'", property.text,
                element.kind == GraphElement::Kind::kNode ? "node" : "edge", element.name);
}

GraphElement& WalkElement(Binder& binder, GraphScope& scope, GraphElement& path, bool inner_nodes) {
  std::shared_ptr<GraphElement>& element = inner_nodes ? path.walk.node : path.walk.edge;
  if (element == nullptr) {
    element = std::make_shared<GraphElement>(inner_nodes ? NewNode(binder, scope, path.name)
                                                         : NewEdge(binder, scope, path.name));
  }
  return *element;
}

/// Notes what is to be computed for every element of the path; the value over the whole path.
plan::ExprPtr Derive(Binder& binder, GraphElement& path, bool inner_nodes, GraphDerived::What what,
                     plan::ExprPtr value, Span span) {
  std::vector<GraphDerived>& list = inner_nodes ? path.walk.over_nodes : path.walk.over_edges;
  const bool map = what == GraphDerived::What::kMap;
  const plan::Column output = binder.NewColumn("", map ? Type::kDynamic : Type::kLong);
  list.push_back({what, std::move(value), output});
  // A path without such elements has no row in what is computed.
  const plan::Op op = plan::Op::kCoalesce;
  if (map) return plan::Apply(op, {plan::Ref(output, span), plan::Lit(Value::Dynamic("[]"))}, span);
  const plan::ExprPtr none = plan::Lit(Value::Long(0));
  const plan::ExprPtr count = plan::Apply(op, {plan::Ref(output, span), none}, span);
  return plan::Apply(what == GraphDerived::What::kAny ? plan::Op::kNe : plan::Op::kEq, {count, none}, span);
}

bool HasColumn(const RowScope& scope, std::string_view name) {
  if (scope.row == nullptr) return false;
  const std::vector<plan::Column>& columns = scope.row->columns();
  return std::any_of(columns.begin(), columns.end(), [&](const auto& c) { return c.name == name; });
}

}  // namespace

Status CheckGraph(const Relation& input, const syntax::Operator& whole) {
  if (input.graph != nullptr) return Ok();
  return FailAt(whole.keyword_span, "", ErrorCode::kSemantic, "{} takes a graph, as make-graph gives it",
                whole.keyword);
}

LetValue::Tabular ShareRows(Binder& binder, Relation rows, bool once) {
  return {std::move(rows), binder.ids().NextShared(), once};
}

Relation SameRows(const LetValue::Tabular& shared) {
  Relation rows = shared.relation;
  rows.node = plan::MakeNode(plan::Shared{shared.shared_id, shared.relation.node, shared.materialize}, {},
                             shared.relation.columns());
  return rows;
}

bool ReadsOutside(const plan::Node& node) {
  return !plan::OuterColumns(node).empty();
}

std::vector<plan::Column> GraphElement::properties() const {
  const size_t begin = kind == Kind::kNode ? Graph::kNodeHidden : Graph::kEdgeHidden;
  const std::vector<plan::Column>& all = row.columns();
  return {all.begin() + static_cast<std::ptrdiff_t>(begin),
          all.begin() + static_cast<std::ptrdiff_t>(properties_end)};
}

GraphElement NewNode(Binder& binder, GraphScope& scope, std::string name) {
  GraphElement element{GraphElement::Kind::kNode, std::move(name), binder.Reference(scope.tables.nodes)};
  element.properties_end = element.row.columns().size() - (scope.degrees ? 2 : 0);
  return element;
}

GraphElement NewEdge(Binder& binder, GraphScope& scope, std::string name) {
  GraphElement element{GraphElement::Kind::kEdge, std::move(name), binder.Reference(scope.tables.edges)};
  element.properties_end = element.row.columns().size();
  return element;
}

Result<PathArgument> FindPath(const syntax::Call& call, const GraphScope& scope, Span span) {
  PathArgument found;
  const syntax::Expr* argument = call.arguments.empty() ? nullptr : call.arguments.front().get();
  if (argument != nullptr) {
    const auto* inner = argument->As<syntax::Call>();
    if (inner != nullptr && inner->function.text == "inner_nodes" && inner->arguments.size() == 1) {
      found.inner_nodes = true;
      argument = inner->arguments.front().get();
    }
    if (const auto* name = argument->As<syntax::NameRef>()) {
      const auto at = scope.elements.find(name->name.text);
      if (at != scope.elements.end()) found.path = at->second;
    }
  }
  if (found.path == nullptr || found.path->kind != GraphElement::Kind::kPath) {
    return FailAt(span, "", ErrorCode::kSemantic,
                  "{}() takes a variable-length edge of the pattern, or inner_nodes() of one",
                  call.function.text);
  }
  return found;
}

Result<plan::ExprPtr> BindOverElement(Binder& binder, const syntax::Expr& expr, GraphScope& scope,
                                      const GraphElement& element) {
  // Only the properties can be named.
  Relation properties;
  const std::vector<plan::Column> columns = element.properties();
  plan::Project project;
  for (const plan::Column& column : columns) project.exprs.push_back(plan::Ref(column));
  properties.node = plan::MakeNode(std::move(project), {element.row.node}, columns);
  GraphScope inner = scope;
  inner.current = &element;
  const RowScope row{.row = &properties, .graph = &inner};
  return binder.BindScalar(expr, row);
}

Result<std::optional<plan::ExprPtr>> Binder::BindGraphName(const syntax::Name& name,
                                                           const syntax::Name* property,
                                                           const RowScope& scope, Span span) {
  if (scope.graph == nullptr || HasColumn(scope, name.text)) return std::nullopt;
  const auto at = scope.graph->elements.find(name.text);
  if (at == scope.graph->elements.end()) return std::nullopt;
  GraphElement& element = *at->second;
  const bool path = element.kind == GraphElement::Kind::kPath;
  if (path && scope.graph->current != nullptr) {
    return FailAt(name.span, "", ErrorCode::kSemantic,
                  "the variable-length edge '{}' cannot be named inside all(), any() or map()", name.text);
  }
  GraphElement& of = path ? WalkElement(*this, *scope.graph, element, false) : element;
  plan::ExprPtr value;
  if (property != nullptr) {
    TRY(value, PropertyOf(of, *property));
  } else {
    TRY(value, BagOf(*this, of, span));
  }
  if (!path) return value;
  // A property of a variable-length edge is the array of its values (Kusto docs, graph-match operator).
  return Derive(*this, element, false, GraphDerived::What::kMap, Convert(std::move(value), Type::kDynamic),
                span);
}

Result<std::optional<Bound>> Binder::BindGraphCall(const syntax::Call& call, const RowScope& scope,
                                                   Span span) {
  GraphScope& graph = *scope.graph;
  const std::string& name = call.function.text;
  const auto wants = [&](size_t least, size_t most) -> Status {
    if (call.arguments.size() >= least && call.arguments.size() <= most) return Ok();
    return FailAt(span, "KS119", ErrorCode::kSemantic, "{}() takes {} arguments here, and {} are given", name,
                  least == most ? fmt::format("{}", least) : fmt::format("{} or {}", least, most),
                  call.arguments.size());
  };
  if (name == "all" || name == "any" || name == "map") {
    TRY_OK(wants(2, 2));
    if (graph.current != nullptr) {
      return FailAt(span, "", ErrorCode::kSemantic, "{}() cannot stand inside all(), any() or map()", name);
    }
    TRY(const PathArgument argument, FindPath(call, graph, span));
    const GraphElement& element = WalkElement(*this, graph, *argument.path, argument.inner_nodes);
    TRY(plan::ExprPtr value, BindOverElement(*this, *call.arguments[1], graph, element));
    GraphDerived::What what = GraphDerived::What::kMap;
    if (name != "map") what = name == "all" ? GraphDerived::What::kAll : GraphDerived::What::kAny;
    value = Convert(std::move(value), name == "map" ? Type::kDynamic : Type::kBool);
    return Bound(Derive(*this, *argument.path, argument.inner_nodes, what, std::move(value), span));
  }
  if (name == "inner_nodes") {
    return FailAt(span, "", ErrorCode::kSemantic,
                  "inner_nodes() is only allowed as the first argument of all(), any() and map()");
  }
  if (name == "array_length" && call.arguments.size() == 1) {
    const auto* variable = call.arguments[0]->As<syntax::NameRef>();
    const auto at = variable == nullptr ? graph.elements.end() : graph.elements.find(variable->name.text);
    if (at == graph.elements.end() || at->second->kind != GraphElement::Kind::kPath) return std::nullopt;
    TRY(plan::ExprPtr length, CallNamed("array_length", {plan::Ref(at->second->edges, span)}, span));
    return Bound(std::move(length));
  }
  const bool degree = name == "node_degree_in" || name == "node_degree_out";
  if (!degree && name != "node_id" && name != "labels") return std::nullopt;

  TRY_OK(wants(0, 1));
  const GraphElement* element = graph.current;
  if (!call.arguments.empty()) {
    const auto* variable = call.arguments[0]->As<syntax::NameRef>();
    const auto at = variable == nullptr ? graph.elements.end() : graph.elements.find(variable->name.text);
    element = at == graph.elements.end() ? nullptr : at->second;
  }
  const bool fits = element != nullptr && (element->kind == GraphElement::Kind::kNode ||
                                           (name == "labels" && element->kind == GraphElement::Kind::kEdge));
  if (!fits) {
    return FailAt(span, "", ErrorCode::kSemantic, "{}() takes a node{} of the pattern", name,
                  name == "labels" ? " or an edge of fixed length" : "");
  }
  // Graphs of make-graph have no labels (Kusto docs, labels() graph function).
  if (name == "labels") return Bound(plan::Lit(Value::Dynamic("[]"), span));
  const std::vector<plan::Column>& columns = element->row.columns();
  if (name == "node_id") return Bound(plan::Ref(columns[1], span));
  if (!graph.degrees) return FailAt(span, "", ErrorCode::kNotSupported, "not supported here: {}()", name);
  return Bound(plan::Ref(columns[element->properties_end + (name == "node_degree_in" ? 0 : 1)], span));
}

Relation WithParts(Binder& binder, LetValue::Tabular nodes, LetValue::Tabular edges) {
  auto graph = std::make_shared<Graph>();
  graph->numbered = {std::move(nodes), std::move(edges)};
  Relation out = binder.Reference(graph->numbered.nodes);
  out.graph = std::move(graph);
  return out;
}

}  // namespace harrier::kql
