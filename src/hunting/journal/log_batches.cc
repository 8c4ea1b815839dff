#include "hunting/journal/log_batches.h"

#include <map>

namespace harrier::hunting {
namespace {

/// The table's columns that some row names. A row's type that is not the column's is a mistake of its maker.
Result<runtime::Batch> BatchOf(const catalog::Table& table, std::span<const LogRow* const> rows) {
  runtime::Batch batch;
  batch.table = table.name;
  std::map<std::string_view, size_t> places;
  for (const LogRow* row : rows) {
    for (const auto& [name, value] : row->cells) {
      if (places.contains(name)) continue;
      const catalog::TableColumn* const column = table.Find(name);
      if (column == nullptr)
        return Fail(ErrorCode::kInternal, "the table {} has no column {}", table.name, name);
      places.emplace(name, batch.columns.size());
      batch.columns.emplace_back(column->name, runtime::ColumnBuilder(column->type));
    }
  }
  for (size_t done = 0; done < rows.size(); ++done) {
    for (const auto& [name, value] : rows[done]->cells) {
      runtime::ColumnBuilder& column = batch.columns[places[name]].second;
      HARRIER_CHECK(column.type() == value.type() && column.size() == done);
      column.Append(value);
    }
    for (auto& [name, column] : batch.columns) {
      if (column.size() == done) column.AppendNull();
    }
  }
  return batch;
}

}  // namespace

Status AppendRows(engine::Storage& storage, std::span<const LogRow> rows, const std::string& batch_id,
                  int64_t now) {
  std::map<std::string_view, std::vector<const LogRow*>> by_table;
  for (const LogRow& row : rows) by_table[row.table].push_back(&row);
  const catalog::CatalogPtr catalog = storage.catalog();
  for (const auto& [name, table_rows] : by_table) {
    const catalog::TablePtr table = catalog->FindTable(name);
    if (table == nullptr) return Fail(ErrorCode::kInternal, "there is no table {}", name);
    TRY(const runtime::Batch batch, BatchOf(*table, table_rows));
    TRY_OK(storage.Append(batch, fmt::format("{}:{}", name, batch_id), now));
  }
  return Ok();
}

}  // namespace harrier::hunting
