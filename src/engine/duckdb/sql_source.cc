#include "engine/duckdb/literal.h"
#include "engine/duckdb/sql_writer.h"

namespace harrier::engine::duckdb {
namespace {

using plan::Column;
using plan::Node;

/// A constant below a row that already gives the columns their types.
std::string UntypedLiteral(const Value& value) {
  if (value.is_null()) return "NULL";
  if (std::holds_alternative<int64_t>(value.data())) return std::to_string(value.integer());
  return Literal(value);
}

std::string ColumnNames(const std::vector<Column>& columns) {
  std::string names;
  for (const Column& column : columns) names += (names.empty() ? "" : ", ") + ColumnName(column.id);
  return names;
}

}  // namespace

Result<Fragment> SqlWriter::VisitScan(const Node& node, const plan::Scan& scan) {
  TRY(Relation relation, tables_.Read(scan, node.columns));
  if (relation.hold != nullptr) holds_.push_back(std::move(relation.hold));
  Fragment fragment{.from = relation.sql + " AS " + NewName()};
  if (scan.filter != nullptr) {
    TRY(std::string condition, ExprSql(*scan.filter, Use::kCondition));
    fragment.where.push_back(std::move(condition));
  }
  return fragment;
}

Fragment SqlWriter::NoRows(const std::vector<Column>& columns) {
  Fragment fragment;
  for (const Column& column : columns) {
    fragment.computed.emplace_back(column.id, Literal(Value::Null(column.type)));
  }
  fragment.where.emplace_back("false");
  return fragment;
}

Fragment SqlWriter::Rows(const std::vector<Column>& columns,
                         const std::vector<std::vector<std::string>>& rows) {
  if (rows.empty()) return NoRows(columns);
  if (columns.empty()) {
    if (rows.size() == 1) return {};
    return {.from = fmt::format("range({}) AS {}", rows.size(), NewName())};
  }
  if (rows.size() == 1) {
    Fragment fragment;
    for (size_t i = 0; i < columns.size(); ++i) fragment.computed.emplace_back(columns[i].id, rows[0][i]);
    return fragment;
  }
  std::string from = "(VALUES ";
  for (size_t r = 0; r < rows.size(); ++r) {
    from += r == 0 ? "(" : ", (";
    for (size_t i = 0; i < columns.size(); ++i) {
      if (i > 0) from += ", ";
      from += rows[r][i];
    }
    from += ")";
  }
  return {.from = fmt::format("{}) AS {}({})", from, NewName(), ColumnNames(columns))};
}

Result<Fragment> SqlWriter::VisitValues(const Node& node, const plan::Values& values) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& row : values.rows) {
    std::vector<std::string>& texts = rows.emplace_back();
    for (size_t i = 0; i < row.size(); ++i) {
      if (row[i]->is_literal() && rows.size() > 1) {
        texts.push_back(UntypedLiteral(row[i]->value));
      } else {
        TRY(texts.emplace_back(), ExprSql(*row[i]));
      }
    }
  }
  return Rows(node.columns, rows);
}

Result<Fragment> SqlWriter::VisitInline(const Node& node, const plan::Inline& inlined) {
  std::vector<std::vector<std::string>> rows;
  for (const std::vector<Value>& row : *inlined.rows) {
    std::vector<std::string>& texts = rows.emplace_back();
    for (const Value& value : row) texts.push_back(rows.size() > 1 ? UntypedLiteral(value) : Literal(value));
  }
  return Rows(node.columns, rows);
}

Result<Fragment> SqlWriter::VisitRange(const Node& node, const plan::Range& range) {
  const Column& column = node.columns[0];
  TRY(const std::string from, ExprSql(*range.from));
  TRY(const std::string to, ExprSql(*range.to));
  TRY(const std::string step, ExprSql(*range.step));
  // A step of nothing would be an error or endless: no rows.
  if (column.type == Type::kReal) {
    const std::string steps = fmt::format("floor(({} - {}) / {})", to, from, step);
    const std::string index = fmt::format("unnest(generate_series(0, TRY_CAST({} AS BIGINT)))", steps);
    const std::string i = NewName();
    Fragment fragment{.from = fmt::format("(SELECT {} AS {}) AS {}", index, i, NewName())};
    fragment.computed.emplace_back(column.id, fmt::format("{} + {} * {}", from, i, step));
    return fragment;
  }
  const bool literals = range.from->is_literal() && range.to->is_literal() && range.step->is_literal();
  if (literals) {
    const Value& by = range.step->value;
    if (by.is_null() || by.integer() == 0 || range.from->value.is_null() || range.to->value.is_null()) {
      return NoRows(node.columns);
    }
    const std::string series =
        fmt::format("generate_series({}, {}, {})", Literal(Value::Long(range.from->value.integer())),
                    Literal(Value::Long(range.to->value.integer())), Literal(Value::Long(by.integer())));
    if (column.type != Type::kInt) {
      return Fragment{.from = fmt::format("{} AS {}({})", series, NewName(), ColumnName(column.id))};
    }
    return Fragment{.from = fmt::format("(SELECT i::INTEGER AS {} FROM {} AS {}(i)) AS {}",
                                        ColumnName(column.id), series, NewName(), NewName())};
  }
  return Fragment{
      .from = fmt::format("(SELECT unnest(generate_series({}::BIGINT, {}::BIGINT, nullif({}, 0)::BIGINT))"
                          "::{} AS {}) AS {}",
                          from, to, step, SqlType(column.type), ColumnName(column.id), NewName())};
}

}  // namespace harrier::engine::duckdb
