#include <algorithm>

#include "ingest/sources/source.h"

// Rows exported from a Log Analytics workspace: their column Type names the table. Exports of a union add the
// type to names of columns that differ between its tables (EventData_string). Rows whose fields are all
// columns of the table that the user asked for are such rows too, with or without a Type.
namespace harrier::ingest {
namespace {

bool AreColumnsOfWantedTable(const Record& record, SourceContext& context) {
  const std::string& table = context.wanted_table;
  if (table.empty() || !(record.Has("TimeGenerated") || record.Has("Timestamp"))) return false;
  return std::all_of(record.fields.begin(), record.fields.end(), [&](const Field& field) {
    return field.is_null() || context.HasColumn(table, field.name);
  });
}

bool Matches(const Record& record, SourceContext& context) {
  if (AreColumnsOfWantedTable(record, context)) return true;
  const std::string_view type = record.Text("Type");
  return !type.empty() && (record.Has("TimeGenerated") || record.Has("TenantId")) &&
         context.catalog().FindTable(type) != nullptr;
}

std::string_view WithoutTypeSuffix(std::string_view name) {
  for (const std::string_view suffix :
       {"_string", "_dynamic", "_long", "_int", "_real", "_datetime", "_guid", "_bool"}) {
    if (name.size() > suffix.size() && name.ends_with(suffix))
      return name.substr(0, name.size() - suffix.size());
  }
  return name;
}

std::string_view Map(const Record& record, SourceContext& context, Row& row, Scratch&) {
  row.table = record.Text("Type");
  if (row.table.empty()) row.table = context.wanted_table;
  for (const Field& field : record.fields) {
    if (field.is_null()) continue;
    std::string_view name = field.name;
    if (!context.HasColumn(row.table, name)) {
      const std::string_view plain = WithoutTypeSuffix(name);
      if (context.HasColumn(row.table, plain) && record.Text(plain).empty()) name = plain;
    }
    Put(row, name, field);
  }
  return {};
}

}  // namespace

const Source kSentinelExport{"sentinel_export", "the table that the column Type names", false, Matches, Map};

}  // namespace harrier::ingest
