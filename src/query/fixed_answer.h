#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/value.h"
#include "query/session.h"

namespace harrier::query {

/// A result whose rows are at hand: what management commands answer, and what comes from another server.
struct FixedTable {
  std::string name = "PrimaryResult";
  std::vector<plan::Column> columns;
  std::vector<runtime::ColumnBuilder> cells;  // one a column, equally long
  std::optional<plan::Visualization> visualization{};

  FixedTable() = default;
  /// Columns as (name, type) pairs.
  explicit FixedTable(const std::vector<std::pair<std::string, Type>>& schema);
  /// One value a column, each of the column's type.
  void AddRow(const std::vector<Value>& row);
  size_t rows() const { return cells.empty() ? 0 : cells.front().size(); }
};

/// `failure`: what comes after the last row of the last table, if anything.
std::unique_ptr<Answer> AnswerOf(std::vector<FixedTable> tables, std::optional<Error> failure = std::nullopt);

}  // namespace harrier::query
