#pragma once

#include <string>
#include <vector>

#include "query/session.h"

namespace harrier::query {

/// A request's text in which {{StartTimeISO}} and {{EndTimeISO}} (hunting queries of the content hub) are the
/// the ends of its time scope (Request::tokens, else Request::timespan).
class FilledText {
 public:
  FilledText(const Request& request, int64_t now);

  const std::string& text() const { return text_; }
  bool has_tokens() const { return !changes_.empty(); }
  /// The error with its places in the text as it was written.
  Error InOriginal(Error error) const;

 private:
  struct Change {
    uint32_t begin = 0;  // in the filled text
    uint32_t size = 0;   // there
    uint32_t token = 0;  // size of what it stands for
  };
  uint32_t Original(uint32_t offset, bool end) const;

  std::string text_;
  std::vector<Change> changes_;  // in order
};

}  // namespace harrier::query
