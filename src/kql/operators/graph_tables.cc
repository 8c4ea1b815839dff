#include "kql/binder/graph.h"
#include "kql/operators/operator.h"

namespace harrier::kql {
namespace {

using plan::Column;
using plan::ExprPtr;

/// The graph with other nodes or edges.
Relation WithParts(Binder& binder, LetValue::Tabular nodes, LetValue::Tabular edges) {
  auto graph = std::make_shared<Graph>();
  graph->numbered = {std::move(nodes), std::move(edges)};
  Relation out = binder.Reference(graph->numbered.nodes);
  out.graph = std::move(graph);
  return out;
}

Relation OfProperties(Binder& binder, const Relation& rows, size_t hidden, std::vector<NamedExpr> first) {
  for (size_t i = hidden; i < rows.columns().size(); ++i)
    first.push_back({rows.columns()[i].name, plan::Ref(rows.columns()[i]), {}});
  Relation out;
  out.node = rows.node;
  return binder.Project(out, std::move(first));
}

/// The hash of a node's id, which Kusto gives where a node's place is asked for.
Result<ExprPtr> HashOf(Binder& binder, const Column& id, Span span) {
  return binder.CallNamed("hash", {plan::Ref(id)}, span);
}

Result<Relation> NodesTable(Binder& binder, const Graph& graph,
                            const std::vector<syntax::Parameter>& parameters) {
  GraphTables tables = graph.by_id ? *graph.by_id : graph.numbered;
  const Relation nodes = binder.Reference(tables.nodes);
  std::vector<NamedExpr> first;
  for (const syntax::Parameter& parameter : parameters) {
    if (parameter.name.text != "with_node_id") {
      return FailAt(parameter.name.span, "", ErrorCode::kSemantic, "{} is a parameter of edges, not of nodes",
                    parameter.name.text);
    }
    TRY(ExprPtr hash, HashOf(binder, nodes.columns()[1], parameter.name.span));
    first.push_back({parameter.value->As<syntax::NameRef>()->name.text, std::move(hash), {}});
  }
  return OfProperties(binder, nodes, Graph::kNodeHidden, std::move(first));
}

Result<Relation> EdgesTable(Binder& binder, const Graph& graph,
                            const std::vector<syntax::Parameter>& parameters) {
  GraphTables tables = graph.by_id ? *graph.by_id : graph.numbered;
  Relation rows = binder.Reference(tables.edges);
  const std::vector<Column> edge = rows.columns();
  std::vector<NamedExpr> first;
  for (const syntax::Parameter& parameter : parameters) {
    if (parameter.name.text == "with_node_id") {
      return FailAt(parameter.name.span, "", ErrorCode::kSemantic,
                    "with_node_id is a parameter of nodes, not of edges");
    }
    const Column& end = edge[parameter.name.text == "with_source_id" ? 1 : 2];
    const std::string& name = parameter.value->As<syntax::NameRef>()->name.text;
    if (graph.by_id) {
      TRY(ExprPtr hash, HashOf(binder, end, parameter.name.span));
      first.push_back({name, std::move(hash), {}});
      continue;
    }
    const Relation node = binder.Reference(tables.nodes);
    std::vector<Column> columns = rows.columns();
    columns.insert(columns.end(), node.columns().begin(), node.columns().end());
    rows.node =
        plan::MakeNode(plan::Join{plan::JoinKind::kInner, {{plan::Ref(end), plan::Ref(node.columns()[0])}}},
                       {rows.node, node.node}, std::move(columns));
    TRY(ExprPtr hash, HashOf(binder, node.columns()[1], parameter.name.span));
    first.push_back({name, std::move(hash), {}});
  }
  for (size_t i = Graph::kEdgeHidden; i < edge.size(); ++i)
    first.push_back({edge[i].name, plan::Ref(edge[i]), {}});
  Relation out;
  out.node = rows.node;
  return binder.Project(out, std::move(first));
}

/// Binds a predicate over the properties of nodes or edges.
Result<ExprPtr> BindCondition(Binder& binder, const syntax::Expr& predicate, const GraphElement& element,
                              GraphScope& scope) {
  TRY(ExprPtr condition, BindOverElement(binder, predicate, scope, element));
  return binder.Convert(std::move(condition), Type::kBool);
}

GraphScope ScopeOf(const Graph& graph) {
  GraphScope scope;
  scope.tables = graph.numbered;
  return scope;
}

}  // namespace

// Kusto docs, graph-to-table operator. Tables with names can be used by later statements.
Result<Relation> BindGraphToTable(Binder& binder, const syntax::GraphToTableOp& op,
                                  const syntax::Operator& whole, Relation input) {
  TRY_OK(CheckGraph(input, whole));
  Relation last;
  for (size_t i = 0; i < op.outputs.size(); ++i) {
    const syntax::GraphToTableOp::Output& output = op.outputs[i];
    TRY(last, output.nodes ? NodesTable(binder, *input.graph, output.parameters)
                           : EdgesTable(binder, *input.graph, output.parameters));
    if (output.name) {
      LetValue::Tabular named = ShareRows(binder, std::move(last), false);
      last = binder.Reference(named);
      binder.environment()->names.insert_or_assign(output.name->text,
                                                   LetValue{std::move(named), output.name->span});
    }
    if (i + 1 < op.outputs.size()) {
      const std::string name = output.name ? output.name->text : output.nodes ? "Nodes" : "Edges";
      binder.side_results().push_back({name, last.node, std::nullopt});
    }
  }
  return last;
}

// Kusto docs, graph-mark-components operator.
Result<Relation> BindGraphMarkComponents(Binder& binder, const syntax::GraphMarkComponentsOp&,
                                         const syntax::Operator& whole, Relation input) {
  TRY_OK(CheckGraph(input, whole));
  std::string kind = "weak", property = "ComponentId";
  for (const syntax::Parameter& parameter : whole.parameters) {
    if (parameter.name.text == "kind") {
      kind = ParameterText(whole, "kind");
    } else if (parameter.name.text == "with_component_id") {
      property = ParameterText(whole, "with_component_id");
    } else {
      return FailAt(parameter.name.span, "", ErrorCode::kNotSupported, "not supported: {} of {}",
                    parameter.name.text, whole.keyword);
    }
  }
  if (kind != "weak" && kind != "strong")
    return FailAt(whole.span, "", ErrorCode::kSemantic, "kind is weak or strong, not '{}'", kind);
  const auto* kernel = runtime::AllKernels().FindAggregate("graph_components_" + kind);
  HARRIER_CHECK(kernel != nullptr);

  // The edges, and each node with itself, so that nodes without edges are counted too.
  LetValue::Tabular shared_nodes = input.graph->numbered.nodes, shared_edges = input.graph->numbered.edges;
  const Relation edges = binder.Reference(shared_edges), loops = binder.Reference(shared_nodes);
  const auto pair = [&](const Relation& rows, size_t from, size_t to) {
    std::vector<Column> ends{binder.NewColumn("", Type::kLong), binder.NewColumn("", Type::kLong)};
    return plan::MakeNode(plan::Project{{plan::Ref(rows.columns()[from]), plan::Ref(rows.columns()[to])}},
                          {rows.node}, std::move(ends));
  };
  const Column from = binder.NewColumn("", Type::kLong), to = binder.NewColumn("", Type::kLong);
  plan::NodePtr node = plan::MakeNode(plan::Union{}, {pair(edges, 1, 2), pair(loops, 0, 0)}, {from, to});
  const Column all = binder.NewColumn("", Type::kDynamic), component = binder.NewColumn("", Type::kDynamic);
  const Column index = binder.NewColumn("", Type::kLong);
  plan::Aggregate aggregate;
  aggregate.aggs.push_back({.op = plan::AggOp::kKernel,
                            .kernel = kernel,
                            .args = {plan::Ref(from), plan::Ref(to)},
                            .outputs = {all}});
  node = plan::MakeNode(std::move(aggregate), {std::move(node)}, {all});
  node = plan::MakeNode(plan::Unnest{.sources = {plan::Ref(all)}, .with_index = true}, {std::move(node)},
                        {all, component, index});
  const Column number = binder.NewColumn("", Type::kLong), id = binder.NewColumn(property, Type::kLong);
  node = plan::MakeNode(
      plan::Project{{plan::CallKernel("add_long", {plan::Ref(index), plan::Lit(Value::Long(1))}),
                     binder.Convert(plan::Ref(component), Type::kLong)}},
      {std::move(node)}, {number, id});

  Relation nodes = binder.Reference(shared_nodes);
  std::vector<Column> columns = nodes.columns();
  const Column own = columns.front();
  columns.insert(columns.end(), {number, id});
  nodes.node = plan::MakeNode(plan::Join{plan::JoinKind::kInner, {{plan::Ref(own), plan::Ref(number)}}},
                              {nodes.node, std::move(node)}, columns);
  std::erase_if(columns, [&](const Column& column) {
    return column.id == number.id || (column.name == property && column.id != id.id);
  });
  plan::Project project;
  for (const Column& column : columns) project.exprs.push_back(plan::Ref(column));
  nodes.node = plan::MakeNode(std::move(project), {nodes.node}, std::move(columns));
  return WithParts(binder, ShareRows(binder, std::move(nodes), true), input.graph->numbered.edges);
}

// Kusto docs, graph-where-nodes operator: an edge goes with either of its nodes.
Result<Relation> BindGraphWhereNodes(Binder& binder, const syntax::GraphWhereNodesOp& op,
                                     const syntax::Operator& whole, Relation input) {
  TRY_OK(CheckGraph(input, whole));
  GraphScope scope = ScopeOf(*input.graph);
  const GraphElement element = NewNode(binder, scope, "");
  TRY(ExprPtr condition, BindCondition(binder, *op.predicate, element, scope));
  const LetValue::Tabular nodes = ShareRows(binder, binder.Filter(element.row, std::move(condition)), true);
  LetValue::Tabular all_edges = input.graph->numbered.edges;
  Relation edges = binder.Reference(all_edges);
  const std::vector<Column> columns = edges.columns();
  for (const size_t end : {size_t{1}, size_t{2}}) {
    LetValue::Tabular shared = nodes;
    const Relation kept = binder.Reference(shared);
    edges.node = plan::MakeNode(
        plan::Join{plan::JoinKind::kSemi, {{plan::Ref(columns[end]), plan::Ref(kept.columns()[0])}}},
        {edges.node, kept.node}, columns);
  }
  return WithParts(binder, nodes, ShareRows(binder, std::move(edges), true));
}

// Kusto docs, graph-where-edges operator: the nodes stay.
Result<Relation> BindGraphWhereEdges(Binder& binder, const syntax::GraphWhereEdgesOp& op,
                                     const syntax::Operator& whole, Relation input) {
  TRY_OK(CheckGraph(input, whole));
  GraphScope scope = ScopeOf(*input.graph);
  const GraphElement element = NewEdge(binder, scope, "");
  TRY(ExprPtr condition, BindCondition(binder, *op.predicate, element, scope));
  Relation edges = binder.Filter(element.row, std::move(condition));
  return WithParts(binder, input.graph->numbered.nodes, ShareRows(binder, std::move(edges), true));
}

}  // namespace harrier::kql
