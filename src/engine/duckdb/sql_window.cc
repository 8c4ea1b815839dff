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

/// A column that numbers the rows in the order in which they come: a streaming row number, as prev() and the
/// like have it made for them. -1 if there is none.
plan::ColumnId Ordinal(const Node& node) {
  if (const auto* window = node.As<plan::Window>()) {
    for (const WindowCall& call : window->calls) {
      if (call.op == WindowOp::kRowNumber && Streams(call)) return call.output.id;
    }
  }
  const bool keeps = node.As<plan::Window>() != nullptr || node.As<plan::Filter>() != nullptr ||
                     node.As<plan::Project>() != nullptr || node.As<plan::Limit>() != nullptr;
  if (!keeps) return -1;
  const plan::ColumnId below = Ordinal(*node.inputs[0]);
  const bool passed = std::any_of(node.columns.begin(), node.columns.end(),
                                  [below](const Column& column) { return column.id == below; });
  return passed ? below : -1;
}

/// The call without an order that is the input's own.
WindowCall Simplified(const WindowCall& call, plan::ColumnId ordinal) {
  WindowCall simple = call;
  const bool own = call.order_by.size() == 1 && call.order_by[0].ascending &&
                   call.order_by[0].expr->kind == plan::Expr::Kind::kColumn &&
                   call.order_by[0].expr->column == ordinal;
  if (own) simple.order_by.clear();
  return simple;
}

bool ReadsInputOrder(const WindowCall& call) {
  return !IsTotal(call.op) && call.order_by.empty();
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
  if (ReadsInputOrder(call)) order = input_order;
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
      TRY(std::string args, ListSql(call.args));
      if (type == Type::kString && call.args.size() == 2) args += ", ''";
      return fmt::format("{}({}){}", function, args, over);
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
    case WindowOp::kSession:
      break;  // stands in a node of its own
  }
  return Fail(ErrorCode::kInternal, "an unknown window function");
}

Result<Fragment> SqlWriter::VisitWindow(const Node& node, const plan::Window& window, bool ordered) {
  const Node& input = *node.inputs[0];
  if (window.calls.size() == 1 && window.calls[0].op == WindowOp::kSession) {
    return VisitSession(node, window.calls[0], ordered);
  }
  const plan::ColumnId ordinal = Ordinal(input);
  bool reads_order = ordered;
  bool needs_numbers = false;
  std::vector<WindowCall> calls;
  for (const WindowCall& call : window.calls) {
    calls.push_back(Simplified(call, ordinal));
    if (ReadsInputOrder(calls.back())) reads_order = true;
    if (!Streams(calls.back()) && (ordered || ReadsInputOrder(calls.back()))) needs_numbers = true;
  }
  TRY(Fragment fragment, VisitOpen(input, reads_order));
  std::string input_order;
  if (needs_numbers && ordinal >= 0) {
    input_order = ColumnName(ordinal);
  } else if (needs_numbers) {
    const Column number{NewColumn(), "", Type::kLong};
    fragment.computed.emplace_back(number.id, "row_number() OVER ()");
    std::vector<Column> columns = input.columns;
    columns.push_back(number);
    fragment.sealed = true;
    fragment = Nest(fragment, columns);
    input_order = ColumnName(number.id);
  }
  for (const WindowCall& call : calls) {
    TRY(std::string text, WindowFunction(call, Streams(call) ? "" : input_order));
    fragment.computed.emplace_back(call.output.id, std::move(text));
  }
  fragment.sealed = true;
  if (ordered && needs_numbers) fragment.order_by = input_order;
  return fragment;
}

}  // namespace harrier::engine::duckdb
