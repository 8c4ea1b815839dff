#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "engine/engine.h"

namespace harrier::api {

/// What became of a text of rows.
struct TextIngestReport {
  uint64_t rows = 0;
  uint64_t rejected = 0;
  std::string first_reason;  // of the rejected ones
};

/// Takes rows in one of Kusto's stream formats (Kusto docs, ingestion-supported-formats: json, multijson,
/// csv, tsv, psv, scsv, parquet; csv and its kin without a line of names, in the order of the table's
/// columns). `folder` is where the text may lie meanwhile. kNotFound if there is no such table.
Result<TextIngestReport> IngestText(engine::Storage& storage, const Clock& clock, const std::string& table,
                                    std::string_view format, std::string_view text,
                                    const std::string& folder);

}  // namespace harrier::api
