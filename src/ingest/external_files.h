#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/outbound.h"
#include "engine/engine.h"
#include "ingest/formats/format.h"

namespace harrier::ingest {

/// Where data from outside may come from.
struct ExternalPlaces {
  /// Files below it; empty: none.
  std::string folder{};
  /// Hosts that may be asked; null: none.
  const Outbound* web = nullptr;
  /// A folder for copies of what they send, each gone when it has been read.
  std::string spool{};
};

/// Files to read, there as long as this is.
class ExternalFiles {
 public:
  ExternalFiles() = default;
  ExternalFiles(ExternalFiles&&) = default;
  ExternalFiles& operator=(ExternalFiles&&) = default;
  ~ExternalFiles();

  /// Adds what an address names: a file in the folder by its path in there or as file:///path, a file on the
  /// web, or the folder's copy of it, which goes first (https://host/a/b.csv is the folder's host/a/b.csv).
  /// kForbidden, naming the place, for what is not there or may not be read.
  Status Add(const ExternalPlaces& places, const std::string& uri, const engine::RunOptions& limits);
  /// The same; of a folder the files anywhere in it whose names begin and end so, sorted.
  Status AddAll(const ExternalPlaces& places, const std::string& uri, std::string_view prefix,
                std::string_view extension, const engine::RunOptions& limits);

  const std::vector<std::string>& paths() const { return paths_; }

 private:
  std::vector<std::string> paths_;
  std::vector<std::string> copies_;  // folders that go with this
};

/// The path in an address: "https://host/path?query", "file:///path", "path".
std::string ExternalPath(std::string_view uri);

/// Ends a reading that takes longer than the query may, or that nobody waits for any more.
class ReadingTime {
 public:
  explicit ReadingTime(const engine::RunOptions& limits);
  /// Looks at the clock now and then only.
  Status Check();
  int64_t left_ns() const;

 private:
  std::chrono::steady_clock::time_point end_;
  std::stop_token stop_;
  uint32_t calls_ = 0;
};

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
