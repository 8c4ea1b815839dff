#include "ingest/formats/format.h"
#include "ingest/formats/json_events.h"
#include "ingest/line_reader.h"

namespace harrier::ingest {

Status ReadNdjson(ByteSource& text, RecordSink& sink) {
  LineReader lines(text);
  JsonEvents events(sink);
  while (true) {
    TRY(const std::optional<std::string_view> line, lines.Next());
    if (!line) return Ok();
    if (line->find_first_not_of(" \t") == std::string_view::npos) continue;
    if (lines.cut()) {
      TRY_OK(sink.Reject(lines.line(), "the line is longer than 64 MB", line->substr(0, 4096)));
      continue;
    }
    TRY_OK(events.Emit(*line, lines.line()));
  }
}

}  // namespace harrier::ingest
