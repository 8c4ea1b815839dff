#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/ticks.h"
#include "engine/duckdb/database.h"
#include "engine/duckdb/literal.h"

/// For tests of the dialect: plans by hand, rows as text.
namespace harrier::engine::duckdb {

/// A value as tests write it: "null", "7", "1.5", "abc", "true".
inline std::string Text(const Value& v) {
  if (v.is_null()) return "null";
  switch (v.type()) {
    case Type::kBool:
      return v.boolean() ? "true" : "false";
    case Type::kReal:
      return std::isnan(v.real()) ? "nan" : fmt::format("{}", v.real());
    case Type::kDecimal:
      return DecimalText(v.decimal());
    case Type::kGuid:
      return Literal(v).substr(1, 36);
    case Type::kString:
    case Type::kDynamic:
      return v.text();
    default:
      return std::to_string(v.integer());
  }
}

/// A database in memory, with builders of small plans.
class EngineTest : public testing::Test {
 protected:
  void SetUp() override {
    DatabaseOptions options;
    options.clock = &clock_;
    options.threads = 4;
    auto opened = Database::Open(options);
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    database_ = std::move(*opened);
  }

  plan::Column NewColumn(std::string name, Type type) { return {ids_.NextColumn(), std::move(name), type}; }

  /// Constant rows; columns are made for them.
  plan::NodePtr Rows(const std::vector<Type>& types, const std::vector<std::vector<Value>>& rows) {
    std::vector<plan::Column> columns;
    for (const Type type : types) columns.push_back(NewColumn("v", type));
    plan::Values values;
    for (const auto& row : rows) {
      auto& exprs = values.rows.emplace_back();
      for (const Value& value : row) exprs.push_back(plan::Lit(value));
    }
    return plan::MakeNode(std::move(values), {}, std::move(columns));
  }

  /// Numbers from 0 to n-1.
  plan::NodePtr Numbers(int64_t n) {
    return plan::MakeNode(plan::Range{Long(0), Long(n - 1), Long(1)}, {}, {NewColumn("n", Type::kLong)});
  }

  static plan::ExprPtr Long(int64_t v) { return plan::Lit(Value::Long(v)); }
  static plan::ExprPtr Real(double v) { return plan::Lit(Value::Real(v)); }
  static plan::ExprPtr Str(std::string v) { return plan::Lit(Value::String(std::move(v))); }
  static plan::ExprPtr Col(const plan::NodePtr& node, size_t i) { return plan::Ref(node->columns[i]); }

  plan::NodePtr Where(const plan::NodePtr& input, plan::ExprPtr predicate) {
    return plan::MakeNode(plan::Filter{std::move(predicate)}, {input}, input->columns);
  }

  /// New columns from expressions.
  plan::NodePtr Select(const plan::NodePtr& input, std::vector<plan::ExprPtr> exprs) {
    std::vector<plan::Column> columns;
    for (const auto& expr : exprs) columns.push_back(NewColumn("e", expr->type));
    return plan::MakeNode(plan::Project{std::move(exprs)}, {input}, std::move(columns));
  }

  /// Passes the input's columns on and adds one.
  plan::NodePtr Extend(const plan::NodePtr& input, const plan::ExprPtr& expr) {
    std::vector<plan::Column> columns = input->columns;
    std::vector<plan::ExprPtr> exprs;
    for (const auto& column : columns) exprs.push_back(plan::Ref(column));
    exprs.push_back(expr);
    columns.push_back(NewColumn("e", expr->type));
    return plan::MakeNode(plan::Project{std::move(exprs)}, {input}, std::move(columns));
  }

  plan::NodePtr OrderBy(const plan::NodePtr& input, std::vector<plan::SortKey> keys,
                        plan::ExprPtr limit = {}) {
    return plan::MakeNode(plan::Sort{std::move(keys), std::move(limit)}, {input}, input->columns);
  }

  /// One row of one column: an expression's value.
  std::string Eval(const plan::ExprPtr& expr) {
    const auto rows = Run(Select(Rows({}, {{}}), {expr}));
    return rows.size() == 1 ? rows[0] : fmt::format("{} rows", rows.size());
  }

  /// The rows, cells joined by '|'; a failure is the only row, as "error CODE: message".
  std::vector<std::string> Run(const plan::NodePtr& root, const RunOptions& options = {}) {
    std::vector<std::string> rows;
    auto stream = database_->engine().Run(*root, options);
    if (!stream) return {Failed(stream.error())};
    while (true) {
      auto chunk = (*stream)->Next();
      if (!chunk) return {Failed(chunk.error())};
      if (!*chunk) return rows;
      for (size_t r = 0; r < (*chunk)->rows; ++r) {
        std::string& row = rows.emplace_back();
        for (size_t c = 0; c < (*chunk)->columns.size(); ++c) {
          row += (c == 0 ? "" : "|") + Text(runtime::ValueAt((*chunk)->columns[c], r));
        }
      }
    }
  }

  std::vector<std::string> Sorted(const plan::NodePtr& root) {
    auto rows = Run(root);
    std::sort(rows.begin(), rows.end());
    return rows;
  }

  std::string Failed(const Error& error) {
    return fmt::format("error {}: {}", static_cast<int>(error.code), error.message);
  }

  std::string Sql(const plan::NodePtr& root) { return database_->engine().Explain(*root).value(); }

  FixedClock clock_{638'000'000'000'000'000};
  std::unique_ptr<Database> database_;
  plan::IdSource ids_;
};

using Texts = std::vector<std::string>;

}  // namespace harrier::engine::duckdb
