#include "ingest/formats/format.h"
#include "ingest/json_record.h"
#include "ingest/line_reader.h"

namespace harrier::ingest {

Status ReadLines(ByteSource& text, RecordSink& sink) {
  LineReader lines(text);
  Record record;
  std::string valid;
  while (true) {
    TRY(const std::optional<std::string_view> line, lines.Next());
    if (!line) return Ok();
    if (line->find_first_not_of(" \t") == std::string_view::npos) continue;
    if (lines.cut()) {
      TRY_OK(sink.Reject(lines.line(), "the line is longer than 64 MB", line->substr(0, 4096)));
      continue;
    }
    valid.clear();
    AppendAsUtf8(valid, *line);
    record.fields.assign(1, {kLineField, FieldKind::kString, valid});
    record.raw = *line;
    record.line = lines.line();
    TRY_OK(sink.Accept(record));
  }
}

}  // namespace harrier::ingest
