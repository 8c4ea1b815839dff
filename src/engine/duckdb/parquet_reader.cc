#include "engine/duckdb/parquet_reader.h"

#include <duckdb.h>

#include "base/ticks.h"
#include "engine/duckdb/literal.h"
#include "engine/duckdb/storage_file.h"
#include "engine/duckdb/vector_view.h"

namespace harrier::engine::duckdb {
namespace {

/// How a column is to be read: its type and the SQL that makes it so.
std::pair<Type, std::string> Reading(duckdb_type type, const std::string& name) {
  switch (type) {
    case DUCKDB_TYPE_BOOLEAN:
      return {Type::kBool, name};
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
    case DUCKDB_TYPE_UINTEGER:
      return {Type::kLong, name + "::BIGINT"};
    case DUCKDB_TYPE_FLOAT:
    case DUCKDB_TYPE_DOUBLE:
    case DUCKDB_TYPE_DECIMAL:
      return {Type::kReal, name + "::DOUBLE"};
    case DUCKDB_TYPE_TIMESTAMP_NS:
      return {Type::kDatetime, fmt::format("epoch_ns({}) // 100 + {}", name, kUnixEpochTicks)};
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_S:
    case DUCKDB_TYPE_TIMESTAMP_MS:
    case DUCKDB_TYPE_TIMESTAMP_TZ:
    case DUCKDB_TYPE_DATE:
      return {Type::kDatetime,
              fmt::format("epoch_us({}::TIMESTAMP) * {} + {}", name, kTicksPerMicrosecond, kUnixEpochTicks)};
    case DUCKDB_TYPE_TIME:
      return {Type::kTimespan, fmt::format("epoch_us({}) * {}", name, kTicksPerMicrosecond)};
    case DUCKDB_TYPE_UUID:
      return {Type::kGuid, name};
    case DUCKDB_TYPE_LIST:
    case DUCKDB_TYPE_ARRAY:
    case DUCKDB_TYPE_STRUCT:
    case DUCKDB_TYPE_MAP:
      return {Type::kDynamic, fmt::format("to_json({})::VARCHAR", name)};
    case DUCKDB_TYPE_BLOB:
      return {Type::kString, fmt::format("coalesce(base64({}), '')", name)};
    default:
      return {Type::kString, fmt::format("coalesce({}::VARCHAR, '')", name)};
  }
}

struct Opened {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  duckdb_result result{};
  bool has_result = false;

  Opened() = default;
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;
  ~Opened() {
    if (has_result) duckdb_destroy_result(&result);
    if (connection != nullptr) duckdb_disconnect(&connection);
    if (database != nullptr) duckdb_close(&database);
  }
  /// Starts a query whose rows come as they are fetched.
  bool Query(const std::string& sql) {
    if (has_result) duckdb_destroy_result(&result);
    has_result = true;
    result = {};
    duckdb_prepared_statement prepared = nullptr;
    duckdb_pending_result pending = nullptr;
    const bool ok = duckdb_prepare(connection, sql.c_str(), &prepared) == DuckDBSuccess &&
                    duckdb_pending_prepared_streaming(prepared, &pending) == DuckDBSuccess &&
                    duckdb_execute_pending(pending, &result) == DuckDBSuccess;
    duckdb_destroy_pending(&pending);
    duckdb_destroy_prepare(&prepared);
    return ok;
  }
};

}  // namespace

Status ReadParquetFile(const std::string& path,
                       const std::function<void(const std::vector<ParquetColumn>&)>& columns,
                       const ParquetRows& rows) {
  // An instance of its own: the one that runs queries may not read files.
  Opened file;
  const std::string only = fmt::format(
      "SET TimeZone = 'UTC'; SET allowed_paths = [{}]; "
      "SET autoload_known_extensions = false; SET enable_external_access = false",
      TextLiteral(path));
  if (duckdb_open(nullptr, &file.database) != DuckDBSuccess ||
      duckdb_connect(file.database, &file.connection) != DuckDBSuccess ||
      duckdb_query(file.connection, only.c_str(), nullptr) != DuckDBSuccess) {
    return Fail(ErrorCode::kInternal, "the Parquet reader does not start");
  }
  const std::string from = fmt::format(" FROM read_parquet({})", TextLiteral(path));
  if (!file.Query("SELECT *" + from + " LIMIT 0")) {
    return Fail(ErrorCode::kInvalid, "it is not a whole Parquet file");
  }
  std::vector<ParquetColumn> heads;
  std::string sql;
  for (idx_t i = 0; i < duckdb_column_count(&file.result); ++i) {
    const std::string name = duckdb_column_name(&file.result, i);
    const auto [type, text] = Reading(duckdb_column_type(&file.result, i), Quoted(name));
    heads.push_back({name, type});
    sql += (i == 0 ? "SELECT " : ", ") + text;
  }
  columns(heads);
  if (!file.Query(sql + from)) return Fail(ErrorCode::kInvalid, "the Parquet file cannot be read");
  while (true) {
    duckdb_data_chunk chunk = duckdb_fetch_chunk(file.result);
    if (chunk == nullptr) break;
    const std::shared_ptr<void> release(chunk, [](void* p) {
      auto owned = static_cast<duckdb_data_chunk>(p);
      duckdb_destroy_data_chunk(&owned);
    });
    std::vector<runtime::ColumnView> views;
    for (size_t i = 0; i < heads.size(); ++i) {
      views.push_back(ViewOf(duckdb_data_chunk_get_vector(chunk, i), heads[i].type));
    }
    TRY_OK(rows(duckdb_data_chunk_get_size(chunk), views));
  }
  const char* const error = duckdb_result_error(&file.result);
  if (error != nullptr && *error != '\0') return Fail(ErrorCode::kInvalid, "the Parquet file is damaged");
  return Ok();
}

}  // namespace harrier::engine::duckdb
