#include "ingest/sources/source.h"

// Plaso documentation, json_line output: `timestamp` counts microseconds since 1970, 0 where there is none.
namespace harrier::ingest {
namespace {

bool Matches(const Record& record, SourceContext&) {
  return record.Has("data_type") && record.Has("timestamp_desc") && record.Has("timestamp");
}

std::string_view Map(const Record& record, SourceContext&, Row& row, Scratch&) {
  row.table = "Plaso_CL";
  for (const Field& field : record.fields) {
    if (field.name == "timestamp" && field.text != "0") Put(row, "TimeGenerated", field);
    Put(row, field.name, field);
  }
  return {};
}

}  // namespace

const Source kPlaso{"plaso", "Plaso_CL", true, Matches, Map};

}  // namespace harrier::ingest
