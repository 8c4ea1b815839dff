#include "hunting/hunts/timeline.h"

#include <algorithm>

#include "base/json_text.h"
#include "base/ticks.h"
#include "base/time_text.h"
#include "hunting/alerts/alert.h"

namespace harrier::hunting {
namespace {

std::string FirstLine(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

/// The alerts of these ids, each as it was last written.
Status AddAlerts(const std::vector<std::string>& ids, query::Service& service, const query::ViewPtr& view,
                 std::vector<TimelineEvent>& events) {
  TRY(const std::vector<Alert> alerts, AlertsOf(ids, service, view));
  for (const Alert& alert : alerts) {
    TimelineEvent& event = events.emplace_back();
    event.kind = TimelineEvent::Kind::kAlert;
    event.time = ParseDatetime(alert.start).value_or(0);
    event.title = alert.display_name;
    event.text = alert.description;
    event.id = alert.id;
    event.by = alert.provider;
  }
  return Ok();
}

/// What stands in an event's line, by column.
std::vector<std::pair<std::string_view, std::string>> CellsOf(const TimelineEvent& event) {
  std::string tags;
  for (const std::string& tag : event.tags) tags += (tags.empty() ? "" : ",") + tag;
  return {{"message", event.title},
          {"datetime", FormatDatetime(event.time)},
          {"timestamp_desc", std::string(KindName(event.kind))},
          {"notes", event.text},
          {"id", event.id},
          {"by", event.by},
          {"tags", tags},
          {"row", event.row},
          {"evidence_sha256", event.hash}};
}

void AppendCsvCell(std::string& out, std::string_view text) {
  out += '"';
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) out += '\'';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

std::string_view KindName(TimelineEvent::Kind kind) {
  switch (kind) {
    case TimelineEvent::Kind::kBookmark:
      return "Bookmark";
    case TimelineEvent::Kind::kAlert:
      return "Alert";
    case TimelineEvent::Kind::kNote:
      return "Note";
  }
  return "";
}

Result<std::vector<TimelineEvent>> TimelineOf(const HuntDossier& dossier, query::Service& service,
                                              const query::ViewPtr& view) {
  std::vector<TimelineEvent> events;
  for (const Evidence& evidence : dossier.evidence) {
    const Bookmark& bookmark = evidence.bookmark;
    TimelineEvent& event = events.emplace_back();
    event.time = bookmark.event_time ? bookmark.event_time->ticks : evidence.object.created;
    event.title = bookmark.display_name;
    event.text = bookmark.notes;
    event.id = evidence.object.key.name;
    event.by = evidence.object.created_by.name;
    event.row = bookmark.query_result;
    event.hash = evidence.hash;
    event.tags = bookmark.labels;
  }
  for (const HuntNote& note : dossier.notes) {
    TimelineEvent& event = events.emplace_back();
    event.kind = TimelineEvent::Kind::kNote;
    event.time = note.object.created;
    event.title = FirstLine(note.message);
    event.text = note.message;
    event.id = note.object.key.name;
    event.by = note.object.created_by.name;
  }
  std::vector<std::string> alerts;
  for (const RelatedResource& related : dossier.related) {
    if (SameName(related.id.type(), "entities")) alerts.push_back(related.id.name());
  }
  if (!alerts.empty()) TRY_OK(AddAlerts(alerts, service, view, events));
  std::sort(events.begin(), events.end(), [](const TimelineEvent& a, const TimelineEvent& b) {
    return std::tie(a.time, a.id) < std::tie(b.time, b.id);
  });
  return events;
}

std::string TimelineCsv(const std::vector<TimelineEvent>& events) {
  std::string out;
  for (const auto& [name, cell] : CellsOf({})) out += (out.empty() ? "" : ",") + std::string(name);
  out += "\r\n";
  for (const TimelineEvent& event : events) {
    bool first = true;
    for (const auto& [name, cell] : CellsOf(event)) {
      if (!std::exchange(first, false)) out += ',';
      AppendCsvCell(out, cell);
    }
    out += "\r\n";
  }
  return out;
}

std::string TimelineJsonLines(const std::vector<TimelineEvent>& events) {
  std::string out;
  for (const TimelineEvent& event : events) {
    out += fmt::format("{{\"timestamp\":{}", (event.time - kUnixEpochTicks) / kTicksPerMicrosecond);
    for (const auto& [name, cell] : CellsOf(event)) {
      out += ",\"";
      out += name;
      out += "\":";
      AppendJsonString(out, cell);
    }
    out += "}\n";
  }
  return out;
}

}  // namespace harrier::hunting
