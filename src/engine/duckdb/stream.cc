#include "engine/duckdb/stream.h"

#include <thread>

#include "engine/duckdb/vector_view.h"

namespace harrier::engine::duckdb {

Result<std::unique_ptr<ResultStream>> Stream::Start(std::unique_ptr<Connection> connection,
                                                    ConnectionPool& pool, Deadlines& deadlines,
                                                    Statement statement, std::vector<plan::Column> columns,
                                                    const RunOptions& options) {
  auto stream =
      std::make_unique<Stream>(std::move(connection), pool, std::move(statement), std::move(columns));
  Stream* const self = stream.get();
  if (options.timeout_ns != 0) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::nanoseconds(options.timeout_ns);
    self->deadline_ = deadlines.At(until, [self] {
      self->timed_out_ = true;
      self->connection_->Interrupt();
    });
  }
  if (options.stop.stop_possible()) {
    self->on_stop_.emplace(options.stop, [self] {
      self->stopped_ = true;
      self->connection_->Interrupt();
    });
  }
  TRY_OK(self->Prepare());
  return stream;
}

Stream::Stream(std::unique_ptr<Connection> connection, ConnectionPool& pool, Statement statement,
               std::vector<plan::Column> columns)
    : connection_(std::move(connection)),
      pool_(pool),
      statement_(std::move(statement)),
      columns_(std::move(columns)) {}

Stream::~Stream() {
  on_stop_.reset();
  deadline_.Cancel();
  // Again: an interrupt that came before the query had begun was forgotten, and its threads run on.
  if (state_ != State::kDone) connection_->Interrupt();
  duckdb_destroy_result(&result_);
  duckdb_destroy_pending(&pending_);
  duckdb_destroy_prepare(&prepared_);
  // A query that is under way ends with its connection, and only then may go what it reads.
  if (state_ == State::kDone) pool_.Give(std::move(connection_));
  connection_.reset();
}

Status Stream::CheckStopped() const {
  if (stopped_) return Fail(ErrorCode::kCancelled, "the query was cancelled");
  if (timed_out_) return Fail(ErrorCode::kTimeout, "the query took longer than it may");
  return Ok();
}

Error Stream::Failure(const char* message) {
  state_ = State::kFailed;
  Error error = TranslateError(message);
  if (error.code == ErrorCode::kCancelled) {
    if (const Status stopped = CheckStopped(); !stopped) return stopped.error();
  }
  return error;
}

Status Stream::Prepare() {
  if (duckdb_prepare(connection_->handle(), statement_.sql.c_str(), &prepared_) != DuckDBSuccess) {
    return tl::unexpected(Failure(duckdb_prepare_error(prepared_)));
  }
  if (duckdb_pending_prepared_streaming(prepared_, &pending_) != DuckDBSuccess) {
    return tl::unexpected(Failure(duckdb_pending_error(pending_)));
  }
  return Ok();
}

Status Stream::Await() {
  while (true) {
    if (Status stopped = CheckStopped(); !stopped) {
      state_ = State::kFailed;
      return stopped;
    }
    switch (duckdb_pending_execute_task(pending_)) {
      case DUCKDB_PENDING_RESULT_READY:
        if (duckdb_execute_pending(pending_, &result_) != DuckDBSuccess) {
          return tl::unexpected(Failure(duckdb_result_error(&result_)));
        }
        state_ = State::kStreaming;
        return CheckTypes();
      case DUCKDB_PENDING_ERROR:
        return tl::unexpected(Failure(duckdb_pending_error(pending_)));
      case DUCKDB_PENDING_NO_TASKS_AVAILABLE:
        // Other threads have all of the work.
        std::this_thread::sleep_for(std::chrono::microseconds(100));
        break;
      default:
        break;
    }
  }
}

Status Stream::CheckTypes() {
  for (size_t i = 0; i < columns_.size(); ++i) {
    const TypeHandle wanted(LogicalType({columns_[i].type, false}));
    const TypeHandle given(duckdb_column_logical_type(&result_, i));
    const duckdb_type id = duckdb_get_type_id(wanted.get());
    const bool same = id == duckdb_get_type_id(given.get()) &&
                      (id != DUCKDB_TYPE_DECIMAL || (duckdb_decimal_width(given.get()) == 38 &&
                                                     duckdb_decimal_scale(given.get()) == kDecimalScale));
    if (same) continue;
    state_ = State::kFailed;
    return Fail(ErrorCode::kInternal, "the engine gives column {} ({}) with another type ({})",
                columns_[i].name, TypeName(columns_[i].type),
                static_cast<int>(duckdb_get_type_id(given.get())));
  }
  return Ok();
}

Result<std::optional<Chunk>> Stream::Next() {
  if (state_ == State::kPending) TRY_OK(Await());
  if (state_ == State::kDone) return std::nullopt;
  if (state_ == State::kFailed) return Fail(ErrorCode::kInternal, "the query has failed");
  while (true) {
    if (Status stopped = CheckStopped(); !stopped) {
      state_ = State::kFailed;
      return tl::unexpected(stopped.error());
    }
    duckdb_data_chunk chunk = duckdb_fetch_chunk(result_);
    if (chunk == nullptr) {
      const char* error = duckdb_result_error(&result_);
      if (error != nullptr && *error != '\0') {
        return tl::unexpected(Failure(error));
      }
      state_ = State::kDone;
      return std::nullopt;
    }
    const std::shared_ptr<const void> owner(chunk, [](void* p) {
      auto handle = static_cast<duckdb_data_chunk>(p);
      duckdb_destroy_data_chunk(&handle);
    });
    const idx_t rows = duckdb_data_chunk_get_size(chunk);
    if (rows == 0) continue;
    Chunk out{.rows = rows, .columns = {}, .owner = owner};
    out.columns.reserve(columns_.size());
    for (size_t i = 0; i < columns_.size(); ++i) {
      out.columns.push_back(ViewOf(duckdb_data_chunk_get_vector(chunk, i), columns_[i].type));
    }
    return out;
  }
}

double Stream::progress() const {
  if (state_ == State::kDone) return 1;
  const duckdb_query_progress_type progress = duckdb_query_progress(connection_->handle());
  return progress.percentage < 0 ? -1 : std::min(1.0, progress.percentage / 100);
}

}  // namespace harrier::engine::duckdb
