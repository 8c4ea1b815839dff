#include "ingest/formats/format.h"
#include "ingest/sources/source.h"

// Lines of Linux' audit log: type=… msg=audit(seconds.milliseconds:serial): …
namespace harrier::ingest {
namespace {

constexpr std::string_view kStamp = "msg=audit(";

bool Matches(const Record& record, SourceContext&) {
  if (record.fields.size() != 1 || record.fields[0].name != kLineField) return false;
  const std::string_view line = record.fields[0].text;
  return (line.starts_with("type=") || line.starts_with("node=")) &&
         line.find(kStamp) != std::string_view::npos;
}

std::string_view Map(const Record& record, SourceContext&, Row& row, Scratch&) {
  row.table = "Syslog";
  const std::string_view line = record.fields[0].text;
  const std::string_view stamp = line.substr(line.find(kStamp) + kStamp.size());
  const size_t end = stamp.find_first_not_of("0123456789.");
  if (end == std::string_view::npos || stamp[end] != ':') return "an audit line without its time";
  const std::string_view time = stamp.substr(0, end);
  Put(row, "TimeGenerated", time);
  Put(row, "EventTime", time);
  Put(row, "Facility", "audit");
  Put(row, "SeverityLevel", "info");
  Put(row, "ProcessName", "auditd");
  if (line.starts_with("node=")) {
    const std::string_view node = line.substr(5, line.find(' ') - 5);
    Put(row, "Computer", node);
    Put(row, "HostName", node);
  }
  Put(row, "SyslogMessage", line);
  return {};
}

}  // namespace

const Source kAuditd{"auditd", "Syslog", false, Matches, Map};

}  // namespace harrier::ingest
