#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/duckdb/fragment.h"
#include "engine/duckdb/table_source.h"
#include "plan/node.h"

namespace harrier::engine::duckdb {

/// What the engine is told, and what must stay in place while it runs.
struct Statement {
  std::string sql;
  std::vector<std::shared_ptr<const void>> holds;
};

/// Writes a plan as one SELECT whose columns are the root's, in order. One writer writes one plan.
class SqlWriter {
 public:
  explicit SqlWriter(TableSource& tables) : tables_(tables) {}
  Result<Statement> Write(const plan::Node& root);

 private:
  /// Where the expression stands: in a condition, null is as good as false.
  enum class Use { kValue, kCondition };

  // sql_writer.cc: nodes of one input, and what all of them need.
  /// `ordered`: the order of the rows matters to whoever reads them.
  Result<Fragment> Visit(const plan::Node& node, bool ordered);
  Result<Fragment> VisitFilter(const plan::Node& node, const plan::Filter& filter, bool ordered);
  Result<Fragment> VisitProject(const plan::Node& node, const plan::Project& project, bool ordered);
  Result<Fragment> VisitSort(const plan::Node& node, const plan::Sort& sort, bool ordered);
  Result<Fragment> VisitLimit(const plan::Node& node, const plan::Limit& limit);
  Result<std::string> CountSql(const plan::Expr& count);
  Result<Fragment> VisitSample(const plan::Node& node, const plan::Sample& sample);
  Result<Fragment> VisitDistinctOn(const plan::Node& node, const plan::DistinctOn& distinct);
  Result<Fragment> VisitShared(const plan::Node& node, const plan::Shared& shared, bool ordered);
  Status DefineShared(const plan::Shared& shared);
  /// The fragment with its outputs as columns, open for any clause.
  Fragment Nest(const Fragment& fragment, const std::vector<plan::Column>& columns);
  /// The SELECT of `wanted` alone, one of the fragment's outputs.
  std::string RenderOne(const Fragment& fragment, const std::vector<plan::Column>& columns,
                        const plan::Column& wanted);
  /// An open fragment over the node.
  Result<Fragment> VisitOpen(const plan::Node& node, bool ordered);
  /// The node as a relation with a name of its own, for FROM and JOIN.
  Result<std::string> VisitRelation(const plan::Node& node, bool ordered);
  std::string AsRelation(const Fragment& fragment, const std::vector<plan::Column>& columns);
  std::string NewName() { return fmt::format("t{}", ++names_); }
  /// A column of the writer's own, beyond the ids of any plan.
  plan::ColumnId NewColumn() { return kOwnColumns + ++names_; }

  // sql_source.cc: nodes without inputs.
  Result<Fragment> VisitScan(const plan::Node& node, const plan::Scan& scan);
  Result<Fragment> VisitValues(const plan::Node& node, const plan::Values& values);
  Result<Fragment> VisitInline(const plan::Node& node, const plan::Inline& inlined);
  Result<Fragment> VisitRange(const plan::Node& node, const plan::Range& range);
  Fragment NoRows(const std::vector<plan::Column>& columns);
  Fragment Rows(const std::vector<plan::Column>& columns, const std::vector<std::vector<std::string>>& rows);

  // sql_join.cc
  Result<Fragment> VisitJoin(const plan::Node& node, const plan::Join& join);
  Result<Fragment> VisitLateral(const plan::Node& node);
  Result<Fragment> VisitUnion(const plan::Node& node, bool ordered);

  // sql_aggregate.cc
  Result<Fragment> VisitAggregate(const plan::Node& node, const plan::Aggregate& aggregate);
  Result<std::string> AggregateCall(const plan::AggCall& call, bool maybe_empty);
  Result<std::string> FilterSql(const plan::AggCall& call);
  Result<std::string> OrderedListSql(const plan::AggCall& call, const std::string& x,
                                     const std::string& limit);
  Result<std::string> ListCall(const plan::AggCall& call, const std::string& suffix);

  // sql_window.cc
  Result<Fragment> VisitWindow(const plan::Node& node, const plan::Window& window, bool ordered);
  Result<std::string> WindowFunction(const plan::WindowCall& call, const std::string& input_order);

  // sql_sequence.cc
  /// Columns of rows that are numbered in their order; -1 where there is none.
  struct Sequenced {
    plan::ColumnId number = -1;
    plan::ColumnId first = -1;     // bool: a partition begins
    plan::ColumnId original = -1;  // the place before the rows were put by partition
  };
  Result<Fragment> VisitNumbered(const plan::Node& input, const std::vector<plan::ExprPtr>& partition_by,
                                 Sequenced& sequenced);
  /// No clause that is added above goes below it.
  Fragment Fence(const Fragment& fragment, std::vector<plan::Column> columns);
  Result<Fragment> VisitStepScan(const plan::Node& node, const plan::StepScan& scan, bool ordered);
  Result<Fragment> VisitSession(const plan::Node& node, const plan::WindowCall& call, bool ordered);

  // sql_unnest.cc, sql_series.cc, sql_graph.cc
  Result<Fragment> VisitUnnest(const plan::Node& node, const plan::Unnest& unnest, bool ordered);
  Result<Fragment> VisitMakeSeries(const plan::Node& node, const plan::MakeSeries& series);
  Result<Fragment> VisitPaths(const plan::Node& node, const plan::Paths& paths);

  // sql_expr.cc
  Result<std::string> ExprSql(const plan::Expr& expr, Use use = Use::kValue);
  Result<std::string> OpSql(const plan::Expr& expr, Use use);
  Result<std::string> LogicSql(const plan::Expr& expr, Use use);
  Result<std::string> ComparisonSql(const plan::Expr& expr, Use use);
  Result<std::string> InSql(const plan::Expr& expr, Use use);
  Result<std::string> CaseSql(const plan::Expr& expr);
  Result<std::string> CallSql(std::string_view function, const std::vector<plan::ExprPtr>& args);
  Result<std::string> ScalarSubquerySql(const plan::Expr& expr);
  Result<std::string> InSubquerySql(const plan::Expr& expr, Use use);
  Result<std::string> SortKeysSql(const std::vector<plan::SortKey>& keys);
  /// Expressions separated by commas.
  Result<std::string> ListSql(const std::vector<plan::ExprPtr>& exprs);

  static constexpr plan::ColumnId kOwnColumns = 1'000'000'000;

  TableSource& tables_;
  int names_ = 0;
  /// Definitions of shared subplans, in the order in which they must stand in WITH.
  std::vector<std::string> definitions_;
  std::set<int32_t> defined_;
  /// Those of them that have a last column with the rows' numbers, since WITH keeps no order.
  std::set<int32_t> numbered_;
  std::vector<std::shared_ptr<const void>> holds_;
};

/// True if the value cannot be null.
bool NeverNull(const plan::Expr& expr);

/// A sum's HUGEINT as a long that wraps; nothing gives 0. Reals and decimals: 0 for nothing.
std::string SumSql(const std::string& sum, Type type);

}  // namespace harrier::engine::duckdb
