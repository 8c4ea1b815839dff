#include "kql/operators/graph_pattern.h"
#include "kql/operators/operator.h"

namespace harrier::kql {
namespace {

struct GraphMatchOp {
  std::vector<syntax::GraphPattern> patterns;
  syntax::ExprPtr where;
  std::vector<syntax::ExprPtr> project;
  bool has_project = false;
};

struct GraphShortestPathsOp {
  std::vector<syntax::GraphPattern> patterns;
  syntax::ExprPtr where;
  std::vector<syntax::ExprPtr> project;
  bool has_project = false;
};

syntax::GraphPatternNode ReadNode(Reader& in) {
  syntax::GraphPatternNode node;
  const uint32_t begin = in.Begin();
  in.Expect("(");
  node.name = in.AcceptName();
  in.Expect(")");
  node.span = in.From(begin);
  return node;
}

/// -[e]->, <-[e]-, -[e]-, -->, <--, --.
std::optional<syntax::GraphPatternEdge> ReadEdge(Reader& in) {
  syntax::GraphPatternEdge edge;
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
  edge.direction = forward    ? syntax::GraphPatternEdge::Direction::kForward
                   : backward ? syntax::GraphPatternEdge::Direction::kBackward
                              : syntax::GraphPatternEdge::Direction::kAny;
  edge.span = in.From(begin);
  return edge;
}

template <typename Op>
Op ReadPatterns(Reader& in) {
  Op match;
  do {
    syntax::GraphPattern pattern;
    pattern.nodes.push_back(ReadNode(in));
    while (std::optional<syntax::GraphPatternEdge> edge = ReadEdge(in)) {
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

void ReadGraphMatch(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  op.node = ReadPatterns<GraphMatchOp>(in);
}

void ReadGraphShortestPaths(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  op.node = ReadPatterns<GraphShortestPathsOp>(in);
}

using Cycles = plan::Paths::Cycles;
using Shortest = plan::Paths::Shortest;

Status CheckParameters(const syntax::Operator& whole, std::string_view known) {
  for (const syntax::Parameter& parameter : whole.parameters) {
    if (parameter.name.text == known || parameter.name.text.starts_with("hint.")) continue;
    return FailAt(parameter.name.span, "", ErrorCode::kNotSupported, "not supported: {} of {}",
                  parameter.name.text, whole.keyword);
  }
  return Ok();
}

template <typename Op>
Result<Relation> Match(Binder& binder, const Op& op, const syntax::Operator& whole, const Relation& input,
                       const MatchRules& rules) {
  if (!op.has_project) {
    return FailAt(whole.span, "", ErrorCode::kNotSupported, "not supported: {} without a project clause",
                  whole.keyword);
  }
  TRY(Pattern pattern, BindPattern(binder, *input.graph, {op.patterns, op.where, op.project}));
  Result<Relation> matched = MatchPattern(binder, std::move(pattern), rules);
  if (!matched && matched.error().span.begin == matched.error().span.end) matched.error().span = whole.span;
  return matched;
}

// Kusto docs, graph-match operator.
Result<Relation> BindGraphMatch(Binder& binder, const GraphMatchOp& op, const syntax::Operator& whole,
                                Relation input) {
  TRY_OK(CheckGraph(input, whole));
  TRY_OK(CheckParameters(whole, "cycles"));
  MatchRules rules;
  const std::string cycles = ParameterText(whole, "cycles");
  if (cycles == "all")
    rules.cycles = Cycles::kAll;
  else if (cycles == "none")
    rules.cycles = Cycles::kNone;
  else if (!cycles.empty() && cycles != "unique_edges")
    return FailAt(whole.span, "", ErrorCode::kSemantic, "cycles is all, none or unique_edges, not '{}'",
                  cycles);
  return Match(binder, op, whole, input, rules);
}

// Kusto docs, graph-shortest-paths operator. A shortest path comes back to no node.
Result<Relation> BindGraphShortestPaths(Binder& binder, const GraphShortestPathsOp& op,
                                        const syntax::Operator& whole, Relation input) {
  TRY_OK(CheckGraph(input, whole));
  TRY_OK(CheckParameters(whole, "output"));
  MatchRules rules{Cycles::kNone, Shortest::kAny};
  const std::string output = ParameterText(whole, "output");
  if (output == "all")
    rules.shortest = Shortest::kAll;
  else if (!output.empty() && output != "any")
    return FailAt(whole.span, "", ErrorCode::kSemantic, "output is any or all, not '{}'", output);
  const auto& edges = op.patterns.front().edges;
  const bool has_path =
      std::any_of(edges.begin(), edges.end(), [](const auto& edge) { return edge.min_hops != nullptr; });
  if (op.patterns.size() != 1 || !has_path) {
    return FailAt(whole.span, "", ErrorCode::kSemantic,
                  "graph-shortest-paths takes one sequence of nodes and edges, with a variable-length edge");
  }
  return Match(binder, op, whole, input, rules);
}

}  // namespace

const OperatorDef kGraphMatchOperator{
    {"graph-match"}, ReadGraphMatch, BindNode<GraphMatchOp, BindGraphMatch>};
const OperatorDef kGraphShortestPathsOperator{
    {"graph-shortest-paths"}, ReadGraphShortestPaths, BindNode<GraphShortestPathsOp, BindGraphShortestPaths>};

}  // namespace harrier::kql
