#include "kql/binder/graph.h"
#include "kql/operators/operator.h"

// Kusto docs, graph-where-nodes and graph-where-edges operators.
namespace harrier::kql {
namespace {

using plan::Column;
using plan::ExprPtr;

struct GraphWhereNodesOp {
  syntax::ExprPtr predicate;
};
struct GraphWhereEdgesOp {
  syntax::ExprPtr predicate;
};

void ReadGraphWhereNodes(Reader& in, syntax::Operator& op) {
  op.node = GraphWhereNodesOp{in.ReadExpression()};
}

void ReadGraphWhereEdges(Reader& in, syntax::Operator& op) {
  op.node = GraphWhereEdgesOp{in.ReadExpression()};
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

// Kusto docs, graph-where-nodes operator: an edge goes with either of its nodes.
Result<Relation> BindGraphWhereNodes(Binder& binder, const GraphWhereNodesOp& op,
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
Result<Relation> BindGraphWhereEdges(Binder& binder, const GraphWhereEdgesOp& op,
                                     const syntax::Operator& whole, Relation input) {
  TRY_OK(CheckGraph(input, whole));
  GraphScope scope = ScopeOf(*input.graph);
  const GraphElement element = NewEdge(binder, scope, "");
  TRY(ExprPtr condition, BindCondition(binder, *op.predicate, element, scope));
  Relation edges = binder.Filter(element.row, std::move(condition));
  return WithParts(binder, input.graph->numbered.nodes, ShareRows(binder, std::move(edges), true));
}

}  // namespace

const OperatorDef kGraphWhereNodesOperator{
    {"graph-where-nodes"}, ReadGraphWhereNodes, BindNode<GraphWhereNodesOp, BindGraphWhereNodes>};
const OperatorDef kGraphWhereEdgesOperator{
    {"graph-where-edges"}, ReadGraphWhereEdges, BindNode<GraphWhereEdgesOp, BindGraphWhereEdges>};

}  // namespace harrier::kql
