#include "ingest/row_ingest.h"

namespace harrier::ingest {

std::string_view KeepNames(const Record& record, Row& row, Scratch&) {
  row.any_case = true;
  for (const Field& field : record.fields) {
    if (!field.is_null()) row.fields.push_back(field);
  }
  return {};
}

Status RowIngest::Accept(const Record& record) {
  row_.table = table_.table();
  row_.fields.clear();
  row_.any_case = false;
  scratch_.Clear();
  const std::string_view problem = map_(record, row_, scratch_);
  return problem.empty() ? table_.Add(row_) : Reject(record.line, problem, record.raw);
}

Status RowIngest::Reject(uint64_t line, std::string_view reason, std::string_view) {
  if (report_.rejected++ == 0) report_.first_reason = fmt::format("line {}: {}", line, reason);
  return Ok();
}

Result<RowsReport> RowIngest::Finish() {
  if (report_.rejected == 0) TRY_OK(table_.Flush());
  report_.rows = table_.rows();
  report_.duplicates = table_.duplicates();
  report_.overflowed = table_.overflowed();
  return report_;
}

}  // namespace harrier::ingest
