#include "ingest/sources/source.h"

// Suricata documentation, EVE JSON format: each event names its type, whose details are an object of that
// name.
namespace harrier::ingest {
namespace {

bool Matches(const Record& record, SourceContext&) {
  return record.Has("event_type") && record.Has("timestamp") &&
         (record.Has("flow_id") || record.Has("src_ip") || record.Text("event_type") == "stats");
}

std::string_view Map(const Record& record, SourceContext&, Row& row, Scratch&) {
  row.table = TableName("Suricata_", record.Text("event_type"), "_CL");
  for (const Field& field : record.fields) {
    if (field.name == "timestamp") Put(row, "TimeGenerated", field);
    Put(row, field.name, field);
  }
  return {};
}

}  // namespace

const Source kSuricata{"suricata_eve", "Suricata_<event_type>_CL", true, Matches, Map};

}  // namespace harrier::ingest
