#include "ingest/external_files.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace harrier::ingest {
namespace {

/// A place as written: "https://host/path?query", "file:///path", "path".
struct Place {
  std::string host;
  std::string path;
};

Place PlaceOf(std::string_view uri) {
  Place place;
  const size_t scheme = uri.find("://");
  // What Kusto takes behind the address (a signature, a key) is no part of the file's name.
  std::string_view rest = uri.substr(0, uri.find_first_of("?;#"));
  if (scheme != std::string_view::npos) {
    const bool is_file = uri.substr(0, scheme) == "file";
    rest.remove_prefix(scheme + 3);
    if (!is_file) {
      place.host = rest.substr(0, rest.find('/'));
      for (char& c : place.host) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    rest.remove_prefix(std::min(rest.find('/'), rest.size()));
  }
  place.path = rest;
  return place;
}

/// The path of a place, inside of the folder whatever links and dots it has, if something is there.
Result<std::filesystem::path> PathOf(const std::string& folder, const std::string& uri) {
  const Place place = PlaceOf(uri);
  const std::string named = place.host.empty() ? fmt::format("the file '{}'", place.path)
                                               : fmt::format("the host '{}'", place.host);
  if (folder.empty()) {
    return Fail(ErrorCode::kForbidden,
                "externaldata: {} cannot be read; this installation reads nothing from outside (setting "
                "external.folder)",
                named);
  }
  namespace fs = std::filesystem;
  std::error_code failure;
  const fs::path root = fs::weakly_canonical(folder, failure);
  fs::path path = place.path;
  const bool inside = place.host.empty() && path.string().starts_with(root.string() + "/");
  if (!inside) path = (place.host.empty() ? root : root / place.host) / path.relative_path();
  path = fs::weakly_canonical(path, failure);
  const bool there = fs::is_regular_file(path, failure) || fs::is_directory(path, failure);
  if (!there || !path.string().starts_with(root.string() + "/")) {
    return Fail(ErrorCode::kForbidden,
                "externaldata: {} cannot be reached from here, and the folder for outside "
                "data has no copy of '{}'",
                named, place.path);
  }
  return path;
}

}  // namespace

std::string ExternalPath(std::string_view uri) {
  return PlaceOf(uri).path;
}

Result<std::string> ExternalFile(const std::string& folder, const std::string& uri) {
  TRY(const std::filesystem::path path, PathOf(folder, uri));
  if (std::filesystem::is_directory(path))
    return Fail(ErrorCode::kForbidden, "externaldata: '{}' cannot be reached from here: it is a folder",
                ExternalPath(uri));
  return path.string();
}

Result<std::vector<std::string>> ExternalFiles(const std::string& folder, const std::string& uri,
                                               std::string_view prefix, std::string_view extension) {
  TRY(const std::filesystem::path path, PathOf(folder, uri));
  std::error_code failure;
  std::vector<std::string> files;
  if (!std::filesystem::is_directory(path)) return std::vector<std::string>{path.string()};
  for (auto at = std::filesystem::recursive_directory_iterator(path, failure);
       !failure && at != std::filesystem::recursive_directory_iterator(); at.increment(failure)) {
    // A link could lead out of the folder.
    if (at->is_symlink(failure) || !at->is_regular_file(failure)) continue;
    const std::string name = at->path().filename().string();
    if (name.starts_with(prefix) && name.ends_with(extension)) files.push_back(at->path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::optional<ExternalFormat> ExternalFormatOf(std::string_view format) {
  using Shape = ExternalFormat::Shape;
  if (format == "csv") return ExternalFormat{};
  if (format == "tsv" || format == "tsve") return ExternalFormat{.separator = '\t'};
  if (format == "psv") return ExternalFormat{.separator = '|'};
  if (format == "scsv") return ExternalFormat{.separator = ';'};
  if (format == "json" || format == "ndjson" || format == "jsonl")
    return ExternalFormat{.shape = Shape::kNamed, .format = Format::kNdjson};
  if (format == "multijson") return ExternalFormat{.shape = Shape::kNamed, .format = Format::kJson};
  if (format == "parquet") return ExternalFormat{.shape = Shape::kParquet, .format = Format::kParquet};
  if (format == "txt") return ExternalFormat{.shape = Shape::kLines, .format = Format::kLines};
  if (format == "raw") return ExternalFormat{.shape = Shape::kWhole};
  return std::nullopt;
}

Status ReadExternal(const ExternalFormat& format, PeekSource& source, const std::string& path, CsvHead head,
                    RecordSink& sink) {
  TextSource text(source);
  switch (format.shape) {
    case ExternalFormat::Shape::kSeparated:
      return ReadCsv(text, format.separator, sink, head);
    case ExternalFormat::Shape::kParquet:
      return ReadParquet(source, path, sink);
    case ExternalFormat::Shape::kNamed:
      return format.format == Format::kJson ? ReadJsonDocument(text, sink) : ReadNdjson(text, sink);
    case ExternalFormat::Shape::kLines:
    case ExternalFormat::Shape::kWhole:
      return ReadLines(text, sink);
  }
  return Ok();
}

}  // namespace harrier::ingest
