#include <filesystem>

#include <unistd.h>

#include "base/time_text.h"
#include "engine/duckdb/parquet_reader.h"
#include "ingest/formats/format.h"
#include "ingest/json_record.h"
#include "runtime/value_text.h"

namespace harrier::ingest {
namespace {

/// A file for the bytes of an archive's member; gone with it.
class TemporaryFile {
 public:
  static Result<TemporaryFile> Make(ByteSource& source) {
    std::string path = std::filesystem::temp_directory_path() / "harrier-XXXXXX";
    const int descriptor = ::mkstemp(path.data());
    if (descriptor < 0) return Fail(ErrorCode::kIo, "cannot write a temporary file");
    TemporaryFile file(path, descriptor);
    std::vector<char> block(1024 * 1024);
    while (true) {
      TRY(const size_t n, source.Read(block.data(), block.size()));
      if (n == 0) return file;
      if (::write(descriptor, block.data(), n) != static_cast<ssize_t>(n)) {
        return Fail(ErrorCode::kIo, "cannot write a temporary file: the disk may be full");
      }
    }
  }
  TemporaryFile(TemporaryFile&& other) noexcept
      : path_(std::exchange(other.path_, {})), descriptor_(std::exchange(other.descriptor_, -1)) {}
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  ~TemporaryFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!path_.empty()) ::unlink(path_.c_str());
  }
  const std::string& path() const { return path_; }

 private:
  TemporaryFile(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  std::string path_;
  int descriptor_;
};

/// A cell as a field; its text is made in `scratch` where there is none.
Field FieldOf(std::string_view name, const runtime::ColumnView& column, size_t row, Scratch& scratch) {
  if (!column.valid(row)) return {name, FieldKind::kNull, {}};
  switch (column.type) {
    case Type::kBool:
      return {name, FieldKind::kBool, column.cell<uint8_t>(row) != 0 ? "true" : "false"};
    case Type::kLong: {
      std::string& text = scratch.New();
      text = std::to_string(column.cell<int64_t>(row));
      return {name, FieldKind::kNumber, text};
    }
    case Type::kReal: {
      std::string& text = scratch.New();
      text = fmt::format("{}", column.cell<double>(row));
      return {name, IsJsonNumber(text) ? FieldKind::kNumber : FieldKind::kString, text};
    }
    case Type::kDatetime: {
      std::string& text = scratch.New();
      AppendDatetime(text, column.cell<int64_t>(row));
      return {name, FieldKind::kString, text};
    }
    case Type::kTimespan: {
      std::string& text = scratch.New();
      AppendTimespan(text, column.cell<int64_t>(row));
      return {name, FieldKind::kString, text};
    }
    case Type::kGuid: {
      std::string& text = scratch.New();
      runtime::AppendGuid(text, column.cell<runtime::GuidCell>(row).guid());
      return {name, FieldKind::kString, text};
    }
    case Type::kDynamic: {
      const std::string_view text = column.text(row);
      return {name, text.starts_with('{') || text.starts_with('[') ? FieldKind::kJson : FieldKind::kString,
              text};
    }
    default:
      return {name, FieldKind::kString, column.text(row)};
  }
}

}  // namespace

Status ReadParquet(PeekSource& source, const std::string& path, RecordSink& sink) {
  std::optional<TemporaryFile> temporary;
  if (path.empty()) {
    TRY(TemporaryFile made, TemporaryFile::Make(source));
    temporary.emplace(std::move(made));
  }
  std::vector<engine::duckdb::ParquetColumn> heads;
  Record record;
  Scratch scratch;
  return engine::duckdb::ReadParquetFile(
      temporary ? temporary->path() : path, [&](const auto& columns) { heads = columns; },
      [&](size_t rows, const std::vector<runtime::ColumnView>& columns) -> Status {
        for (size_t row = 0; row < rows; ++row) {
          record.fields.clear();
          scratch.Clear();
          ++record.line;
          for (size_t i = 0; i < columns.size(); ++i) {
            record.fields.push_back(FieldOf(heads[i].name, columns[i], row, scratch));
          }
          TRY_OK(sink.Accept(record));
        }
        return Ok();
      });
}

}  // namespace harrier::ingest
