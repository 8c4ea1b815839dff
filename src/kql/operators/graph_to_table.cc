#include "kql/binder/graph.h"
#include "kql/operators/operator.h"

// Kusto docs, graph-to-table operator. Tables with names can be used by later statements.
namespace harrier::kql {
namespace {

using plan::Column;
using plan::ExprPtr;

/// with_node_id = name, with_source_id = name, with_target_id = name, blanks between them.
std::vector<syntax::Parameter> ReadIdNames(Reader& in) {
  std::vector<syntax::Parameter> parameters;
  while (in.At("with_node_id") || in.At("with_source_id") || in.At("with_target_id")) {
    syntax::Parameter parameter;
    parameter.name = in.ReadName("a parameter");
    in.Expect("=");
    syntax::Name name = in.ReadName("a column name");
    const Span span = name.span;
    parameter.value = syntax::MakeExpr(span, syntax::NameRef{std::move(name)});
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

void ReadGraphToTable(Reader& in, syntax::Operator& op) {
  syntax::GraphToTableOp table;
  do {
    syntax::GraphToTableOp::Output output{};
    output.nodes = in.At("nodes");
    if (!in.Accept("nodes")) in.Expect("edges");
    if (in.Accept("as")) output.name = in.ReadName("a name");
    output.parameters = ReadIdNames(in);
    if (!output.name && in.Accept("as")) output.name = in.ReadName("a name");
    table.outputs.push_back(std::move(output));
  } while (in.Accept(","));
  op.node = std::move(table);
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

}  // namespace

const OperatorDef kGraphToTableOperator{
    {"graph-to-table"}, ReadGraphToTable, BindNode<syntax::GraphToTableOp, BindGraphToTable>};

}  // namespace harrier::kql
