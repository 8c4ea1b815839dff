#include "engine/duckdb/sql_writer.h"

namespace harrier::engine::duckdb {
namespace {

using plan::AggCall;
using plan::AggOp;
using plan::Column;
using plan::Node;

std::string OrNothing(const std::string& text, Type type) {
  return type == Type::kString ? "coalesce(" + text + ", '')" : text;
}

/// A statistic that DuckDB refuses to compute over infinities.
std::string FiniteOnly(std::string_view function, const std::string& x, const std::string& condition) {
  const std::string all = condition.empty() ? "" : " AND " + condition;
  return fmt::format(
      "CASE WHEN coalesce(bool_or(NOT isfinite({1})){3}, false) THEN 'nan'::DOUBLE ELSE {0}({1}) FILTER "
      "(WHERE "
      "isfinite({1}){2}) END",
      function, x, all, condition.empty() ? "" : " FILTER (WHERE " + condition + ")");
}

}  // namespace

std::string SumSql(const std::string& sum, Type type) {
  if (type == Type::kReal || type == Type::kDecimal) {
    return fmt::format("coalesce({}, 0)::{}", sum, SqlType(type));
  }
  // sum(BIGINT) is a HUGEINT; what does not fit wraps, as in Kusto.
  constexpr std::string_view kWrap =
      "((({0} + 9223372036854775808::HUGEINT) % 18446744073709551616::HUGEINT + "
      "18446744073709551616::HUGEINT) % "
      "18446744073709551616::HUGEINT - 9223372036854775808::HUGEINT)::BIGINT";
  const std::string wrapped = fmt::format(fmt::runtime(kWrap), sum);
  const std::string value = fmt::format("coalesce(TRY_CAST({} AS BIGINT), {}, 0)", sum, wrapped);
  return type == Type::kInt ? fmt::format("TRY_CAST({} AS INTEGER)", value) : value;
}

Result<std::string> SqlWriter::ListCall(const AggCall& call, const std::string& condition) {
  TRY(std::string x, ExprSql(*call.args[0]));
  if (call.keep_nulls) x = "coalesce(" + x + ", 'null')";
  std::string filter = condition;
  if (!call.keep_nulls) filter += (filter.empty() ? "" : " AND ") + x + " IS NOT NULL";
  if (!filter.empty()) filter = " FILTER (WHERE " + filter + ")";
  std::string order;
  if (!call.order_by.empty()) {
    TRY(const std::string keys, SortKeysSql(call.order_by));
    order = " ORDER BY " + keys;
  }
  const std::string distinct = call.op == AggOp::kSet ? "DISTINCT " : "";
  std::string items;
  if (call.args.size() > 1) {
    TRY(const std::string limit, CountSql(*call.args[1]));
    items = fmt::format("array_to_string((list({}{}{}){})[1:{}], ',')", distinct, x, order, filter, limit);
  } else {
    items = fmt::format("string_agg({}{}, ','{}){}", distinct, x, order, filter);
  }
  return "'[' || coalesce(" + items + ", '') || ']'";
}

Result<std::string> SqlWriter::AggregateCall(const AggCall& call, bool maybe_empty) {
  std::string condition;
  if (call.filter != nullptr) {
    TRY(condition, ExprSql(*call.filter, Use::kCondition));
  }
  const std::string suffix = condition.empty() ? "" : " FILTER (WHERE " + condition + ")";
  const Type type = call.outputs[0].type;
  maybe_empty = maybe_empty || call.filter != nullptr;
  if (call.op == AggOp::kList || call.op == AggOp::kSet) return ListCall(call, condition);
  if (call.op == AggOp::kCount && call.args.empty()) return "count(*)" + suffix;
  if (call.op == AggOp::kKernel) {
    TRY(std::string text, ListSql(call.args));
    if (!call.order_by.empty()) {
      TRY(const std::string keys, SortKeysSql(call.order_by));
      text += " ORDER BY " + keys;
    }
    return fmt::format("kql_{}({}){}", call.kernel->name, text, suffix);
  }
  TRY(const std::string x, ExprSql(*call.args[0]));
  const auto simple = [&](std::string_view function) { return fmt::format("{}({}){}", function, x, suffix); };
  const auto text = [&](std::string_view function) {
    return maybe_empty ? OrNothing(simple(function), type) : simple(function);
  };
  switch (call.op) {
    case AggOp::kCount:
      return simple("count");
    case AggOp::kCountDistinct:
      return fmt::format("count(DISTINCT {}){}", x, suffix);
    case AggOp::kSum:
      return SumSql(simple("sum"), type);
    case AggOp::kAvg:
      if (type == Type::kReal) return fmt::format("coalesce({}, 'nan'::DOUBLE)", simple("avg"));
      if (type == Type::kDecimal) return fmt::format("({})::DECIMAL(38,18)", simple("avg"));
      return fmt::format("({} // {})::BIGINT", simple("sum"), simple("count"));
    case AggOp::kMin:
      return text("min");
    case AggOp::kMax:
      return text("max");
    case AggOp::kAny:
      return text("any_value");
    case AggOp::kStdev:
      return FiniteOnly("stddev_samp", x, condition);
    case AggOp::kVariance:
      return FiniteOnly("var_samp", x, condition);
    case AggOp::kStdevP:
      return FiniteOnly("stddev_pop", x, condition);
    case AggOp::kVarianceP:
      return FiniteOnly("var_pop", x, condition);
    default:
      return Fail(ErrorCode::kInternal, "an unknown aggregate");
  }
}

Result<Fragment> SqlWriter::VisitAggregate(const Node& node, const plan::Aggregate& aggregate) {
  const Node& input = *node.inputs[0];
  if (node.columns.empty()) return Fragment{};
  TRY(Fragment fragment, VisitOpen(input, false));
  std::vector<Column> columns;
  std::vector<std::pair<plan::ColumnId, std::string>> unpacked;
  for (const auto& [column, key] : aggregate.keys) {
    TRY(std::string text, ExprSql(*key));
    columns.push_back(column);
    if (!fragment.group_by.empty()) fragment.group_by += ", ";
    fragment.group_by += std::to_string(columns.size());
    fragment.computed.emplace_back(column.id, std::move(text));
  }
  for (const AggCall& call : aggregate.aggs) {
    if (call.op != AggOp::kArgMax && call.op != AggOp::kArgMin) {
      TRY(std::string text, AggregateCall(call, aggregate.keys.empty()));
      columns.push_back(call.outputs[0]);
      fragment.computed.emplace_back(call.outputs[0].id, std::move(text));
      continue;
    }
    if (call.outputs.empty()) continue;
    // The carried values travel as one struct, so that all are of one row.
    TRY(const std::string key, ExprSql(*call.args[0]));
    std::string fields;
    const Column packed{NewColumn(), "", Type::kUnknown};
    for (size_t i = 0; i < call.outputs.size(); ++i) {
      const Column& output = call.outputs[i];
      TRY(const std::string value, ExprSql(*call.args[i + 1]));
      fields += fmt::format("{}{}: {}", i == 0 ? "" : ", ", ColumnName(output.id), value);
      unpacked.emplace_back(output.id, OrNothing(fmt::format("struct_extract({}, '{}')",
                                                             ColumnName(packed.id), ColumnName(output.id)),
                                                 output.type));
    }
    std::string suffix;
    if (call.filter != nullptr) {
      TRY(const std::string condition, ExprSql(*call.filter, Use::kCondition));
      suffix = " FILTER (WHERE " + condition + ")";
    }
    columns.push_back(packed);
    fragment.computed.emplace_back(
        packed.id, fmt::format("{}({{{}}}, {}){}", call.op == AggOp::kArgMax ? "arg_max" : "arg_min", fields,
                               key, suffix));
  }
  fragment.sealed = true;
  if (unpacked.empty()) return fragment;
  Fragment outer = Nest(fragment, columns);
  outer.computed = std::move(unpacked);
  return outer;
}

}  // namespace harrier::engine::duckdb
