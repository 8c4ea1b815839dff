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

/// A key that is worse than all others where it is null: a row with such a key is taken only if there is none
/// better, as Kusto does.
std::string OrWorst(const std::string& key, Type type, bool max) {
  std::string_view worst;
  switch (type) {
    case Type::kInt:
      worst = max ? "(-2147483648)::INTEGER" : "2147483647::INTEGER";
      break;
    case Type::kLong:
    case Type::kDatetime:
    case Type::kTimespan:
      worst = max ? "(-9223372036854775808)::BIGINT" : "9223372036854775807::BIGINT";
      break;
    case Type::kReal:
      worst = max ? "'-inf'::DOUBLE" : "'nan'::DOUBLE";
      break;
    case Type::kBool:
      worst = max ? "false" : "true";
      break;
    default:
      return key;
  }
  return fmt::format("coalesce({}, {})", key, worst);
}

/// A statistic that DuckDB refuses to compute over infinities: it sees none, and gives NaN if there is one.
/// Of too few values it is NaN too, as an average of nothing is.
std::string FiniteOnly(std::string_view function, const std::string& x, const std::string& suffix) {
  return fmt::format(
      "CASE WHEN coalesce(bool_or(NOT isfinite({1})){2}, false) THEN 'nan'::DOUBLE ELSE "
      "coalesce({0}(CASE WHEN isfinite({1}) THEN {1} END){2}, 'nan'::DOUBLE) END",
      function, x, suffix);
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

Result<std::string> SqlWriter::ListCall(const AggCall& call, const std::string& suffix) {
  // Texts go in as they are: to make JSON of each value would cost more than to collect them.
  const plan::Expr& value = *call.args[0];
  const bool of_texts = value.kind == plan::Expr::Kind::kKernel &&
                        value.kernel->name == "string_to_dynamic" && call.order_by.empty();
  TRY(std::string x, ExprSql(of_texts ? *value.args[0] : value));
  if (call.keep_nulls && !of_texts) x = "coalesce(" + x + ", 'null')";
  std::string limit;
  if (call.args.size() > 1) {
    TRY(limit, CountSql(*call.args[1]));
  }
  if (!call.order_by.empty()) return OrderedListSql(call, x, limit);
  if (limit.empty()) limit = std::to_string(std::numeric_limits<int64_t>::max());
  return fmt::format("kql_engine_{}{}({}, {}){}", call.op == AggOp::kSet ? "set" : "list",
                     of_texts ? "_text" : "", x, limit, suffix);
}

Result<std::string> SqlWriter::OrderedListSql(const AggCall& call, const std::string& x,
                                              const std::string& limit) {
  // DuckDB's own functions: with ORDER BY it hands the states of C functions over wrongly (1.5.6).
  TRY(const std::string keys, SortKeysSql(call.order_by));
  std::string filter = call.keep_nulls ? "" : x + " IS NOT NULL";
  if (call.filter != nullptr) {
    TRY(const std::string condition, ExprSql(*call.filter, Use::kCondition));
    filter += (filter.empty() ? "" : " AND ") + condition;
  }
  if (!filter.empty()) filter = " FILTER (WHERE " + filter + ")";
  const std::string items =
      limit.empty()
          ? fmt::format("string_agg({}, ',' ORDER BY {}){}", x, keys, filter)
          : fmt::format("array_to_string((list({} ORDER BY {}){})[1:{}], ',')", x, keys, filter, limit);
  return "'[' || coalesce(" + items + ", '') || ']'";
}

Result<std::string> SqlWriter::FilterSql(const AggCall& call) {
  if (call.filter == nullptr) return "";
  TRY(const std::string condition, ExprSql(*call.filter, Use::kCondition));
  return " FILTER (WHERE " + condition + ")";
}

Result<std::string> SqlWriter::AggregateCall(const AggCall& call, bool maybe_empty) {
  TRY(const std::string suffix, FilterSql(call));
  const Type type = call.outputs[0].type;
  maybe_empty = maybe_empty || call.filter != nullptr;
  if (call.op == AggOp::kList || call.op == AggOp::kSet) return ListCall(call, suffix);
  if (call.op == AggOp::kCount && call.args.empty()) return "count(*)" + suffix;
  if (call.op == AggOp::kKernel) {
    TRY(const std::string text, ListSql(call.args));
    // DuckDB copies the texts that an aggregate is given; a hash of them it computes once for a dictionary's.
    if (call.kernel->name == "dcount_string")
      return fmt::format("kql_dcount_hash(kql_distinct_hash({})){}", text, suffix);
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
      return FiniteOnly("stddev_samp", x, suffix);
    case AggOp::kVariance:
      return FiniteOnly("var_samp", x, suffix);
    case AggOp::kStdevP:
      return FiniteOnly("stddev_pop", x, suffix);
    case AggOp::kVarianceP:
      return FiniteOnly("var_pop", x, suffix);
    default:
      return Fail(ErrorCode::kInternal, "an unknown aggregate");
  }
}

Result<Fragment> SqlWriter::VisitAggregate(const Node& node, const plan::Aggregate& aggregate) {
  const Node& input = *node.inputs[0];
  if (node.columns.empty()) return Fragment{};
  TRY(Fragment fragment, VisitOpen(input, false));
  std::vector<Column> columns;
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
    // Each carried value by an arg_max of its own: all see the same keys in the same order and take a row
    // only if its key is greater, so that they agree on it even among equal keys; a struct costs twice as
    // much.
    TRY(const std::string key, ExprSql(*call.args[0]));
    TRY(const std::string suffix, FilterSql(call));
    for (size_t i = 0; i < call.outputs.size(); ++i) {
      const Column& output = call.outputs[i];
      TRY(const std::string value, ExprSql(*call.args[i + 1]));
      const bool max = call.op == AggOp::kArgMax;
      const std::string text = value == key
                                   ? fmt::format("{}({}){}", max ? "max" : "min", key, suffix)
                                   : fmt::format("{}({}, {}){}", max ? "arg_max_null" : "arg_min_null", value,
                                                 OrWorst(key, call.args[0]->type, max), suffix);
      columns.push_back(output);
      fragment.computed.emplace_back(output.id, OrNothing(text, output.type));
    }
  }
  fragment.sealed = true;
  return fragment;
}

}  // namespace harrier::engine::duckdb
