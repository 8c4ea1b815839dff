#include "engine/duckdb/append.h"

#include "engine/duckdb/vector_view.h"

namespace harrier::engine::duckdb {
namespace {

/// Copies rows [begin, begin + count) of a column into a vector.
void Fill(duckdb_vector vector, const runtime::ColumnView& column, size_t begin, size_t count,
          bool constant) {
  const size_t cell = runtime::CellSize(column.type);
  auto* out = static_cast<std::byte*>(duckdb_vector_get_data(vector));
  const auto* in = static_cast<const std::byte*>(column.data);
  const bool text = column.type == Type::kString || column.type == Type::kDynamic;
  if (!text && !constant) std::memcpy(out, in + begin * cell, count * cell);
  for (size_t i = 0; i < count; ++i) {
    const size_t row = constant ? 0 : begin + i;
    if (!column.valid(row)) {
      duckdb_vector_ensure_validity_writable(vector);
      duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vector), i);
      continue;
    }
    // A long string's cell points into the batch, which outlives the appender's copying.
    if (text || constant) std::memcpy(out + i * cell, in + row * cell, cell);
  }
}

}  // namespace

Status AppendRows(Connection& connection, const std::string& catalog, const std::string& table,
                  const std::vector<AppendColumn>& columns, size_t rows) {
  std::vector<duckdb_logical_type> types;
  std::vector<runtime::ColumnBuilder> constants;
  std::vector<runtime::ColumnView> views;
  constants.reserve(columns.size());
  for (const AppendColumn& column : columns) {
    types.push_back(LogicalType({column.type, false}));
    if (column.rows != nullptr) {
      views.push_back(column.rows->View());
      continue;
    }
    constants.emplace_back(column.type);
    constants.back().Append(column.constant);
    views.push_back(constants.back().View());
  }
  duckdb_data_chunk chunk = duckdb_create_data_chunk(types.data(), types.size());
  for (duckdb_logical_type& type : types) duckdb_destroy_logical_type(&type);
  duckdb_appender appender = nullptr;
  bool ok = duckdb_appender_create_ext(connection.handle(), catalog.empty() ? nullptr : catalog.c_str(),
                                       nullptr, table.c_str(), &appender) == DuckDBSuccess;
  const size_t step = duckdb_vector_size();
  for (size_t begin = 0; ok && begin < rows; begin += step) {
    const size_t count = std::min(step, rows - begin);
    duckdb_data_chunk_reset(chunk);
    for (size_t c = 0; c < columns.size(); ++c) {
      Fill(duckdb_data_chunk_get_vector(chunk, c), views[c], begin, count, columns[c].rows == nullptr);
    }
    duckdb_data_chunk_set_size(chunk, count);
    ok = duckdb_append_data_chunk(appender, chunk) == DuckDBSuccess;
  }
  ok = ok && duckdb_appender_close(appender) == DuckDBSuccess;
  Status status = Ok();
  if (!ok) {
    duckdb_error_data error = duckdb_appender_error_data(appender);
    status = tl::unexpected(TranslateError(duckdb_error_data_message(error)));
    duckdb_destroy_error_data(&error);
  }
  duckdb_destroy_data_chunk(&chunk);
  duckdb_appender_destroy(&appender);
  return status;
}

}  // namespace harrier::engine::duckdb
