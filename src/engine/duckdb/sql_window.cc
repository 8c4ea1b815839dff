#include "engine/duckdb/sql_writer.h"

namespace harrier::engine::duckdb {
namespace {

using plan::Column;
using plan::Node;
using plan::WindowCall;
using plan::WindowOp;

/// Over the whole partition, whatever the order.
bool IsTotal(WindowOp op) {
  return op == WindowOp::kTotalCount || op == WindowOp::kTotalSum;
}

/// DuckDB computes it as the rows come by, in their order; every other window may shuffle them.
bool Streams(const WindowCall& call) {
  return call.partition_by.empty() && call.order_by.empty() && !IsTotal(call.op) &&
         call.op != WindowOp::kRank && call.op != WindowOp::kDenseRank;
}

bool HasFrame(WindowOp op) {
  return op == WindowOp::kRunningSum || op == WindowOp::kRunningMax || op == WindowOp::kRunningMin ||
         op == WindowOp::kLastValue;
}

}  // namespace

Result<std::string> SqlWriter::WindowFunction(const WindowCall& call, const std::string& input_order) {
  std::string over;
  if (!call.partition_by.empty()) {
    TRY(const std::string keys, ListSql(call.partition_by));
    over = "PARTITION BY " + keys;
  }
  std::string order;
  if (!call.order_by.empty()) {
    TRY(order, SortKeysSql(call.order_by));
  }
  // Equal keys keep the order of the input, so that running values are those of one definite order.
  if (!input_order.empty() && !IsTotal(call.op) && call.op != WindowOp::kRank &&
      call.op != WindowOp::kDenseRank) {
    order += (order.empty() ? "" : ", ") + input_order;
  }
  if (!order.empty()) over += (over.empty() ? "ORDER BY " : " ORDER BY ") + order;
  if (HasFrame(call.op)) over += over.empty() ? "ROWS UNBOUNDED PRECEDING" : " ROWS UNBOUNDED PRECEDING";
  over = " OVER (" + over + ")";

  std::string x;
  if (!call.args.empty()) {
    TRY(x, ExprSql(*call.args[0]));
  }
  const Type type = call.output.type;
  const auto text = [&](std::string sql) {
    return type == Type::kString ? "coalesce(" + sql + ", '')" : sql;
  };
  switch (call.op) {
    case WindowOp::kRowNumber:
      return "row_number()" + over;
    case WindowOp::kLag:
    case WindowOp::kLead: {
      const std::string_view function = call.op == WindowOp::kLag ? "lag" : "lead";
      TRY(const std::string args, ListSql(call.args));
      return text(fmt::format("{}({}){}", function, args, over));
    }
    case WindowOp::kRunningSum:
    case WindowOp::kTotalSum:
      return SumSql("sum(" + x + ")" + over, type);
    case WindowOp::kRank:
      return "rank()" + over;
    case WindowOp::kDenseRank:
      return "dense_rank()" + over;
    case WindowOp::kRunningMax:
      return "max(" + x + ")" + over;
    case WindowOp::kRunningMin:
      return "min(" + x + ")" + over;
    case WindowOp::kTotalCount:
      return "count(*)" + over;
    case WindowOp::kLastValue:
      return text("last_value(" + x + " IGNORE NULLS)" + over);
  }
  return Fail(ErrorCode::kInternal, "an unknown window function");
}

Result<Fragment> SqlWriter::VisitWindow(const Node& node, const plan::Window& window, bool ordered) {
  const Node& input = *node.inputs[0];
  bool reads_order = ordered;
  bool needs_numbers = false;
  for (const WindowCall& call : window.calls) {
    if (!IsTotal(call.op)) reads_order = true;
    if (!Streams(call) && (ordered || !IsTotal(call.op))) needs_numbers = true;
  }
  TRY(Fragment fragment, VisitOpen(input, reads_order));
  std::string input_order;
  if (needs_numbers) {
    const Column number{NewColumn(), "", Type::kLong};
    fragment.computed.emplace_back(number.id, "row_number() OVER ()");
    std::vector<Column> columns = input.columns;
    columns.push_back(number);
    fragment.sealed = true;
    fragment = Nest(fragment, columns);
    input_order = ColumnName(number.id);
  }
  for (const WindowCall& call : window.calls) {
    TRY(std::string text, WindowFunction(call, Streams(call) ? "" : input_order));
    fragment.computed.emplace_back(call.output.id, std::move(text));
  }
  fragment.sealed = true;
  if (ordered && needs_numbers) fragment.order_by = input_order;
  return fragment;
}

}  // namespace harrier::engine::duckdb
