#pragma once

#include <string>
#include <string_view>

#include "ingest/column_mapping.h"
#include "ingest/row_ingest.h"

namespace harrier::ingest {

/// Rows of one table as Kusto's clients stream them.
struct StreamText {
  std::string table;
  TablePolicy policy{};
  /// As Kusto calls it, in any case (Kusto docs, ingestion-supported-formats): csv, tsv, tsve, psv, scsv,
  /// sohsv, txt, raw, json, multijson, singlejson, parquet; empty: csv.
  std::string_view format{};
  /// Leaves out the first record, which has the columns' names.
  bool skip_first = false;
  /// How parts of the records become columns, where that is not by their names or places.
  std::optional<ColumnMapping> mapping{};
  std::string batch_prefix{};
};

/// Takes a text of rows in. Values without names are of the table's columns in their order. kNotFound if
/// there is no such table, kNotSupported if the format is not read here.
Result<RowsReport> TakeStreamText(engine::Storage& storage, const Clock& clock, const StreamText& stream,
                                  std::string_view text);

}  // namespace harrier::ingest
