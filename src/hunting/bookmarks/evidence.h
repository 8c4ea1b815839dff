#pragma once

#include <string>

#include "hunting/bookmarks/bookmark.h"
#include "query/session.h"

namespace harrier::hunting {

/// What a bookmark proves: the hash of kBookmarkEvidence, and of nothing that may change later.
std::string EvidenceHash(const Bookmark& bookmark);

/// Whether a bookmark's row comes again from its query.
struct Rerun {
  enum class Verdict : uint8_t {
    kSame,     // the row is there, value for value
    kMissing,  // the query runs, and does not give it
    kFailed,   // the query does not run
  };
  Verdict verdict = Verdict::kFailed;
  uint64_t rows = 0;  // of the query, as far as they were read
  std::string error{};
};

/// Runs the query over the bookmark's window again, as at the window's end.
Rerun RunAgain(query::Service& service, const Bookmark& bookmark, int64_t now, const query::ViewPtr& view,
               std::stop_token stop);

}  // namespace harrier::hunting
