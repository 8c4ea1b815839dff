#include "ingest/formats/format.h"

#include <array>

#include "base/ascii.h"
#include "ingest/json_record.h"

namespace harrier::ingest {
namespace {

struct Name {
  std::string_view name;
  Format format;
};
constexpr std::array<Name, 11> kNames = {{{"ndjson", Format::kNdjson},
                                          {"jsonl", Format::kNdjson},
                                          {"json", Format::kJson},
                                          {"csv", Format::kCsv},
                                          {"tsv", Format::kTsv},
                                          {"zeek", Format::kZeekTsv},
                                          {"evtx", Format::kEvtx},
                                          {"parquet", Format::kParquet},
                                          {"lines", Format::kLines},
                                          {"syslog", Format::kLines},
                                          {"text", Format::kLines}}};

/// The beginning as text: without a byte order mark, UTF-16 made UTF-8.
std::string TextOf(std::string_view head) {
  MemorySource memory(head);
  PeekSource peek(memory);
  TextSource text(peek);
  const Result<std::string> all = ReadAll(text);
  return all ? *all : std::string();
}

bool HasControls(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return u < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\x1b';
  });
}

Format JsonFormat(std::string_view text) {
  const size_t end = text.find('\n');
  if (end == std::string_view::npos) return Format::kNdjson;
  std::string line(text.substr(0, end));
  line.reserve(line.size() + kPadding);
  JsonRecordReader reader;
  Record record;
  if (reader.Read(line, record).empty()) return Format::kNdjson;
  // One broken line among good ones, or an object over several lines?
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) line.pop_back();
  return line.ends_with('{') || line.ends_with(',') || line.ends_with('[') ? Format::kJson : Format::kNdjson;
}

size_t Count(std::string_view text, char c) {
  return static_cast<size_t>(std::count(text.begin(), text.end(), c));
}

}  // namespace

std::string_view FormatName(Format format) {
  for (const Name& name : kNames) {
    if (name.format == format) return name.name;
  }
  return "?";
}

std::optional<Format> FormatFromName(std::string_view name) {
  const std::string lower = AsciiLower(name);
  for (const Name& known : kNames) {
    if (known.name == lower) return known.format;
  }
  return std::nullopt;
}

std::optional<Format> DetectFormat(std::string_view name, std::string_view head) {
  if (head.starts_with("PAR1")) return Format::kParquet;
  if (head.starts_with(std::string_view("ElfFile\0", 8))) return Format::kEvtx;
  const std::string lower = AsciiLower(name);
  const std::string text = TextOf(head);
  const std::string_view sample = std::string_view(text).substr(0, 4096);
  if (HasControls(sample)) return std::nullopt;
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return Format::kLines;
  const std::string_view body = std::string_view(text).substr(first);
  if (body.front() == '{') return JsonFormat(body);
  if (body.front() == '[') {
    const size_t next = body.find_first_not_of(" \t\r\n", 1);
    if (next == std::string_view::npos || body[next] == '{' || body[next] == ']') return Format::kJson;
  }
  if (body.starts_with("#separator") || body.starts_with("#fields")) return Format::kZeekTsv;
  if (lower.ends_with(".tsv")) return Format::kTsv;
  if (lower.ends_with(".csv")) return Format::kCsv;
  const std::string_view line = body.substr(0, body.find('\n'));
  const std::string_view second =
      line.size() < body.size() ? body.substr(line.size() + 1) : std::string_view();
  const std::string_view next_line = second.substr(0, second.find('\n'));
  // Names in the first line and as many values in the second.
  const bool names = line.find_first_of("=<>[]{}") == std::string_view::npos && !line.empty() &&
                     !(line.front() >= '0' && line.front() <= '9');
  if (names && Count(line, '\t') >= 2 && Count(line, '\t') == Count(next_line, '\t')) return Format::kTsv;
  if (names && Count(line, ',') >= 2 && Count(line, ',') <= Count(next_line, ',')) return Format::kCsv;
  return Format::kLines;
}

Status ReadFormat(Format format, PeekSource& source, const std::string& path, RecordSink& sink) {
  TextSource text(source);
  switch (format) {
    case Format::kNdjson:
      return ReadNdjson(text, sink);
    case Format::kJson:
      return ReadJsonDocument(text, sink);
    case Format::kCsv:
      return ReadCsv(text, 0, sink);
    case Format::kTsv:
      return ReadCsv(text, '\t', sink);
    case Format::kZeekTsv:
      return ReadZeekTsv(text, sink);
    case Format::kLines:
      return ReadLines(text, sink);
    case Format::kParquet:
      return ReadParquet(source, path, sink);
    case Format::kEvtx: {
      TRY(const std::string bytes, ReadAll(source));
      return ReadEvtx(bytes, sink);
    }
  }
  return Fail(ErrorCode::kInternal, "an unknown format");
}

}  // namespace harrier::ingest
