#include "api/answer/dataset.h"

namespace harrier::api {

AnswerSource::AnswerSource(std::unique_ptr<query::Answer> answer, std::unique_ptr<DatasetWriter> writer,
                           std::optional<uint64_t> take_rows)
    : answer_(std::move(answer)), writer_(std::move(writer)), take_rows_(take_rows) {}

bool AnswerSource::Fill(std::string& out, size_t bytes) {
  const size_t begin = out.size();
  while (!done_ && out.size() - begin < bytes) Step(out);
  return !done_;
}

void AnswerSource::Step(std::string& out) {
  if (!table_) {
    std::optional<query::ResultTable> next;
    if (!failure_) {
      auto given = answer_->NextTable();
      if (given) {
        next = *std::move(given);
      } else {
        failure_ = std::move(given).error();
      }
    }
    if (!begun_) writer_->Begin(out, next ? next->visualization : std::nullopt);
    begun_ = true;
    if (!next) {
      answer_.reset();
      writer_->End(out, failure_, took());
      done_ = true;
      return;
    }
    table_ = std::move(next);
    table_rows_ = 0;
    writer_->BeginTable(out, *table_);
    return;
  }
  const bool enough = take_rows_ && table_rows_ >= *take_rows_;
  Result<std::optional<engine::Chunk>> chunk = std::nullopt;
  if (!enough) chunk = table_->rows->Next();
  if (!chunk) failure_ = chunk.error();
  if (!chunk || !*chunk) {
    writer_->EndTable(out, failure_);
    table_.reset();
    return;
  }
  size_t count = (*chunk)->rows;
  if (take_rows_) count = static_cast<size_t>(std::min<uint64_t>(count, *take_rows_ - table_rows_));
  writer_->Rows(out, **chunk, count);
  table_rows_ += count;
  total_rows_ += count;
}

namespace {

/// A long answer on its way, with what it needs to live.
class Sending final : public BodySource {
 public:
  Sending(std::unique_ptr<RunningQueries::Entry> entry, std::unique_ptr<AnswerSource> source)
      : entry_(std::move(entry)), source_(std::move(source)) {}
  bool Next(std::string& out) override { return source_->Next(out); }

 private:
  std::unique_ptr<RunningQueries::Entry> entry_;
  std::unique_ptr<AnswerSource> source_;  // ends before the entry does
};

}  // namespace

Started StartSending(std::unique_ptr<RunningQueries::Entry> entry, std::unique_ptr<AnswerSource> source,
                     bool partial_is_whole) {
  Started started;
  started.more = source->Fill(started.response.body, kWholeAnswer);
  started.rows = source->rows();
  if (source->failure() && !(partial_is_whole && source->failure()->code == ErrorCode::kLimit)) {
    started.failure = source->failure();
  } else if (started.more) {
    started.response.rest = std::make_unique<Sending>(std::move(entry), std::move(source));
  }
  return started;
}

}  // namespace harrier::api
