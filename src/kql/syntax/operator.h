#pragma once

#include <any>

#include "kql/syntax/expression.h"

namespace harrier::kql {
struct OperatorDef;
}

/// The tabular operators as read (Kusto docs, the page of the same name). What only one operator's file in
/// kql/operators looks at is defined there; here is what others look at too.
namespace harrier::kql::syntax {

struct AsOp {
  Name name;
};
struct CountOp {};
struct DistinctOp {
  std::vector<ExprPtr> columns;
};  // may hold Star
struct EvaluateOp {
  ExprPtr call;
  std::vector<ColumnDecl> schema;
  bool schema_star = false;
  bool has_schema = false;
};
struct ExtendOp {
  std::vector<ExprPtr> items;
};
struct FilterOp {
  ExprPtr predicate;
};  // where, filter
struct PrintOp {
  std::vector<ExprPtr> items;
};
/// A key of sort, top or scan.
struct SortKey {
  ExprPtr expr;
  std::optional<bool> ascending;
  std::optional<bool> nulls_first;
};
struct SortOp {
  std::vector<SortKey> keys;
};  // sort, order
struct SummarizeOp {
  std::vector<ExprPtr> aggregates;
  std::vector<ExprPtr> by;
  bool has_by = false;
  ExprPtr bin;
};
struct TakeOp {
  ExprPtr count;
};  // take, limit
struct TopOp {
  ExprPtr count;
  SortKey key;
};
struct UnionOp {
  std::vector<ExprPtr> tables;
};  // as an operator and as a source; names may have wildcards
/// A pattern of graph-match and graph-shortest-paths alternates nodes and edges.
struct GraphPatternNode {
  std::optional<Name> name;
  Span span{};
};
struct GraphPatternEdge {
  std::optional<Name> name;
  enum class Direction { kForward, kBackward, kAny } direction = Direction::kForward;
  ExprPtr min_hops, max_hops;  // e*1..5
  Span span{};
};
struct GraphPattern {
  std::vector<GraphPatternNode> nodes;
  std::vector<GraphPatternEdge> edges;
};
struct GraphToTableOp {
  struct Output {
    bool nodes;
    std::optional<Name> name;
    std::vector<Parameter> parameters;
  };
  std::vector<Output> outputs;
};

/// One operator of a pipe. Its `key=value` parameters (kind=, hint.*=, isfuzzy=, withsource=…) are kept
/// apart, their names lower-cased only where Kusto ignores case.
struct Operator {
  const OperatorDef* def = nullptr;  // null: KQL has no such operator, and its diagnostic has been reported
  std::any node;                     // the operator's own struct
  std::vector<Parameter> parameters;
  std::string keyword;  // as written: "where", "filter", "mvexpand"…
  Span keyword_span{};
  Span span{};

  template <typename T>
  const T* As() const {
    return std::any_cast<T>(&node);
  }
};

}  // namespace harrier::kql::syntax
