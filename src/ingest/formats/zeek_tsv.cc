#include "ingest/formats/format.h"
#include "ingest/json_record.h"
#include "ingest/line_reader.h"

// Zeek docs, Zeek Log Formats: lines of tabs under #fields and #types, with - for unset and (empty) for
// empty.
namespace harrier::ingest {
namespace {

struct Column {
  std::string name;
  FieldKind kind = FieldKind::kString;
};

std::vector<std::string_view> Split(std::string_view line, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t at = line.find(separator);
    parts.push_back(line.substr(0, at));
    if (at == std::string_view::npos) return parts;
    line.remove_prefix(at + 1);
  }
}

FieldKind KindOfType(std::string_view type) {
  if (type == "bool") return FieldKind::kBool;
  const bool number = type == "time" || type == "interval" || type == "double" || type == "count" ||
                      type == "int" || type == "port";
  return number ? FieldKind::kNumber : FieldKind::kString;
}

/// What the lines that begin with # have said so far.
struct Head {
  char separator = '\t';
  std::string unset = "-";
  std::string empty = "(empty)";
  std::string path;
  std::vector<Column> columns;

  void Read(std::string_view line) {
    if (line.starts_with("#separator ")) {
      const std::string_view value = line.substr(11);
      unsigned code = 0;
      if (value.starts_with("\\x")) {
        const auto [end, error] = std::from_chars(value.data() + 2, value.data() + value.size(), code, 16);
        if (error == std::errc() && code > 0 && code < 128) separator = static_cast<char>(code);
      } else if (value.size() == 1) {
        separator = value[0];
      }
      return;
    }
    const auto parts = Split(line, separator);
    if (parts.size() < 2) return;
    if (parts[0] == "#unset_field") unset = parts[1];
    if (parts[0] == "#empty_field") empty = parts[1];
    if (parts[0] == "#path") {
      path.clear();
      AppendAsUtf8(path, parts[1]);
    }
    if (parts[0] == "#fields") {
      columns.clear();
      for (size_t i = 1; i < parts.size(); ++i) {
        Column& column = columns.emplace_back();
        AppendAsUtf8(column.name, parts[i]);
      }
    }
    if (parts[0] == "#types") {
      for (size_t i = 1; i < parts.size() && i <= columns.size(); ++i)
        columns[i - 1].kind = KindOfType(parts[i]);
    }
  }
};

}  // namespace

Status ReadZeekTsv(ByteSource& text, RecordSink& sink) {
  LineReader lines(text);
  Head head;
  Record record;
  Scratch scratch;
  while (true) {
    TRY(const std::optional<std::string_view> line, lines.Next());
    if (!line) return Ok();
    if (line->empty()) continue;
    if (line->front() == '#') {
      head.Read(*line);
      continue;
    }
    const auto cells = Split(*line, head.separator);
    if (cells.size() != head.columns.size() || lines.cut()) {
      TRY_OK(sink.Reject(lines.line(),
                         fmt::format("{} values, but #fields names {}", cells.size(), head.columns.size()),
                         *line));
      continue;
    }
    record.fields.clear();
    scratch.Clear();
    if (!head.path.empty()) record.fields.push_back({kZeekPathField, FieldKind::kString, head.path});
    for (size_t i = 0; i < cells.size(); ++i) {
      Field field{head.columns[i].name, head.columns[i].kind, cells[i]};
      if (cells[i] == head.unset) {
        field = {head.columns[i].name, FieldKind::kNull, {}};
      } else if (cells[i] == head.empty) {
        field.text = {};
      } else if (field.kind == FieldKind::kBool) {
        field.text = cells[i] == "T" ? "true" : "false";
      } else if (field.kind == FieldKind::kString || !IsJsonNumber(cells[i])) {
        field.kind = FieldKind::kString;
        std::string& valid = scratch.New();
        AppendAsUtf8(valid, cells[i]);
        field.text = valid;
      }
      record.fields.push_back(field);
    }
    record.raw = *line;
    record.line = lines.line();
    TRY_OK(sink.Accept(record));
  }
}

}  // namespace harrier::ingest
