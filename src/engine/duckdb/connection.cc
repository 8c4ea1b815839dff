#include "engine/duckdb/connection.h"

#include <unistd.h>

#include "engine/duckdb/graph_kernels.h"
#include "engine/duckdb/kernel_error.h"
#include "engine/duckdb/kernel_wrapper.h"
#include "engine/duckdb/list_kernels.h"
#include "engine/duckdb/literal.h"
#include "engine/duckdb/sequence_functions.h"
#include "engine/duckdb/series_kernels.h"
#include "engine/duckdb/vector_view.h"
#include "runtime/packed_record.h"

namespace harrier::engine::duckdb {
namespace {

struct ResultHandle {
  duckdb_result result{};
  ~ResultHandle() { duckdb_destroy_result(&result); }
};

Result<Value> Cell(duckdb_type type, duckdb_vector vector, idx_t row) {
  const auto view = [&](Type t) { return runtime::ValueAt(ViewOf(vector, t), row); };
  const void* data = duckdb_vector_get_data(vector);
  const auto integer = [&]<typename T>(T) {
    const runtime::ColumnView column = ViewOf(vector, Type::kLong);
    if (!column.valid(row)) return Value::Null(Type::kLong);
    return Value::Long(static_cast<int64_t>(static_cast<const T*>(data)[row]));
  };
  switch (type) {
    case DUCKDB_TYPE_BOOLEAN:
      return view(Type::kBool);
    case DUCKDB_TYPE_TINYINT:
      return integer(int8_t{});
    case DUCKDB_TYPE_SMALLINT:
      return integer(int16_t{});
    case DUCKDB_TYPE_INTEGER:
      return integer(int32_t{});
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UBIGINT:
      return integer(int64_t{});
    case DUCKDB_TYPE_UINTEGER:
      return integer(uint32_t{});
    case DUCKDB_TYPE_DOUBLE:
      return view(Type::kReal);
    case DUCKDB_TYPE_UUID:
      return view(Type::kGuid);
    case DUCKDB_TYPE_DECIMAL:
      return view(Type::kDecimal);
    case DUCKDB_TYPE_VARCHAR:
      return view(Type::kString);
    default:
      return Fail(ErrorCode::kInternal, "a column of an unexpected type ({})", static_cast<int>(type));
  }
}

uint64_t MachineMemory() {
  return static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

Error TranslateError(const char* message) {
  std::string_view text = message == nullptr ? std::string_view("unknown failure") : message;
  if (std::optional<Error> own = UnpackKernelError(text)) return *own;
  const auto says = [&](std::string_view what) { return text.find(what) != std::string_view::npos; };
  if (says("Out of Memory Error")) {
    return {ErrorCode::kLimit,
            "the query needs more memory than it may use; narrow its time range or take fewer columns"};
  }
  if (text.starts_with("INTERRUPT Error")) return {ErrorCode::kCancelled, "the query was cancelled"};
  // What follows the first line quotes the statement or advises on settings; neither is for the user.
  const std::string_view first_line = text.substr(0, text.find('\n'));
  const bool io = text.starts_with("IO Error") || text.starts_with("Permission Error");
  if (io) return {ErrorCode::kIo, std::string(first_line)};
  return {ErrorCode::kInternal, fmt::format("the engine failed: {}", first_line)};
}

Connection::~Connection() {
  duckdb_disconnect(&handle_);
}

void Connection::Interrupt() {
  duckdb_interrupt(handle_);
}

Status Connection::Execute(const std::string& sql) {
  ResultHandle handle;
  if (duckdb_query(handle_, sql.c_str(), &handle.result) != DuckDBSuccess) {
    return tl::unexpected(TranslateError(duckdb_result_error(&handle.result)));
  }
  return Ok();
}

Result<std::vector<std::vector<Value>>> Connection::Rows(const std::string& sql) {
  ResultHandle handle;
  if (duckdb_query(handle_, sql.c_str(), &handle.result) != DuckDBSuccess) {
    return tl::unexpected(TranslateError(duckdb_result_error(&handle.result)));
  }
  std::vector<std::vector<Value>> rows;
  const idx_t columns = duckdb_column_count(&handle.result);
  while (duckdb_data_chunk chunk = duckdb_fetch_chunk(handle.result)) {
    const std::shared_ptr<void> release(chunk, [](void* p) {
      auto owned = static_cast<duckdb_data_chunk>(p);
      duckdb_destroy_data_chunk(&owned);
    });
    for (idx_t row = 0; row < duckdb_data_chunk_get_size(chunk); ++row) {
      std::vector<Value>& values = rows.emplace_back();
      for (idx_t c = 0; c < columns; ++c) {
        TRY(Value value,
            Cell(duckdb_column_type(&handle.result, c), duckdb_data_chunk_get_vector(chunk, c), row));
        values.push_back(std::move(value));
      }
    }
  }
  return rows;
}

Result<std::unique_ptr<Instance>> Instance::Open(const InstanceOptions& options) {
  duckdb_config config = nullptr;
  duckdb_create_config(&config);
  const auto set = [&](const char* name, const std::string& value) {
    return duckdb_set_config(config, name, value.c_str()) == DuckDBSuccess;
  };
  bool ok = set("autoinstall_known_extensions", "false") && set("autoload_known_extensions", "false") &&
            set("allow_community_extensions", "false") && set("preserve_insertion_order", "true");
  if (options.threads != 0) ok = ok && set("threads", std::to_string(options.threads));
  const uint64_t memory = options.memory_bytes != 0 ? options.memory_bytes : MachineMemory() / 2;
  ok = ok && set("memory_limit", fmt::format("{}B", memory));
  duckdb_database handle = nullptr;
  char* error = nullptr;
  const duckdb_state state = ok ? duckdb_open_ext(nullptr, &handle, config, &error) : DuckDBError;
  duckdb_destroy_config(&config);
  if (state != DuckDBSuccess) {
    const std::string message = error == nullptr ? "a setting is refused" : error;
    duckdb_free(error);
    return Fail(ErrorCode::kInternal, "the engine does not start: {}", message);
  }
  auto instance = std::make_unique<Instance>(handle);
  TRY(auto connection, instance->Connect());
  TRY_OK(RegisterKernels(connection->handle(), runtime::AllKernels()));
  TRY_OK(RegisterKernels(connection->handle(), instance->own_kernels_));
  TRY_OK(RegisterSequenceFunctions(connection->handle()));
  if (!options.allowed_directory.empty()) {
    TRY_OK(connection->Execute("SET allowed_directories = [" + TextLiteral(options.allowed_directory + "/") +
                               "]"));
  }
  TRY_OK(connection->Execute("SET temp_directory = " + TextLiteral(options.temp_directory)));
  // Everything that queries could do with settings or files ends here; attaching inside the directory still
  // works.
  TRY_OK(connection->Execute("SET enable_external_access = false"));
  return instance;
}

Instance::Instance(duckdb_database handle) : handle_(handle) {
  AddListKernels(own_kernels_);
  AddSeriesKernels(own_kernels_);
  AddGraphKernels(own_kernels_);
  runtime::AddPackedKernels(own_kernels_);
}

Instance::~Instance() {
  duckdb_close(&handle_);
}

Result<std::unique_ptr<Connection>> Instance::Connect() {
  duckdb_connection connection = nullptr;
  if (duckdb_connect(handle_, &connection) != DuckDBSuccess) {
    return Fail(ErrorCode::kInternal, "the engine gives no connection");
  }
  return std::make_unique<Connection>(connection);
}

}  // namespace harrier::engine::duckdb
