#include "ingest/external_files.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>

#include "base/ascii.h"

namespace harrier::ingest {
namespace {

constexpr uint64_t kMostBytes = uint64_t{512} << 20;

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
      place.host = AsciiLower(rest.substr(0, rest.find('/')));
    }
    rest.remove_prefix(std::min(rest.find('/'), rest.size()));
  }
  place.path = rest;
  return place;
}

/// The folder's path for a place, if something is there and lies inside of the folder, whatever links and
/// dots there are.
std::optional<std::filesystem::path> PathInFolder(const std::string& folder, const Place& place) {
  if (folder.empty()) return std::nullopt;
  namespace fs = std::filesystem;
  std::error_code failure;
  const fs::path root = fs::weakly_canonical(folder, failure);
  fs::path path = place.path;
  const bool inside = place.host.empty() && path.string().starts_with(root.string() + "/");
  if (!inside) path = (place.host.empty() ? root : root / place.host) / path.relative_path();
  path = fs::weakly_canonical(path, failure);
  const bool there = fs::is_regular_file(path, failure) || fs::is_directory(path, failure);
  if (!there || !path.string().starts_with(root.string() + "/")) return std::nullopt;
  return path;
}

Status Unreachable(const ExternalPlaces& places, const Place& place) {
  const std::string named = place.host.empty() ? fmt::format("the file '{}'", place.path)
                                               : fmt::format("the host '{}'", place.host);
  if (places.folder.empty()) {
    return Fail(
        ErrorCode::kForbidden,
        "externaldata: {} cannot be read; the settings external.folder and outbound.hosts say what may be",
        named);
  }
  return Fail(
      ErrorCode::kForbidden,
      "externaldata: {} cannot be reached from here, and the folder for outside data has no copy of '{}'",
      named, place.path);
}

/// What Kusto takes behind the address, as in "https://host/a.csv;impersonate", is not for the host.
std::string WithoutSecret(const std::string& uri) {
  return uri.substr(0, uri.find(';'));
}

}  // namespace

std::string ExternalPath(std::string_view uri) {
  return PlaceOf(uri).path;
}

ReadingTime::ReadingTime(const engine::RunOptions& limits)
    : end_(std::chrono::steady_clock::now() + std::chrono::nanoseconds(limits.timeout_ns)),
      stop_(limits.stop) {}

int64_t ReadingTime::left_ns() const {
  return std::chrono::nanoseconds(end_ - std::chrono::steady_clock::now()).count();
}

Status ReadingTime::Check() {
  if ((calls_++ & 1023) != 0) return Ok();
  if (stop_.stop_requested()) return Fail(ErrorCode::kCancelled, "the query was cancelled");
  if (left_ns() <= 0) return Fail(ErrorCode::kTimeout, "the query took longer than it may, in externaldata");
  return Ok();
}

ExternalFiles::~ExternalFiles() {
  std::error_code failure;
  for (const std::string& copy : copies_) std::filesystem::remove_all(copy, failure);
}

Status ExternalFiles::Add(const ExternalPlaces& places, const std::string& uri,
                          const engine::RunOptions& limits) {
  const Place place = PlaceOf(uri);
  if (const auto path = PathInFolder(places.folder, place)) {
    if (std::filesystem::is_directory(*path))
      return Fail(ErrorCode::kForbidden, "externaldata: '{}' cannot be reached from here: it is a folder",
                  place.path);
    paths_.push_back(path->string());
    return Ok();
  }
  const std::string url = WithoutSecret(uri);
  if (place.host.empty() || places.web == nullptr || !places.web->Allows(url))
    return Unreachable(places, place);
  std::string folder = places.spool + "/external-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr)
    return Fail(ErrorCode::kIo, "externaldata: there is no room for a copy of '{}'", place.path);
  copies_.push_back(folder);
  // Its end says how it is compressed and in which format it is.
  const std::string name = std::filesystem::path(place.path).filename();
  const std::string path = folder + "/" + (name.empty() || name == "." || name == ".." ? "data" : name);
  ReadingTime time(limits);
  if (auto fetched = places.web->Fetch(url, path, {kMostBytes, time.left_ns(), limits.stop}); !fetched) {
    return Fail(fetched.error().code, "externaldata: {}", fetched.error().message);
  }
  paths_.push_back(path);
  return Ok();
}

Status ExternalFiles::AddAll(const ExternalPlaces& places, const std::string& uri, std::string_view prefix,
                             std::string_view extension, const engine::RunOptions& limits) {
  const auto path = PathInFolder(places.folder, PlaceOf(uri));
  std::error_code failure;
  if (!path || !std::filesystem::is_directory(*path, failure)) return Add(places, uri, limits);
  const auto first = static_cast<std::ptrdiff_t>(paths_.size());
  for (auto at = std::filesystem::recursive_directory_iterator(*path, failure);
       !failure && at != std::filesystem::recursive_directory_iterator(); at.increment(failure)) {
    // A link could lead out of the folder.
    if (at->is_symlink(failure) || !at->is_regular_file(failure)) continue;
    const std::string name = at->path().filename().string();
    if (name.starts_with(prefix) && name.ends_with(extension)) paths_.push_back(at->path().string());
  }
  std::sort(paths_.begin() + first, paths_.end());
  return Ok();
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
