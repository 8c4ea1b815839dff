#include "ingest/formats/json_events.h"

#include "ingest/byte_source.h"

namespace harrier::ingest {
namespace {

/// The one list in a wrapper of events; null if the object is an event itself.
const Field* WrappedList(const Record& record) {
  constexpr size_t kMostFields = 4;
  if (record.fields.size() > kMostFields) return nullptr;
  for (const Field& field : record.fields) {
    const std::string_view name = field.name;
    if (field.kind != FieldKind::kJson || !field.text.starts_with('[')) continue;
    if (name == "Records" || name == "records" || name == "value" || name == "Items" || name == "events") {
      const size_t first = field.text.find_first_not_of(" \t\r\n", 1);
      if (first != std::string_view::npos && (field.text[first] == '{' || field.text[first] == ']'))
        return &field;
    }
  }
  return nullptr;
}

}  // namespace

size_t EndOfValue(std::string_view text, size_t at) {
  int64_t depth = 0;
  for (size_t i = at; i < text.size(); ++i) {
    switch (text[i]) {
      case '"':
        for (++i; i < text.size() && text[i] != '"'; ++i) {
          if (text[i] == '\\') ++i;
        }
        if (i >= text.size()) return std::string_view::npos;
        if (depth == 0) return i + 1;
        break;
      case '{':
      case '[':
        ++depth;
        break;
      case '}':
      case ']':
        if (depth == 0) return i;
        if (--depth == 0) return i + 1;
        break;
      case ',':
      case '\n':
        if (depth == 0) return i;
        break;
      default:
        break;
    }
  }
  return depth == 0 ? text.size() : std::string_view::npos;
}

Status JsonEvents::Emit(std::string_view json, uint64_t line) {
  const std::string_view problem = reader_.Read(json, record_);
  if (!problem.empty()) return sink_.Reject(line, problem, json);
  if (record_.fields.empty()) return sink_.Reject(line, "an object without fields", json);
  if (wrappers_ == Wrappers::kOpened) {
    if (const Field* list = WrappedList(record_)) return EmitElements(list->text, line);
  }
  record_.raw = json;
  record_.line = line;
  return sink_.Accept(record_);
}

Status JsonEvents::EmitElements(std::string_view list, uint64_t line) {
  // Elements are read by a reader of their own, for the list belongs to this one's last object.
  JsonEvents inner(sink_);
  for (size_t at = 1; at < list.size();) {
    if (list[at] != '{') {
      ++at;
      continue;
    }
    const size_t end = EndOfValue(list, at);
    if (end == std::string_view::npos) break;
    TRY_OK(inner.Emit(list.substr(at, end - at), line));
    at = end;
  }
  return Ok();
}

}  // namespace harrier::ingest
