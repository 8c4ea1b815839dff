#pragma once

#include <string_view>

#include "ingest/record.h"

namespace harrier::ingest {

/// Reads a Windows event as XML (<Event><System>…</System><EventData>…</EventData></Event>) into fields as a
/// shipper would name them: Provider, ProviderGuid, EventID, Version, Level, Task, Opcode, Keywords,
/// TimeCreated, EventRecordID, ActivityID, ExecutionProcessID, ThreadID, Channel, Computer, UserID, and
/// EventData, a JSON object of its values in their order. False if it is no such XML.
bool ReadEventXml(std::string_view xml, std::vector<Field>& fields, Scratch& scratch);

/// Reads `<EventData><Data Name="a">b</Data>…</EventData>`, also inside other elements; names and values go
/// to `fields`. False if there is no such element.
bool ReadEventDataXml(std::string_view xml, std::vector<Field>& fields, Scratch& scratch);

/// Appends text with the characters that XML reserves escaped.
void AppendXmlText(std::string& out, std::string_view text);

}  // namespace harrier::ingest
