#pragma once

#include "kql/syntax/expression.h"

/// The tabular operators, one struct each (Kusto docs, the page of the same name). Every operator keeps its
/// `key=value` parameters (kind=, hint.*=, isfuzzy=…) in Operator::parameters, the names lower-cased only
/// where Kusto ignores case.
namespace harrier::kql::syntax {

struct AsOp {
  Name name;
};
struct ConsumeOp {};
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
struct FacetOp {
  std::vector<ExprPtr> columns;
  std::vector<OperatorPtr> with;
};
struct FilterOp {
  ExprPtr predicate;
};  // where, filter
struct FindOp {  // find [withsource=X] [in (tables)] where p [project …]
  std::vector<ExprPtr> tables;
  ExprPtr predicate;
  std::vector<ColumnDecl> project;  // kUnknown type where not written
  bool smart = false;               // project-smart
  bool pack_all = false;            // project pack(*)
  std::vector<ColumnDecl> project_away;
};
struct ForkOp {
  struct Branch {
    std::optional<Name> name;
    std::vector<OperatorPtr> operators;
  };
  std::vector<Branch> branches;
};
struct GetSchemaOp {};
struct InvokeOp {
  ExprPtr call;
};
struct JoinOp {
  ExprPtr right;
  std::vector<ExprPtr> on;
  Span on_span{};
};  // kind= in parameters
struct LookupOp {
  ExprPtr right;
  std::vector<ExprPtr> on;
  Span on_span{};
};
struct MacroExpandOp {
  ExprPtr entity_group;
  Name scope;
  std::vector<StatementPtr> statements;
};
struct MakeSeriesOp {
  struct Aggregate {
    ExprPtr call;
    ExprPtr default_value;
  };  // call may be Named
  std::vector<Aggregate> aggregates;
  ExprPtr axis;            // on …; may be Named
  ExprPtr from, to, step;  // `in range(a, b, c)` gives them too
  bool in_range = false;
  std::vector<ExprPtr> by;
};
struct MvItem {
  ExprPtr expr;
  Type to_type = Type::kUnknown;
  Span span{};
};  // expr may be Named
struct MvExpandOp {
  std::vector<MvItem> items;
  ExprPtr limit;
};  // kind=, with_itemindex= in parameters
struct MvApplyOp {
  std::vector<MvItem> items;
  ExprPtr limit;
  std::optional<Name> context_id;
  std::vector<OperatorPtr> on;
};
/// A piece of a parse pattern: a literal, `*`, or a column with a type.
struct ParsePiece {
  enum class Kind { kStar, kText, kColumn };
  Kind kind;
  std::string text;
  ColumnDecl column;
  Span span{};
};
struct ParseOp {
  bool where = false;
  ExprPtr subject;
  std::vector<ParsePiece> pattern;
};  // parse, parse-where
struct ParseKvOp {
  ExprPtr subject;
  std::vector<ColumnDecl> columns;
  std::vector<Parameter> properties;
};
struct PartitionOp {
  ExprPtr by;
  std::vector<OperatorPtr> operators;
  ExprPtr subquery;
};  // ( … ) or { … }
struct PartitionByOp {
  ExprPtr by;
  std::optional<Name> id;
  std::vector<OperatorPtr> operators;
};  // __partitionby
struct PrintOp {
  std::vector<ExprPtr> items;
};
struct ProjectOp {
  std::vector<ExprPtr> items;
};
struct ProjectAwayOp {
  std::vector<ExprPtr> columns;
};  // names and wildcards
struct ProjectByNamesOp {
  std::vector<ExprPtr> columns;
};
struct ProjectKeepOp {
  std::vector<ExprPtr> columns;
};
struct ProjectRenameOp {
  std::vector<ExprPtr> items;
};
struct SortKey {
  ExprPtr expr;
  std::optional<bool> ascending;
  std::optional<bool> nulls_first;
};
struct ReorderKey {
  ExprPtr column;
  enum class Order { kNone, kAsc, kDesc, kGrannyAsc, kGrannyDesc } order = Order::kNone;
};
struct ProjectReorderOp {
  std::vector<ReorderKey> columns;
};
struct RangeOp {
  Name name;
  ExprPtr from, to, step;
};
struct ReduceOp {
  ExprPtr by;
  std::vector<Parameter> properties;
};
struct RenderOp {
  Name chart;
  std::vector<Parameter> properties;
};
struct SampleOp {
  ExprPtr count;
};
struct SampleDistinctOp {
  ExprPtr count;
  ExprPtr of;
};
struct ScanStep {
  Name name;
  bool optional = false;
  std::optional<std::string> output;  // last, none, all
  ExprPtr condition;
  std::vector<ExprPtr> assignments;  // Named
};
struct ScanOp {
  std::vector<SortKey> order_by;
  std::vector<ExprPtr> partition_by;
  std::vector<ColumnDecl> declare;
  std::vector<ScanStep> steps;
};
struct SearchOp {
  std::vector<ExprPtr> tables;
  ExprPtr predicate;
};  // in (tables); kind= in parameters
struct SerializeOp {
  std::vector<ExprPtr> items;
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
struct TopHittersOp {
  ExprPtr count;
  ExprPtr of;
  ExprPtr by;
};
struct TopNestedClause {
  ExprPtr count;
  ExprPtr of;
  ExprPtr others;
  ExprPtr by;
  std::optional<bool> ascending;
};
struct TopNestedOp {
  std::vector<TopNestedClause> clauses;
};
struct UnionOp {
  std::vector<ExprPtr> tables;
};  // as an operator and as a source; names may have wildcards

/// Graph operators (Kusto docs, graph operators). A pattern alternates nodes and edges.
struct MakeGraphOp {
  ExprPtr source, target;  // column names
  struct NodeTable {
    ExprPtr table;
    ExprPtr id;
  };
  std::vector<NodeTable> with;
  std::optional<Name> with_node_id;
  ExprPtr partitioned_by;
  std::vector<OperatorPtr> partition_operators;
};
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
struct GraphMatchOp {
  std::vector<GraphPattern> patterns;
  ExprPtr where;
  std::vector<ExprPtr> project;
  bool has_project = false;
};
struct GraphShortestPathsOp {
  std::vector<GraphPattern> patterns;
  ExprPtr where;
  std::vector<ExprPtr> project;
  bool has_project = false;
};
struct GraphMarkComponentsOp {};
struct GraphWhereNodesOp {
  ExprPtr predicate;
};
struct GraphWhereEdgesOp {
  ExprPtr predicate;
};
struct GraphToTableOp {
  struct Output {
    bool nodes;
    std::optional<Name> name;
    std::vector<Parameter> parameters;
  };
  std::vector<Output> outputs;
};

/// An operator name that KQL does not have; its diagnostic has been reported.
struct InvalidOp {};

struct Operator {
  using Node =
      std::variant<InvalidOp, AsOp, ConsumeOp, CountOp, DistinctOp, EvaluateOp, ExtendOp, FacetOp, FilterOp,
                   FindOp, ForkOp, GetSchemaOp, InvokeOp, JoinOp, LookupOp, MacroExpandOp, MakeSeriesOp,
                   MvExpandOp, MvApplyOp, ParseOp, ParseKvOp, PartitionOp, PartitionByOp, PrintOp, ProjectOp,
                   ProjectAwayOp, ProjectByNamesOp, ProjectKeepOp, ProjectRenameOp, ProjectReorderOp, RangeOp,
                   ReduceOp, RenderOp, SampleOp, SampleDistinctOp, ScanOp, SearchOp, SerializeOp, SortOp,
                   SummarizeOp, TakeOp, TopOp, TopHittersOp, TopNestedOp, UnionOp, MakeGraphOp, GraphMatchOp,
                   GraphShortestPathsOp, GraphMarkComponentsOp, GraphWhereNodesOp, GraphWhereEdgesOp,
                   GraphToTableOp>;
  Node node;
  std::vector<Parameter>
      parameters;       // kind=, hint.*=, isfuzzy=, withsource=, with_itemindex=, bagexpansion=…
  std::string keyword;  // as written: "where", "filter", "mvexpand"…
  Span keyword_span{};
  Span span{};

  template <typename T>
  const T* As() const {
    return std::get_if<T>(&node);
  }
};

}  // namespace harrier::kql::syntax
