#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ingest/byte_source.h"
#include "ingest/record.h"

namespace harrier::ingest {

enum class Format : uint8_t {
  kNdjson,   // a JSON object a line
  kJson,     // arrays of objects, or objects over several lines
  kCsv,      // RFC 4180, with a line of names
  kTsv,      // the same with tabs
  kZeekTsv,  // Zeek's own logs, with #fields
  kEvtx,     // Windows event log files
  kParquet,
  kLines,  // other text: each line an event with the one field `line`
};

std::string_view FormatName(Format format);
/// Reads a name as --format takes it: ndjson (jsonl), json, csv, tsv, zeek, evtx, parquet, lines (syslog).
std::optional<Format> FormatFromName(std::string_view name);

/// Tells the format from a file's beginning and, for texts, its name. nullopt: it is no log in any of them.
std::optional<Format> DetectFormat(std::string_view name, std::string_view head);

/// Bytes that DetectFormat wants to see.
inline constexpr size_t kDetectBytes = 64 * 1024;

/// Reads all events of a source. What is wrong with one event is told to the sink; a file that cannot be
/// read any further is an error. `path` of the file on disk, if it lies there by itself, else "".
Status ReadFormat(Format format, PeekSource& source, const std::string& path, RecordSink& sink);

Status ReadNdjson(ByteSource& text, RecordSink& sink);
/// Whether an object that only wraps a list of events ({"Records": […]}) stands for them.
enum class Wrappers : uint8_t { kOpened, kKept };
Status ReadJsonDocument(ByteSource& text, RecordSink& sink, Wrappers wrappers = Wrappers::kOpened);
/// Whether one object may stand where an array of one is meant.
enum class LoneObject : uint8_t { kRefused, kTaken };
/// A strict JSON array of objects: kInvalid, and the sink has seen nothing, if it is none. `text` gets spare
/// room behind it.
Status ReadJsonArray(std::string& text, RecordSink& sink, LoneObject lone);
/// Whether the first row of a CSV holds the columns' names; else they are Column1, Column2….
enum class CsvHead : uint8_t { kNames, kNone };
/// `separator` 0: told from the first line, one of , ; tab |.
Status ReadCsv(ByteSource& text, char separator, RecordSink& sink, CsvHead head = CsvHead::kNames);
Status ReadZeekTsv(ByteSource& text, RecordSink& sink);
Status ReadLines(ByteSource& text, RecordSink& sink);
Status ReadEvtx(const std::string& bytes, RecordSink& sink);
Status ReadParquet(PeekSource& source, const std::string& path, RecordSink& sink);

/// Zeek's log name, as a field of each event of a log that has it in its head.
inline constexpr std::string_view kZeekPathField = "_path";
/// The one field of kLines.
inline constexpr std::string_view kLineField = "line";

}  // namespace harrier::ingest
