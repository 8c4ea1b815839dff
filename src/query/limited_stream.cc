#include "query/limited_stream.h"

namespace harrier::query {
namespace {

/// Bytes of one row's cells.
uint64_t RowBytes(const engine::Chunk& chunk, size_t row, uint64_t fixed) {
  uint64_t bytes = fixed;
  for (const runtime::ColumnView& column : chunk.columns) {
    const bool text = column.type == Type::kString || column.type == Type::kDynamic;
    if (text && column.valid(row)) bytes += column.cell<runtime::StringCell>(row).length;
  }
  return bytes;
}

class LimitedStream final : public engine::ResultStream {
 public:
  LimitedStream(std::unique_ptr<engine::ResultStream> inner, const ResultLimits& limits)
      : inner_(std::move(inner)), limits_(limits) {
    for (const plan::Column& column : inner_->columns()) {
      const bool text = column.type == Type::kString || column.type == Type::kDynamic;
      fixed_ += text ? 0 : runtime::CellSize(column.type);
    }
  }

  const std::vector<plan::Column>& columns() const override { return inner_->columns(); }
  double progress() const override { return inner_->progress(); }

  Result<std::optional<engine::Chunk>> Next() override {
    if (failure_) return tl::unexpected(*failure_);
    const uint64_t wanted = limits_.take_rows.value_or(std::numeric_limits<uint64_t>::max());
    if (rows_ >= wanted) return std::nullopt;
    TRY(std::optional<engine::Chunk> chunk, inner_->Next());
    if (!chunk) return std::nullopt;
    chunk->rows = static_cast<size_t>(std::min<uint64_t>(chunk->rows, wanted - rows_));
    const size_t fits = Fitting(*chunk);
    rows_ += fits;
    if (fits == chunk->rows) return chunk;
    chunk->rows = fits;
    if (fits == 0) return tl::unexpected(*failure_);
    return chunk;
  }

 private:
  /// How many of the chunk's rows the limits leave room for; fewer than all set `failure_`.
  size_t Fitting(const engine::Chunk& chunk) {
    for (size_t row = 0; row < chunk.rows; ++row) {
      if (rows_ + row == limits_.max_rows) {
        return Exceeded(row, fmt::format("the result has more than {} rows (E_QUERY_RESULT_SET_TOO_LARGE)",
                                         limits_.max_rows));
      }
      bytes_ += RowBytes(chunk, row, fixed_);
      if (bytes_ > limits_.max_bytes) {
        return Exceeded(row, fmt::format("the result has more than {} bytes (E_QUERY_RESULT_SET_TOO_LARGE)",
                                         limits_.max_bytes));
      }
    }
    return chunk.rows;
  }

  size_t Exceeded(size_t row, std::string_view what) {
    failure_ =
        Error{ErrorCode::kLimit,
              fmt::format("{}; filter, summarize or take what you need of it, or raise the limit with set "
                          "truncationmaxrecords, set truncationmaxsize or set notruncation",
                          what)};
    return row;
  }

  std::unique_ptr<engine::ResultStream> inner_;
  ResultLimits limits_;
  uint64_t fixed_ = 0;  // bytes of a row without its texts
  uint64_t rows_ = 0;
  uint64_t bytes_ = 0;
  std::optional<Error> failure_;
};

}  // namespace

std::unique_ptr<engine::ResultStream> Limited(std::unique_ptr<engine::ResultStream> rows,
                                              const ResultLimits& limits) {
  return std::make_unique<LimitedStream>(std::move(rows), limits);
}

}  // namespace harrier::query
