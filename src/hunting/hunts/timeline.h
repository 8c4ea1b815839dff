#pragma once

#include <string>
#include <vector>

#include "hunting/hunts/dossier.h"
#include "query/session.h"

namespace harrier::hunting {

/// Something that happened, or that a hunter noted.
struct TimelineEvent {
  enum class Kind : uint8_t { kBookmark, kAlert, kNote };
  Kind kind = Kind::kBookmark;
  int64_t time = 0;   // ticks
  std::string title;  // one line
  std::string text;   // notes, or an alert's description
  std::string id;     // of the bookmark, alert or comment
  std::string by;     // who bookmarked or noted it
  std::string row;    // JSON, of a bookmark
  std::string hash;   // of a bookmark's evidence
  std::vector<std::string> tags;
};

/// A hunt's bookmarks, the alerts that it is related to, and its notes, in order of time. Alerts are read
/// from SecurityAlert, as the view shows it.
Result<std::vector<TimelineEvent>> TimelineOf(const HuntDossier& dossier, query::Service& service,
                                              const query::ViewPtr& view);

std::string_view KindName(TimelineEvent::Kind kind);

/// Comma-separated, with a line of names (RFC 4180). Texts that a spreadsheet would take for formulas are
/// quoted by an apostrophe.
std::string TimelineCsv(const std::vector<TimelineEvent>& events);
/// A JSON object a line, as Timesketch reads it: message, datetime, timestamp (microseconds), timestamp_desc.
std::string TimelineJsonLines(const std::vector<TimelineEvent>& events);

}  // namespace harrier::hunting
