#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "api/answer/running.h"
#include "api/server/http.h"
#include "query/session.h"

namespace harrier::api {

/// Ids that come with every answer.
struct RequestIds {
  std::string client;
  std::string activity;
};

/// Writes an answer's tables in the form of one API, piece by piece, in this order: Begin, for each table
/// BeginTable, Rows…, EndTable, at last End.
class DatasetWriter {
 public:
  virtual ~DatasetWriter() = default;
  virtual void Begin(std::string& out, const std::optional<plan::Visualization>& first) = 0;
  virtual void BeginTable(std::string& out, const query::ResultTable& table) = 0;
  /// The first `count` rows of the chunk.
  virtual void Rows(std::string& out, const engine::Chunk& chunk, size_t count) = 0;
  /// `failure`: what broke the table off, if anything.
  virtual void EndTable(std::string& out, const std::optional<Error>& failure) = 0;
  virtual void End(std::string& out, const std::optional<Error>& failure, std::chrono::nanoseconds took) = 0;
};

/// What the writers say of the query itself.
struct QueryFacts {
  RequestIds ids;
  std::string text;  // to place errors in
  std::optional<query::CacheOrigin> cached{};
  /// What a limit cut off is said beside the rows, not among them (deferpartialqueryfailures).
  bool partial_is_whole = false;
};

/// Runs through an answer as its reader asks for more.
class AnswerSource final : public BodySource {
 public:
  AnswerSource(std::unique_ptr<query::Answer> answer, std::unique_ptr<DatasetWriter> writer,
               std::optional<uint64_t> take_rows);

  /// Appends at least `bytes`, or all there is; false after the last piece.
  bool Fill(std::string& out, size_t bytes);
  bool Next(std::string& out) override { return Fill(out, kPiece); }

  /// What broke the answer off so far, if anything.
  const std::optional<Error>& failure() const { return failure_; }
  uint64_t rows() const { return total_rows_; }
  std::chrono::nanoseconds took() const { return std::chrono::steady_clock::now() - begin_; }

 private:
  static constexpr size_t kPiece = size_t{128} << 10;
  /// One step: a table's head, a chunk, or a table's end.
  void Step(std::string& out);

  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::unique_ptr<query::Answer> answer_;
  std::unique_ptr<DatasetWriter> writer_;
  std::optional<uint64_t> take_rows_;
  std::optional<query::ResultTable> table_;
  uint64_t table_rows_ = 0;
  uint64_t total_rows_ = 0;
  bool begun_ = false;
  bool done_ = false;
  std::optional<Error> failure_;
};

/// Answers up to this size, in bytes, are sent whole, so that an error within them is still an HTTP error.
inline constexpr size_t kWholeAnswer = size_t{256} << 10;

/// The beginning of an answer.
struct Started {
  Response response;
  bool more = false;  // the rest follows by itself
  uint64_t rows = 0;  // so far
  /// What broke it off before anything was sent, so that it can be the answer.
  std::optional<Error> failure{};
};

/// Begins to send; `entry` goes when the answer has ended. With `partial_is_whole`, what a limit cut off is
/// an answer too.
Started StartSending(std::unique_ptr<RunningQueries::Entry> entry, std::unique_ptr<AnswerSource> source,
                     bool partial_is_whole);

}  // namespace harrier::api
