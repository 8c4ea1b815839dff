#include "kql/parser/operator_readers.h"

// Graph operators (Kusto docs, graph operators).
namespace harrier::kql {

using namespace syntax;  // NOLINT: the grammar is about little else

namespace {

GraphPatternNode ReadNode(Reader& in) {
  GraphPatternNode node;
  const uint32_t begin = in.Begin();
  in.Expect("(");
  node.name = in.AcceptName();
  in.Expect(")");
  node.span = in.From(begin);
  return node;
}

/// -[e]->, <-[e]-, -[e]-, -->, <--, --.
std::optional<GraphPatternEdge> ReadEdge(Reader& in) {
  GraphPatternEdge edge;
  const uint32_t begin = in.Begin();
  bool backward = false;
  if (in.At("<") && in.Peek(1).Is("-")) {
    in.Take();
    backward = true;
  }
  if (!in.Accept("-")) return std::nullopt;
  if (in.Accept("[")) {
    edge.name = in.AcceptName();
    if (in.Accept("*")) {
      edge.min_hops = in.ReadPrimary();
      in.Expect("..");
      edge.max_hops = in.ReadPrimary();
    }
    in.Expect("]");
    in.Expect("-");
  } else {
    in.Expect("-");
  }
  const bool forward = in.Accept(">");
  edge.direction = forward    ? GraphPatternEdge::Direction::kForward
                   : backward ? GraphPatternEdge::Direction::kBackward
                              : GraphPatternEdge::Direction::kAny;
  edge.span = in.From(begin);
  return edge;
}

template <typename Op>
Op ReadPatterns(Reader& in) {
  Op match;
  do {
    GraphPattern pattern;
    pattern.nodes.push_back(ReadNode(in));
    while (std::optional<GraphPatternEdge> edge = ReadEdge(in)) {
      pattern.edges.push_back(std::move(*edge));
      pattern.nodes.push_back(ReadNode(in));
    }
    match.patterns.push_back(std::move(pattern));
  } while (in.Accept(","));
  if (in.Accept("where")) match.where = in.ReadExpression();
  if (in.Accept("project")) {
    match.has_project = true;
    match.project = in.ReadNamedList();
  }
  return match;
}

/// with_node_id = name, with_source_id = name, with_target_id = name, blanks between them.
std::vector<Parameter> ReadIdNames(Reader& in) {
  std::vector<Parameter> parameters;
  while (in.At("with_node_id") || in.At("with_source_id") || in.At("with_target_id")) {
    Parameter parameter;
    parameter.name = in.ReadName("a parameter");
    in.Expect("=");
    Name name = in.ReadName("a column name");
    const Span span = name.span;
    parameter.value = MakeExpr(span, NameRef{std::move(name)});
    parameters.push_back(std::move(parameter));
  }
  return parameters;
}

}  // namespace

void ReadMakeGraph(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters();
  MakeGraphOp graph;
  graph.source = in.ReadPostfix();
  in.Expect("-");
  in.Expect("-");
  in.Expect(">");
  graph.target = in.ReadPostfix();
  if (in.Accept("with_node_id")) {
    in.Expect("=");
    graph.with_node_id = in.ReadName("a column name");
  } else if (in.Accept("with")) {
    if (in.Accept("with_node_id")) {
      in.Expect("=");
      graph.with_node_id = in.ReadName("a column name");
    } else {
      do {
        MakeGraphOp::NodeTable nodes;
        nodes.table = in.ReadTableInList();
        in.Expect("on");
        nodes.id = in.ReadPostfix();
        graph.with.push_back(std::move(nodes));
      } while (in.Accept(","));
    }
  }
  size_t tokens = 0;
  if (in.PeekDashed(&tokens) == "partitioned-by") {
    for (size_t i = 0; i < tokens; ++i) in.Take();
    // No postfix: the bracket that follows is not a call's.
    Name column = in.ReadName("a column name");
    const Span span = column.span;
    graph.partitioned_by = MakeExpr(span, NameRef{std::move(column)});
    in.Expect("(");
    graph.partition_operators = in.ReadSubPipeline(")");
  }
  op.node = std::move(graph);
}

void ReadGraphMatch(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters();
  op.node = ReadPatterns<GraphMatchOp>(in);
}

void ReadGraphShortestPaths(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters();
  op.node = ReadPatterns<GraphShortestPathsOp>(in);
}

void ReadGraphMarkComponents(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters(true);
  op.node = GraphMarkComponentsOp{};
}

void ReadGraphWhereNodes(Reader& in, Operator& op) {
  op.node = GraphWhereNodesOp{in.ReadExpression()};
}
void ReadGraphWhereEdges(Reader& in, Operator& op) {
  op.node = GraphWhereEdgesOp{in.ReadExpression()};
}

void ReadGraphToTable(Reader& in, Operator& op) {
  GraphToTableOp table;
  do {
    GraphToTableOp::Output output{};
    output.nodes = in.At("nodes");
    if (!in.Accept("nodes")) in.Expect("edges");
    if (in.Accept("as")) output.name = in.ReadName("a name");
    output.parameters = ReadIdNames(in);
    if (!output.name && in.Accept("as")) output.name = in.ReadName("a name");
    table.outputs.push_back(std::move(output));
  } while (in.Accept(","));
  op.node = std::move(table);
}

}  // namespace harrier::kql
