#include "ingest/external_data.h"

#include "ingest/containers/container.h"
#include "ingest/external_files.h"
#include "ingest/field_value.h"
#include "ingest/json_record.h"
#include "runtime/column.h"

namespace harrier::ingest {
namespace {

constexpr size_t kMostRows = 1'000'000;
constexpr size_t kMostBytes = 512 * 1024 * 1024;

/// Puts events into the columns asked for: by name, or by position.
class Rows final : public RecordSink {
 public:
  Rows(const kql::ExternalSource& source, bool by_name, const engine::RunOptions& limits)
      : source_(source), by_name_(by_name), time_(limits) {
    for (const catalog::TableColumn& column : source.columns) columns_.emplace_back(column.type);
  }

  Status Accept(const Record& record) override {
    TRY_OK(time_.Check());
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
  ReadingTime time_;
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
    std::optional<ExternalFormat> reading = ExternalFormatOf(format);
    if (!reading && asked.format.empty()) reading = ExternalFormat{};
    if (!reading) return Fail(ErrorCode::kNotSupported, "not supported: externaldata in format '{}'", format);
    if (asked.ignore_first_record) rows.SkipFirst();
    if (reading->shape == ExternalFormat::Shape::kWhole) return ReadWhole(source, rows);
    return ReadExternal(*reading, source, name == path ? path : "", CsvHead::kNone, rows);
  });
}

bool ByName(const kql::ExternalSource& source) {
  std::string format = source.format;
  if (format.empty() && !source.uris.empty()) {
    const std::string place = ExternalPath(source.uris.front());
    std::string_view path = place;
    if (path.ends_with(".gz")) path.remove_suffix(3);
    format = path.substr(std::min(path.rfind('.'), path.size() - 1) + 1);
  }
  const auto reading = ExternalFormatOf(format);
  return reading && (reading->shape == ExternalFormat::Shape::kNamed ||
                     reading->shape == ExternalFormat::Shape::kParquet);
}

}  // namespace

query::ExternalReader MakeExternalReader(ExternalPlaces places) {
  return [places = std::move(places)](
             const kql::ExternalSource& source,
             const engine::RunOptions& limits) -> Result<std::vector<std::vector<Value>>> {
    Rows rows(source, ByName(source), limits);
    for (const std::string& uri : source.uris) {
      ExternalFiles files;
      if (source.folders)
        TRY_OK(files.AddAll(places, uri, source.name_prefix, source.file_extension, limits));
      else
        TRY_OK(files.Add(places, uri, limits));
      for (const std::string& path : files.paths()) TRY_OK(ReadOne(source, path, rows));
    }
    return rows.Take();
  };
}

}  // namespace harrier::ingest
