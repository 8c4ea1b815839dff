#include "query/run_terms.h"

namespace harrier::query {
namespace {

/// A result whose end by the watchdog says so.
class WatchedStream final : public engine::ResultStream {
 public:
  WatchedStream(std::unique_ptr<engine::ResultStream> inner, std::shared_ptr<Watchdog::Watched> watched)
      : watched_(std::move(watched)), inner_(std::move(inner)) {}

  const std::vector<plan::Column>& columns() const override { return inner_->columns(); }
  double progress() const override { return inner_->progress(); }
  Result<std::optional<engine::Chunk>> Next() override {
    Result<std::optional<engine::Chunk>> chunk = inner_->Next();
    if (!chunk) return tl::unexpected(watched_->Reason(std::move(chunk).error()));
    return chunk;
  }

 private:
  std::shared_ptr<Watchdog::Watched> watched_;  // goes after what listens to it
  std::unique_ptr<engine::ResultStream> inner_;
};

}  // namespace

Result<engine::RunOptions> Terms::Remaining(const std::stop_token& until) const {
  const int64_t left = std::chrono::nanoseconds(deadline - Admission::Clock::now()).count();
  if (left <= 0) return Fail(ErrorCode::kTimeout, "the query took longer than it may");
  return engine::RunOptions{left, until};
}

Terms TermsOf(const Request& request, const ServiceOptions& options) {
  Terms terms;
  terms.allowed =
      std::chrono::nanoseconds(request.timeout_ns != 0 ? request.timeout_ns : options.default_timeout_ns);
  terms.limits = {request.max_rows.value_or(options.max_rows), request.max_bytes.value_or(options.max_bytes),
                  request.take_rows};
  terms.stop = request.stop;
  terms.allow_partial = request.allow_partial;
  terms.Begin();
  return terms;
}

Result<std::unique_ptr<engine::ResultStream>> RunWatched(engine::Engine& engine, const plan::Node& root,
                                                         const Terms& terms) {
  TRY(const engine::RunOptions options, terms.Remaining(terms.watched->token()));
  Result<std::unique_ptr<engine::ResultStream>> rows = engine.Run(root, options);
  if (!rows) return tl::unexpected(terms.watched->Reason(std::move(rows).error()));
  return std::make_unique<WatchedStream>(*std::move(rows), terms.watched);
}

Result<std::vector<std::vector<Value>>> RowsOfPlan(engine::Engine& engine, const plan::Node& root,
                                                   const Terms& terms, size_t most, std::string_view what) {
  TRY(std::unique_ptr<engine::ResultStream> rows, RunWatched(engine, root, terms));
  std::vector<std::vector<Value>> out;
  while (true) {
    TRY(std::optional<engine::Chunk> chunk, rows->Next());
    if (!chunk) return out;
    for (size_t row = 0; row < chunk->rows; ++row) {
      if (out.size() == most) return Fail(ErrorCode::kLimit, "{} gives more than {} rows", what, most);
      std::vector<Value> values;
      for (const runtime::ColumnView& column : chunk->columns)
        values.push_back(runtime::ValueAt(column, row));
      out.push_back(std::move(values));
    }
  }
}

}  // namespace harrier::query
