#pragma once

#include "kql/binder/binder.h"

/// Graphs and graph patterns while a query is being bound. In the plan a graph is two tables: nodes and
/// edges, both numbered; an edge names its nodes by their numbers.
namespace harrier::kql {

struct GraphTables {
  /// Columns: number (1, 2…), id, then the properties.
  LetValue::Tabular nodes;
  /// Columns: number, number of the source node, number of the target node, then the properties.
  LetValue::Tabular edges;
};

struct Graph {
  static constexpr size_t kNodeHidden = 2;
  static constexpr size_t kEdgeHidden = 3;
  GraphTables numbered;
  /// The same with ids where nodes' numbers stand: enough, and cheaper, where no path is searched. Absent
  /// once the graph has been changed.
  std::optional<GraphTables> by_id;
};

/// An operator over graphs has one before it.
Status CheckGraph(const Relation& input, const syntax::Operator& whole);

/// A table that several parts of a plan read; its definition is not to be computed twice if `once`.
LetValue::Tabular ShareRows(Binder& binder, Relation rows, bool once);
/// The same rows under the same column ids: for plans that read one set of rows in two places that never meet
/// in one row.
Relation SameRows(const LetValue::Tabular& shared);

/// True if the rows depend on a row outside (partition, mv-apply): then what two places read of them is
/// computed twice, and numbers given to rows need not agree.
bool ReadsOutside(const plan::Node& node);

/// Where all(), any() and map() compute something for every element of a path.
struct GraphDerived {
  enum class What : uint8_t { kAll, kAny, kMap };
  What what = What::kMap;
  plan::ExprPtr value;
  plan::Column output;
};

/// One element of a pattern: a node, an edge, or a variable-length edge, which is a path.
struct GraphElement {
  enum class Kind : uint8_t { kNode, kEdge, kPath };
  Kind kind = Kind::kNode;
  std::string name;  // empty: anonymous
  /// Nodes and edges: the hidden columns, the properties, and the degrees of nodes if they are wanted.
  Relation row{};
  size_t properties_end = 0;
  /// Paths: the arrays of numbers.
  plan::Column edges{}, inner{};

  /// What is computed over a path's edges and inner nodes, for the clause that is being bound.
  struct Walk {
    std::shared_ptr<GraphElement> edge, node;
    std::vector<GraphDerived> over_edges, over_nodes;
  };
  Walk walk{};

  std::vector<plan::Column> properties() const;
  const plan::Column& number() const { return row.columns()[0]; }
};

/// The variables of a pattern.
struct GraphScope {
  std::map<std::string, GraphElement*, std::less<>> elements;
  GraphTables tables;
  /// Nodes have two columns more at their end: how many edges come in, how many go out.
  bool degrees = false;
  /// Inside all(), any() and map(): the element that the condition is about.
  const GraphElement* current = nullptr;
};

GraphElement NewNode(Binder& binder, GraphScope& scope, std::string name);
GraphElement NewEdge(Binder& binder, GraphScope& scope, std::string name);

/// The path that all(), any() and map() are about: `e` or `inner_nodes(e)`; fails if it is none.
struct PathArgument {
  GraphElement* path = nullptr;
  bool inner_nodes = false;
};
Result<PathArgument> FindPath(const syntax::Call& call, const GraphScope& scope, Span span);

/// Binds an expression over the properties of one element.
Result<plan::ExprPtr> BindOverElement(Binder& binder, const syntax::Expr& expr, GraphScope& scope,
                                      const GraphElement& element);

/// The graph of these nodes and edges.
Relation WithParts(Binder& binder, LetValue::Tabular nodes, LetValue::Tabular edges);

}  // namespace harrier::kql
