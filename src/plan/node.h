#pragma once

#include <optional>
#include <variant>

#include "plan/expr.h"
#include "plan/step_program.h"

/// The relational plan: what the binder makes and engines run. Nodes are immutable and shared; each lists its
/// output columns. A column that passes through a node keeps its id.
namespace harrier::plan {

/// Reads columns of a stored table. Output i is table column `source[i]`.
struct Scan {
  std::string table;
  std::vector<std::string> source;
  ExprPtr filter;  // may be null; over the output columns
};

/// Constant rows (datatable, print); expressions must not refer to columns. No columns and one row is the
/// unit table.
struct Values {
  std::vector<std::vector<ExprPtr>> rows;
};

/// One column from, from+step, … up to `to` inclusive (Kusto docs, range operator): long, int, real,
/// datetime, timespan. `step` is a timespan for datetimes.
struct Range {
  ExprPtr from, to, step;
};

struct Filter {
  ExprPtr predicate;
};

/// Output i is exprs[i]; a Ref of the same id passes a column on.
struct Project {
  std::vector<ExprPtr> exprs;
};

struct SortKey {
  ExprPtr expr;
  bool ascending = false;
  bool nulls_first = false;
};

/// Aggregates the engines have themselves.
enum class AggOp : uint8_t {
  kCount,  // no argument: rows; one argument: its non-null values
  kSum,    // real, long (wrapping), decimal, timespan; nothing gives 0
  kAvg,    // real over real; timespan and datetime over ticks; nothing gives null (NaN for real)
  kMin,
  kMax,
  kAny,     // some value, a non-null one where there is one
  kArgMax,  // args[0] key, the rest carried: outputs are the carried ones, of a row where the key is greatest
  kArgMin,
  kList,  // args[0] dynamic: a JSON array of the non-null values; args[1], if any: max size (literal long)
  kSet,   // the same with distinct values; order unspecified
  kCountDistinct,
  kStdev,  // sample; real
  kVariance,
  kStdevP,
  kVarianceP,
  kKernel,  // `kernel`
};

struct AggCall {
  AggOp op = AggOp::kCount;
  const runtime::AggregateKernel* kernel = nullptr;
  std::vector<ExprPtr> args{};
  ExprPtr filter{};               // may be null: only rows where it is true count
  bool keep_nulls = false;        // kList: nulls are listed too (make_list_with_nulls)
  std::vector<Column> outputs{};  // one, except for kArgMax/kArgMin
  /// kList: the order of the elements where the input is sorted; else empty.
  std::vector<SortKey> order_by{};
};

/// Output: keys, then the outputs of each aggregate. No keys: one row always.
struct Aggregate {
  std::vector<std::pair<Column, ExprPtr>> keys;
  std::vector<AggCall> aggs;
};

/// One row for each distinct value of the keys: some row of those (join kind=innerunique).
struct DistinctOn {
  std::vector<ExprPtr> keys;
};

/// `limit`: only the first rows (top). The order holds through Filter, Project, Limit and Unnest above it.
struct Sort {
  std::vector<SortKey> keys;
  ExprPtr limit;  // may be null; constant long
};

struct Limit {
  ExprPtr count;  // constant long
};

/// `count` rows at random.
struct Sample {
  ExprPtr count;
};

enum class JoinKind : uint8_t { kInner, kLeft, kRight, kFull, kSemi, kAnti, kCross };

/// Equi-join of inputs[0] and inputs[1]; null keys match each other. Output: left columns, then right columns
/// (left only for kSemi and kAnti). Strings of a side without a match are empty.
struct Join {
  JoinKind kind = JoinKind::kInner;
  std::vector<std::pair<ExprPtr, ExprPtr>> on;
};

/// Output column i stands for column i of every input.
struct Union {};

/// For every row of inputs[0], the rows of inputs[1], which may refer to columns of inputs[0]; output: both.
struct Lateral {};

/// Expands dynamic arrays (mv-expand): the elements of `sources` side by side, shorter ones padded with null;
/// bags give one single-pair bag each, or [key, value] with `bag_as_array`. A row whose sources are all empty
/// arrays vanishes; a null source counts as one null element; a scalar as itself. Output: input columns, one
/// dynamic column a source, then the index (0-based long) if wanted.
struct Unnest {
  std::vector<ExprPtr> sources{};
  bool bag_as_array = false;
  bool with_index = false;
  ExprPtr limit{};  // may be null: at most so many elements of a row
};

/// Window functions over the whole input, or over groups with equal `partition_by`.
enum class WindowOp : uint8_t {
  kRowNumber,  // 1-based long, in the order of `order_by`, or of the input when there is none
  kLag,        // args: value, offset (literal long), default (may be absent)
  kLead,
  kRunningSum,  // up to and with the row; nulls count as 0
  kRank,        // SQL's rank()
  kDenseRank,
  kRunningMax,
  kRunningMin,
  kTotalCount,  // rows of the partition
  kTotalSum,
  kLastValue,  // the last non-null value so far
  /// row_window_session (Kusto docs): args value (datetime, timespan or number), the greatest distance from
  /// the session's first value, the greatest one between neighbours, whether to begin anew (bool).
  kSession,
};

struct WindowCall {
  WindowOp op = WindowOp::kRowNumber;
  std::vector<ExprPtr> args{};
  std::vector<ExprPtr> partition_by{};
  std::vector<SortKey> order_by{};
  Column output{};
};

/// Output: input columns, then one column a call.
struct Window {
  std::vector<WindowCall> calls;
};

/// scan: the rows go through the steps of `program` in their order, each partition by itself from an empty
/// state. Output: input columns, then the match's number if the program has one, then the declared columns;
/// one row for each step that a row matches. `inputs` are what the program reads of a row.
struct StepScan {
  std::vector<ExprPtr> partition_by;
  std::vector<ExprPtr> inputs;
  std::shared_ptr<const StepProgram> program;
};

/// make-series: inputs[0] has the keys, a bin index (long, 0-based from `from`) and the aggregates' values,
/// one row each. Output: keys, one array a value (dynamic; JSON numbers, missing bins are the default), then
/// the axis (dynamic array of from, from+step, …).
struct MakeSeries {
  std::vector<ExprPtr> keys;
  ExprPtr bin;
  struct Series {
    ExprPtr value;
    ExprPtr default_value;
  };  // dynamic each
  std::vector<Series> series;
  Type axis_type = Type::kDatetime;
  ExprPtr from, step, count;  // count: number of bins, long
};

/// The paths of a graph between two sets of nodes (graph-match's variable-length edges, shortest paths).
/// Nodes and edges are numbers. inputs[0]: edges (edge, from, to); inputs[1]: nodes where paths begin; then,
/// if wanted, nodes where they may end, and nodes that they may pass. Output: first node, last node, the
/// array of edges, the array of nodes between. Too many paths are an error of the engine's,
/// ErrorCode::kLimit.
struct Paths {
  enum class Cycles : uint8_t { kAll, kUniqueEdges, kNone };
  enum class Shortest : uint8_t { kNo, kAny, kAll };
  int64_t min_hops = 1;
  int64_t max_hops = 1;
  bool undirected = false;
  Cycles cycles = Cycles::kUniqueEdges;
  /// Only the shortest of each pair of nodes, one or all of them; min_hops is 0 or 1 then.
  Shortest shortest = Shortest::kNo;
  bool has_ends = false;
  bool has_inner = false;
};

/// A reference to a subplan that several places use; columns are renamed position by position. `materialize`:
/// computed once, as the user asked. Definitions with one id are the same node.
struct Shared {
  int32_t id = 0;
  NodePtr definition;
  bool materialize = false;
};

/// Rows that the caller has at hand, by column (results of a subquery already run).
struct Inline {
  std::shared_ptr<const std::vector<std::vector<Value>>> rows;
};

struct Node {
  using Payload =
      std::variant<Scan, Values, Range, Filter, Project, Aggregate, DistinctOn, Sort, Limit, Sample, Join,
                   Union, Lateral, Unnest, Window, StepScan, MakeSeries, Paths, Shared, Inline>;
  Payload payload;
  std::vector<NodePtr> inputs;
  std::vector<Column> columns;

  template <typename T>
  const T* As() const {
    return std::get_if<T>(&payload);
  }
};

template <typename T>
NodePtr MakeNode(T payload, std::vector<NodePtr> inputs, std::vector<Column> columns) {
  return std::make_shared<const Node>(Node{std::move(payload), std::move(inputs), std::move(columns)});
}

/// Gives out column ids and shared-subplan ids for one query.
class IdSource {
 public:
  ColumnId NextColumn() { return next_column_++; }
  int32_t NextShared() { return next_shared_++; }

 private:
  ColumnId next_column_ = 1;
  int32_t next_shared_ = 1;
};

/// How a result wants to be drawn (Kusto docs, render operator): property names as Kusto's
/// @ExtendedProperties has them.
struct Visualization {
  std::string kind;
  std::vector<std::pair<std::string, Value>> properties;
};

/// One result table of a query.
struct ResultPlan {
  std::string name = "PrimaryResult";
  NodePtr root;
  std::optional<Visualization> visualization;
};

/// A query may have several results (fork, facet, batches).
struct Plan {
  std::vector<ResultPlan> results;
};

/// The plan as indented text, as `explain` and the goldens show it; ids are renumbered so that it is stable.
std::string Print(const Node& root);
std::string Print(const Expr& expr);

}  // namespace harrier::plan
