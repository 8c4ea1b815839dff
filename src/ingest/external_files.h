#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ingest/formats/format.h"

namespace harrier::ingest {

/// The path in an address: "https://host/path?query", "file:///path", "path".
std::string ExternalPath(std::string_view uri);

/// The file that an address names, always inside of the folder; kForbidden, naming the place, for what is
/// not there or may not be read. An empty folder: nothing may.
Result<std::string> ExternalFile(const std::string& folder, const std::string& uri);

/// The same; of a folder the files anywhere in it whose names begin and end so, sorted.
Result<std::vector<std::string>> ExternalFiles(const std::string& folder, const std::string& uri,
                                               std::string_view prefix, std::string_view extension);

/// How a format of Kusto's list is read (Kusto docs, data formats supported for ingestion).
struct ExternalFormat {
  enum class Shape : uint8_t { kSeparated, kNamed, kParquet, kLines, kWhole };
  Shape shape = Shape::kSeparated;
  char separator = ',';
  Format format = Format::kCsv;
};
std::optional<ExternalFormat> ExternalFormatOf(std::string_view format);

/// Hands all events of a source to the sink; a whole text comes by lines. `path` as in ReadFormat.
Status ReadExternal(const ExternalFormat& format, PeekSource& source, const std::string& path, CsvHead head,
                    RecordSink& sink);

}  // namespace harrier::ingest
