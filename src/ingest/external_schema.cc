#include "ingest/external_schema.h"

#include <charconv>
#include <filesystem>

#include "ingest/containers/container.h"
#include "ingest/external_files.h"
#include "ingest/field_value.h"

namespace harrier::ingest {
namespace {

/// Rows of a file that its columns are told from.
constexpr size_t kRowsSeen = 10'000;

/// Gathers the columns of events, in the order in which they come.
class Columns final : public RecordSink {
 public:
  explicit Columns(const engine::RunOptions& limits) : time_(limits) {}

  Status Accept(const Record& record) override {
    TRY_OK(time_.Check());
    if (++rows_ > kRowsSeen) return Ok();
    for (size_t i = 0; i < record.fields.size(); ++i) See(record.fields[i], i);
    return Ok();
  }
  Status Reject(uint64_t, std::string_view, std::string_view) override { return Ok(); }
  void NextFile() { rows_ = 0; }

  std::vector<kql::InferredColumn> Take() const {
    std::vector<kql::InferredColumn> out;
    for (const Column& column : columns_) {
      const Type type = column.guess.empty() ? Type::kString : column.guess.type();
      out.push_back({column.name, type, column.least, column.greatest});
    }
    return out;
  }

 private:
  struct Column {
    std::string name;
    TypeGuess guess;
    int64_t least = INT64_MAX;
    int64_t greatest = INT64_MIN;
  };

  void See(const Field& field, size_t at) {
    if (at >= columns_.size() || columns_[at].name != field.name) {
      at = 0;
      while (at < columns_.size() && columns_[at].name != field.name) ++at;
      if (at == columns_.size()) columns_.push_back({std::string(field.name), {}});
    }
    if (field.is_null()) return;
    Column& column = columns_[at];
    column.guess.See(field);
    int64_t number = 0;
    const auto [end, failure] =
        std::from_chars(field.text.data(), field.text.data() + field.text.size(), number);
    if (failure != std::errc() || end != field.text.data() + field.text.size()) return;
    column.least = std::min(column.least, number);
    column.greatest = std::max(column.greatest, number);
  }

  ReadingTime time_;
  std::vector<Column> columns_;
  size_t rows_ = 0;
};

/// The files that the mode picks out of all of them.
std::vector<std::string> Picked(std::vector<std::string> files, kql::ExternalSchemaRequest::Mode mode) {
  using Mode = kql::ExternalSchemaRequest::Mode;
  if (files.empty() || mode == Mode::kAll) return files;
  if (mode == Mode::kAny) return {files.front()};
  std::error_code failure;
  const auto written = [&](const std::string& file) {
    return std::filesystem::last_write_time(file, failure);
  };
  return {*std::max_element(files.begin(), files.end(), [&](const std::string& a, const std::string& b) {
    return written(a) < written(b);
  })};
}

}  // namespace

query::ExternalSchemaReader MakeExternalSchemaReader(ExternalPlaces places) {
  return [places = std::move(places)](
             const kql::ExternalSchemaRequest& request,
             const engine::RunOptions& limits) -> Result<std::vector<kql::InferredColumn>> {
    const std::optional<ExternalFormat> format = ExternalFormatOf(request.format);
    if (!format)
      return Fail(ErrorCode::kNotSupported, "not supported: a schema of files in format '{}'",
                  request.format);
    ExternalFiles files;
    for (const std::string& container : request.containers) {
      TRY_OK(files.AddAll(places, container, request.name_prefix, request.file_extension, limits));
    }
    Columns columns(limits);
    for (const std::string& path : Picked(files.paths(), request.mode)) {
      columns.NextFile();
      const CsvHead head = request.first_row_is_header ? CsvHead::kNames : CsvHead::kNone;
      TRY_OK(VisitLogs(path, [&](const std::string& name, PeekSource& source) {
        return ReadExternal(*format, source, name == path ? path : "", head, columns);
      }));
    }
    return columns.Take();
  };
}

}  // namespace harrier::ingest
