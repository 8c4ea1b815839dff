#pragma once

#include "ingest/sources/source.h"

namespace harrier::ingest {

/// One event of Windows' event log, whatever shape it came in. Texts as they came; empty: not there.
struct WindowsEvent {
  Field time{};
  std::string_view provider{}, channel{}, computer{}, event_id{}, level{}, task{}, opcode{}, keywords{};
  std::string_view version{}, record_id{}, process_id{}, thread_id{}, user_sid{}, user_name{}, user_domain{};
  std::string_view activity_id{}, message{};
  /// The event's own values, in order.
  std::vector<Field> data{};
  /// What shippers add.
  std::vector<Field> rest{};
};

/// Rows as the Log Analytics tables SecurityEvent, Event and WindowsEvent have them. `event.data` may be put
/// in another order.
void ToSecurityEvent(WindowsEvent& event, SourceContext& context, Row& row, Scratch& scratch);
void ToEvent(WindowsEvent& event, Row& row, Scratch& scratch);
void ToWindowsEvent(WindowsEvent& event, Row& row, Scratch& scratch);

/// The title of a security event, e.g. "An account was successfully logged on."; "" if it is not known.
std::string_view SecurityEventTitle(std::string_view event_id);

}  // namespace harrier::ingest
