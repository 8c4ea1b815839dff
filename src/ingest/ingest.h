#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "engine/engine.h"
#include "ingest/formats/format.h"

namespace harrier::ingest {

/// What is to go in, and how.
struct IngestRequest {
  /// Files, archives and folders (all files in them).
  std::vector<std::string> paths;
  /// Where all events go; empty: their shape tells.
  std::string table;
  std::optional<Format> format;
  /// A file that says how fields become columns; may be empty.
  std::string map_path;
  /// Makes the table (its name must end in _CL) with columns as the events have them.
  bool create = false;
  /// Makes fields without a column new columns of their table.
  bool add_columns = false;
  /// Takes files that went in before.
  bool force = false;
  /// Where rejected events are kept; empty: nowhere.
  std::string rejects_path;
};

/// What became of one file: events = rows + rejected + duplicates.
struct FileReport {
  std::string path;
  uint64_t events = 0;
  uint64_t rows = 0;
  uint64_t rejected = 0;
  /// Rows that an ingest which was cut off had put in before.
  uint64_t duplicates = 0;
  /// Values that no column took; they are in `_Overflow`.
  uint64_t overflowed = 0;
  /// Decompressed.
  uint64_t bytes = 0;
  std::map<std::string, uint64_t> rows_by_table;
  /// Members of archives that are no logs, and why.
  std::vector<std::string> notes;
  /// Why the file did not go in, or not to its end.
  std::optional<Error> error;
};

struct IngestReport {
  std::vector<FileReport> files;
  double seconds = 0;

  FileReport Total() const;
};

struct IngestProgress {
  std::string_view path;
  uint64_t events = 0;
  /// Decompressed bytes read, and those of the file, if that is known (else 0).
  uint64_t bytes = 0;
  uint64_t total_bytes = 0;
};

/// Reads files into tables. What is wrong with one file stands in its report, and the next ones go on; an
/// error comes back only if nothing more can be done (the disk is full, a bad request).
Result<IngestReport> Ingest(engine::Storage& storage, const Clock& clock, const IngestRequest& request,
                            const std::function<void(const IngestProgress&)>& progress = {});

}  // namespace harrier::ingest
