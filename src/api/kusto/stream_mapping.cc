#include "api/kusto/stream_mapping.h"

#include "api/server/http.h"

namespace harrier::api::kusto {

Result<ingest::ColumnMapping> FindMapping(const Mappings& mappings, std::string_view table,
                                          std::string_view format, std::string_view name) {
  std::string_view kind = "csv";
  for (const std::string_view named : {"json", "multijson", "singlejson"}) {
    if (SameText(format, named)) kind = "json";
  }
  if (SameText(format, "parquet")) kind = "parquet";
  TRY(const auto mapping, mappings.Find(table, kind, name));
  if (!mapping) return Fail(ErrorCode::kInvalid, "the table '{}' has no {} mapping '{}'", table, kind, name);
  return ingest::ColumnMapping::Parse(mapping->text);
}

}  // namespace harrier::api::kusto
