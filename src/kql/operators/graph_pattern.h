#pragma once

#include "kql/binder/graph.h"

/// A graph pattern as graph-match and graph-shortest-paths are given it, bound but not yet planned.
namespace harrier::kql {

struct PatternLeg {
  using Direction = syntax::GraphPatternEdge::Direction;
  size_t left = 0, right = 0;  // indexes of Pattern::nodes
  Direction direction = Direction::kForward;
  std::unique_ptr<GraphElement> edge{};
  int64_t min_hops = 1, max_hops = 1;
  /// Paths: conditions that each edge and each inner node must meet, over these elements.
  std::shared_ptr<GraphElement> edge_filter{}, node_filter{};
  std::vector<plan::ExprPtr> edge_conditions{}, node_conditions{};

  bool is_path() const { return edge->kind == GraphElement::Kind::kPath; }
};

struct Pattern {
  std::vector<std::unique_ptr<GraphElement>> nodes;
  std::vector<PatternLeg> legs;
  GraphScope scope;
  /// What `where` says and no single path's elements answer; and what must be computed over paths for it.
  std::vector<plan::ExprPtr> conditions;
  std::vector<std::pair<size_t, GraphElement::Walk>> where_walks;  // by leg
  std::vector<NamedExpr> project;
  std::vector<std::pair<size_t, GraphElement::Walk>> project_walks;
};

struct PatternClauses {
  const std::vector<syntax::GraphPattern>& patterns;
  const syntax::ExprPtr& where;
  const std::vector<syntax::ExprPtr>& project;
};

Result<Pattern> BindPattern(Binder& binder, const Graph& graph, const PatternClauses& clauses);

/// How a pattern may match.
struct MatchRules {
  plan::Paths::Cycles cycles = plan::Paths::Cycles::kUniqueEdges;
  plan::Paths::Shortest shortest = plan::Paths::Shortest::kNo;
};

/// The pattern's matches, as the rows of its project clause.
Result<Relation> MatchPattern(Binder& binder, Pattern pattern, const MatchRules& rules);

}  // namespace harrier::kql
