#include "kql/operators/graph_pattern.h"
#include "kql/operators/operator.h"

namespace harrier::kql {
namespace {

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

}  // namespace

// Kusto docs, graph-match operator.
Result<Relation> BindGraphMatch(Binder& binder, const syntax::GraphMatchOp& op, const syntax::Operator& whole,
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
Result<Relation> BindGraphShortestPaths(Binder& binder, const syntax::GraphShortestPathsOp& op,
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

}  // namespace harrier::kql
