#include "ingest/external_data.h"

#include <filesystem>

#include "ingest/containers/container.h"
#include "ingest/field_value.h"
#include "ingest/formats/format.h"
#include "ingest/json_record.h"
#include "runtime/column.h"

namespace harrier::ingest {
namespace {

constexpr size_t kMostRows = 1'000'000;
constexpr size_t kMostBytes = 512 * 1024 * 1024;

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

/// The file of a place, inside of the folder whatever links and dots its path has.
Result<std::string> FileOf(const std::string& folder, const std::string& uri) {
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
  if (failure || !path.string().starts_with(root.string() + "/") || !fs::is_regular_file(path, failure)) {
    return Fail(ErrorCode::kForbidden,
                "externaldata: {} cannot be reached from here, and the folder for outside "
                "data has no copy of '{}'",
                named, place.path);
  }
  return path.string();
}

enum class Shape : uint8_t { kSeparated, kNamed, kParquet, kLines, kWhole };

struct Reading {
  Shape shape = Shape::kSeparated;
  char separator = ',';
  Format format = Format::kCsv;
};

/// How a format of Kusto's list is read.
std::optional<Reading> ReadingOf(std::string_view format) {
  if (format == "csv") return Reading{};
  if (format == "tsv" || format == "tsve") return Reading{.separator = '\t'};
  if (format == "psv") return Reading{.separator = '|'};
  if (format == "scsv") return Reading{.separator = ';'};
  if (format == "json" || format == "ndjson" || format == "jsonl")
    return Reading{.shape = Shape::kNamed, .format = Format::kNdjson};
  if (format == "multijson") return Reading{.shape = Shape::kNamed, .format = Format::kJson};
  if (format == "parquet") return Reading{.shape = Shape::kParquet, .format = Format::kParquet};
  if (format == "txt") return Reading{.shape = Shape::kLines, .format = Format::kLines};
  if (format == "raw") return Reading{.shape = Shape::kWhole};
  return std::nullopt;
}

/// Puts events into the columns asked for: by name, or by position.
class Rows final : public RecordSink {
 public:
  Rows(const kql::ExternalSource& source, bool by_name) : source_(source), by_name_(by_name) {
    for (const catalog::TableColumn& column : source.columns) columns_.emplace_back(column.type);
  }

  Status Accept(const Record& record) override {
    if (std::exchange(skip_, false)) return Ok();
    if (++rows_ > kMostRows) return Fail(ErrorCode::kLimit, "externaldata: more than {} rows", kMostRows);
    for (size_t i = 0; i < columns_.size(); ++i) {
      const Field* field = by_name_                   ? record.Find(source_.columns[i].name)
                           : i < record.fields.size() ? &record.fields[i]
                                                      : nullptr;
      // What does not fit the type of its column is null.
      if (field == nullptr || !AppendField(columns_[i], *field)) columns_[i].AppendNull();
    }
    return Ok();
  }
  /// Lines that cannot be read are passed over, as Kusto does.
  Status Reject(uint64_t, std::string_view, std::string_view) override { return Ok(); }

  void SkipFirst() { skip_ = true; }

  std::vector<std::vector<Value>> Take() {
    std::vector<std::vector<Value>> out(rows_, std::vector<Value>(columns_.size()));
    for (size_t c = 0; c < columns_.size(); ++c) {
      const runtime::ColumnView view = columns_[c].View();
      for (size_t row = 0; row < rows_; ++row) out[row][c] = runtime::ValueAt(view, row);
    }
    return out;
  }

 private:
  const kql::ExternalSource& source_;
  bool by_name_;
  bool skip_ = false;
  size_t rows_ = 0;
  std::vector<runtime::ColumnBuilder> columns_;
};

Status ReadWhole(PeekSource& source, Rows& rows) {
  TRY(const std::string bytes, ReadAll(source, kMostBytes));
  std::string text;
  AppendAsUtf8(text, bytes);
  Record record;
  record.fields.push_back({kLineField, FieldKind::kString, text});
  return rows.Accept(record);
}

Status ReadOne(const kql::ExternalSource& asked, const std::string& path, Rows& rows) {
  return VisitLogs(path, [&](const std::string& name, PeekSource& source) -> Status {
    std::string format = asked.format;
    if (format.empty()) {
      const size_t dot = name.rfind('.');
      format = dot == std::string::npos ? "csv" : name.substr(dot + 1);
    }
    std::optional<Reading> reading = ReadingOf(format);
    if (!reading && asked.format.empty()) reading = Reading{};
    if (!reading) return Fail(ErrorCode::kNotSupported, "not supported: externaldata in format '{}'", format);
    if (asked.ignore_first_record) rows.SkipFirst();
    TextSource text(source);
    switch (reading->shape) {
      case Shape::kSeparated:
        return ReadCsv(text, reading->separator, rows, CsvHead::kNone);
      case Shape::kLines:
        return ReadLines(text, rows);
      case Shape::kWhole:
        return ReadWhole(source, rows);
      case Shape::kParquet:
        return ReadParquet(source, name == path ? path : "", rows);
      case Shape::kNamed:
        return reading->format == Format::kJson ? ReadJsonDocument(text, rows) : ReadNdjson(text, rows);
    }
    return Ok();
  });
}

bool ByName(const kql::ExternalSource& source) {
  std::string format = source.format;
  if (format.empty() && !source.uris.empty()) {
    const Place place = PlaceOf(source.uris.front());
    std::string_view path = place.path;
    if (path.ends_with(".gz")) path.remove_suffix(3);
    format = path.substr(std::min(path.rfind('.'), path.size() - 1) + 1);
  }
  const auto reading = ReadingOf(format);
  return reading && (reading->shape == Shape::kNamed || reading->shape == Shape::kParquet);
}

}  // namespace

kql::ExternalReader MakeExternalReader(std::string folder) {
  return [folder = std::move(folder)](
             const kql::ExternalSource& source) -> Result<std::vector<std::vector<Value>>> {
    Rows rows(source, ByName(source));
    for (const std::string& uri : source.uris) {
      TRY(const std::string path, FileOf(folder, uri));
      TRY_OK(ReadOne(source, path, rows));
    }
    return rows.Take();
  };
}

}  // namespace harrier::ingest
