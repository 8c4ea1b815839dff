#include "ingest/formats/format.h"
#include "ingest/formats/json_events.h"

namespace harrier::ingest {

// Looks for objects at the top and in arrays there, so that one broken event does not hide the others.
Status ReadJsonDocument(ByteSource& text, RecordSink& sink, Wrappers wrappers) {
  TRY(const std::string all, ReadAll(text));
  const std::string_view bytes = all;
  JsonEvents events(sink, wrappers);
  uint64_t line = 1;
  size_t counted = 0;
  for (size_t at = 0; at < bytes.size();) {
    const char c = bytes[at];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == '[' || c == ']') {
      ++at;
      continue;
    }
    line += static_cast<uint64_t>(std::count(bytes.begin() + static_cast<ptrdiff_t>(counted),
                                             bytes.begin() + static_cast<ptrdiff_t>(at), '\n'));
    counted = at;
    size_t end = EndOfValue(bytes, at);
    if (end == std::string_view::npos) {
      TRY_OK(sink.Reject(line, "the JSON ends too early", bytes.substr(at)));
      return Ok();
    }
    if (end == at) ++end;
    if (c == '{') {
      TRY_OK(events.Emit(bytes.substr(at, end - at), line));
    } else {
      TRY_OK(sink.Reject(line, "not a JSON object", bytes.substr(at, end - at)));
    }
    at = end;
  }
  return Ok();
}

}  // namespace harrier::ingest
