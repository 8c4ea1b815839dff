#pragma once

#include <functional>
#include <string>

#include "ingest/record.h"
#include "ingest/table_appender.h"

namespace harrier::ingest {

/// What became of rows that came over an API.
struct RowsReport {
  uint64_t rows = 0;
  /// That an earlier try of the same request had put in.
  uint64_t duplicates = 0;
  uint64_t rejected = 0;
  uint64_t overflowed = 0;
  std::string first_reason;  // of the rejected ones
};

/// Makes a row's fields of an event; its texts may be the event's or made in the scratch. Says "" or why the
/// event cannot be a row.
using RowMap = std::function<std::string_view(const Record&, Row&, Scratch&)>;

/// Fields keep their names, which may differ from their columns' in case.
std::string_view KeepNames(const Record& record, Row& row, Scratch& scratch);

/// Takes events as rows of one table.
class RowIngest final : public RecordSink {
 public:
  RowIngest(TableAppender& table, RowMap map) : table_(table), map_(std::move(map)) {}
  Status Accept(const Record& record) override;
  Status Reject(uint64_t line, std::string_view reason, std::string_view text) override;
  /// Appends what is left, unless an event was rejected.
  Result<RowsReport> Finish();

 private:
  TableAppender& table_;
  RowMap map_;
  Row row_;
  Scratch scratch_;
  RowsReport report_;
};

}  // namespace harrier::ingest
