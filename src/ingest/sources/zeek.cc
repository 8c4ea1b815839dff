#include "ingest/formats/format.h"
#include "ingest/sources/source.h"

// Zeek documentation, log files. The log's name comes with the event (_path; @stream of the log shippers
// built on Zeek) or from the file's name; dots in columns become '_', as Sentinel has them.
namespace harrier::ingest {
namespace {

/// "conn" of conn.log, conn.2024-01-01.log, conn_20240101.log.
std::string_view LogOf(std::string_view file) {
  const std::string_view base = BaseName(file);
  return base.substr(0, base.find('.'));
}

bool HasEnds(const Record& record) {
  return record.Has("id.orig_h") || record.Has("id_orig_h");
}

bool Matches(const Record& record, SourceContext&) {
  if (!record.Has("ts")) return false;
  if (record.Has(kZeekPathField) || (record.Has("@stream") && record.Text("@proc") == "zeek")) return true;
  return (record.Has("uid") && HasEnds(record)) || (record.Has("fuid") && record.Has("source"));
}

std::string_view Map(const Record& record, SourceContext& context, Row& row, Scratch& scratch) {
  std::string_view log = record.Text(kZeekPathField);
  if (log.empty()) log = record.Text("@stream");
  if (log.empty()) log = LogOf(context.file);
  row.table = TableName("Zeek_", log, "_CL");
  for (const Field& field : record.fields) {
    if (field.is_null() || field.name == kZeekPathField) continue;
    if (field.name == "ts") Put(row, "TimeGenerated", field);
    if (field.name.find('.') == std::string_view::npos) {
      Put(row, field.name, field);
      continue;
    }
    std::string& name = scratch.New();
    name = field.name;
    std::replace(name.begin(), name.end(), '.', '_');
    Put(row, name, field);
  }
  return {};
}

}  // namespace

const Source kZeek{"zeek", "Zeek_<log>_CL", true, Matches, Map};

}  // namespace harrier::ingest
