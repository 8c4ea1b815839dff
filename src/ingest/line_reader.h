#pragma once

#include <optional>
#include <string>

#include "ingest/byte_source.h"

namespace harrier::ingest {

/// Splits bytes into lines, without their ends (\n or \r\n). The text behind a line may be looked at for
/// kPadding bytes.
class LineReader {
 public:
  /// Longer lines are cut off there and marked.
  static constexpr size_t kLongest = 64ULL * 1024 * 1024;

  explicit LineReader(ByteSource& source) : source_(source) {}

  /// The next line, good until the next call; nullopt at the end.
  Result<std::optional<std::string_view>> Next();
  /// Number of the line that Next gave, from 1.
  uint64_t line() const { return line_; }
  /// Whether it was longer than kLongest.
  bool cut() const { return cut_; }

 private:
  ByteSource& source_;
  std::string buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;
  bool finished_ = false;
  bool cut_ = false;
  uint64_t line_ = 0;
};

}  // namespace harrier::ingest
