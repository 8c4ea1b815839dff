#include "engine/duckdb/parquet_writer.h"

#include <filesystem>

#include <duckdb.h>

#include "base/ticks.h"
#include "base/time_text.h"

namespace harrier::engine::duckdb {
namespace {

/// How a KQL type lies in the file.
struct FileType {
  duckdb_type type;
  const char* sql;
};

FileType FileTypeOf(Type type) {
  switch (type) {
    case Type::kBool:
      return {DUCKDB_TYPE_BOOLEAN, "BOOLEAN"};
    case Type::kInt:
      return {DUCKDB_TYPE_INTEGER, "INTEGER"};
    case Type::kLong:
      return {DUCKDB_TYPE_BIGINT, "BIGINT"};
    case Type::kReal:
      return {DUCKDB_TYPE_DOUBLE, "DOUBLE"};
    case Type::kDecimal:
      return {DUCKDB_TYPE_DECIMAL, "DECIMAL(38,18)"};
    case Type::kDatetime:
      return {DUCKDB_TYPE_TIMESTAMP_TZ, "TIMESTAMPTZ"};
    case Type::kGuid:
      return {DUCKDB_TYPE_UUID, "UUID"};
    case Type::kTimespan:
    case Type::kString:
    case Type::kDynamic:
    case Type::kUnknown:
      return {DUCKDB_TYPE_VARCHAR, "VARCHAR"};
  }
  return {DUCKDB_TYPE_VARCHAR, "VARCHAR"};
}

std::string Quoted(std::string_view name, char quote) {
  std::string out(1, quote);
  for (const char c : name) {
    out += c;
    if (c == quote) out += c;
  }
  return out + quote;
}

/// Copies cells [from, from + count) of a column into a vector.
void Fill(duckdb_vector vector, const runtime::ColumnView& column, size_t from, size_t count) {
  void* const data = duckdb_vector_get_data(vector);
  duckdb_vector_ensure_validity_writable(vector);
  uint64_t* const validity = duckdb_vector_get_validity(vector);
  const size_t cell = runtime::CellSize(column.type);
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    const size_t row = from + i;
    duckdb_validity_set_row_validity(validity, i, column.valid(row));
    if (!column.valid(row)) continue;
    switch (column.type) {
      case Type::kDatetime:
        static_cast<int64_t*>(data)[i] = (column.cell<int64_t>(row) - kUnixEpochTicks) / kTicksPerMicrosecond;
        break;
      case Type::kTimespan:
        text.clear();
        AppendTimespan(text, column.cell<int64_t>(row));
        duckdb_vector_assign_string_element_len(vector, i, text.data(), text.size());
        break;
      case Type::kString:
      case Type::kDynamic:
      case Type::kUnknown:
        duckdb_vector_assign_string_element_len(vector, i, column.text(row).data(), column.text(row).size());
        break;
      default:
        std::memcpy(static_cast<char*>(data) + i * cell, static_cast<const char*>(column.data) + row * cell,
                    cell);
    }
  }
}

class Writer final : public ParquetWriter {
 public:
  Writer(std::string path, std::vector<plan::Column> columns)
      : path_(std::move(path)), part_(path_ + ".part"), columns_(std::move(columns)) {}

  ~Writer() override {
    if (chunk_ != nullptr) duckdb_destroy_data_chunk(&chunk_);
    if (appender_ != nullptr) duckdb_appender_destroy(&appender_);
    if (connection_ != nullptr) duckdb_disconnect(&connection_);
    if (database_ != nullptr) duckdb_close(&database_);
    std::error_code ignored;
    std::filesystem::remove(part_, ignored);
  }

  Status Open() {
    if (columns_.empty()) return Fail(ErrorCode::kInvalid, "a Parquet file needs at least one column");
    if (duckdb_open(nullptr, &database_) != DuckDBSuccess ||
        duckdb_connect(database_, &connection_) != DuckDBSuccess) {
      return Fail(ErrorCode::kInternal, "cannot start the Parquet writer");
    }
    std::string create = "CREATE TABLE rows (";
    std::vector<duckdb_logical_type> types;
    for (size_t i = 0; i < columns_.size(); ++i) {
      const FileType file = FileTypeOf(columns_[i].type);
      create += fmt::format("{}c{} {}", i == 0 ? "" : ", ", i, file.sql);
      types.push_back(file.type == DUCKDB_TYPE_DECIMAL ? duckdb_create_decimal_type(38, kDecimalScale)
                                                       : duckdb_create_logical_type(file.type));
    }
    chunk_ = duckdb_create_data_chunk(types.data(), types.size());
    for (duckdb_logical_type& type : types) duckdb_destroy_logical_type(&type);
    TRY_OK(Execute(create + ")"));
    if (duckdb_appender_create(connection_, nullptr, "rows", &appender_) != DuckDBSuccess) {
      return Fail(ErrorCode::kInternal, "cannot start the Parquet writer");
    }
    return Ok();
  }

  Status Write(const Chunk& chunk) override {
    for (size_t from = 0; from < chunk.rows; from += duckdb_vector_size()) {
      const size_t count = std::min<size_t>(duckdb_vector_size(), chunk.rows - from);
      duckdb_data_chunk_reset(chunk_);
      for (size_t i = 0; i < columns_.size(); ++i) {
        Fill(duckdb_data_chunk_get_vector(chunk_, i), chunk.columns[i], from, count);
      }
      duckdb_data_chunk_set_size(chunk_, count);
      if (duckdb_append_data_chunk(appender_, chunk_) != DuckDBSuccess) {
        return Fail(ErrorCode::kIo, "cannot write '{}': out of memory or disk", path_);
      }
    }
    return Ok();
  }

  Status Finish() override {
    if (duckdb_appender_close(appender_) != DuckDBSuccess) {
      return Fail(ErrorCode::kIo, "cannot write '{}': out of memory or disk", path_);
    }
    std::string select;
    for (size_t i = 0; i < columns_.size(); ++i) {
      const char* const cast = columns_[i].type == Type::kDynamic ? "::JSON" : "";
      select += fmt::format("{}c{}{} AS {}", i == 0 ? "" : ", ", i, cast, Quoted(columns_[i].name, '"'));
    }
    TRY_OK(Execute(fmt::format("COPY (SELECT {} FROM rows) TO {} (FORMAT parquet, COMPRESSION zstd)", select,
                               Quoted(part_, '\''))));
    std::error_code failure;
    std::filesystem::rename(part_, path_, failure);
    if (failure) return Fail(ErrorCode::kIo, "cannot write '{}': {}", path_, failure.message());
    return Ok();
  }

 private:
  Status Execute(const std::string& sql) {
    duckdb_result result;
    const bool good = duckdb_query(connection_, sql.c_str(), &result) == DuckDBSuccess;
    const char* const said = good ? nullptr : duckdb_result_error(&result);
    std::string message = said == nullptr ? "" : said;
    duckdb_destroy_result(&result);
    if (good) return Ok();
    return Fail(ErrorCode::kIo, "cannot write '{}': {}", path_, message.substr(0, message.find('\n')));
  }

  std::string path_;
  std::string part_;
  std::vector<plan::Column> columns_;
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
  duckdb_appender appender_ = nullptr;
  duckdb_data_chunk chunk_ = nullptr;
};

}  // namespace

Result<std::unique_ptr<ParquetWriter>> ParquetWriter::Create(const std::string& path,
                                                             const std::vector<plan::Column>& columns) {
  auto writer = std::make_unique<Writer>(path, columns);
  TRY_OK(writer->Open());
  return writer;
}

}  // namespace harrier::engine::duckdb
