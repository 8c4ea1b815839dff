#include <filesystem>

#include <unistd.h>

#include "engine/duckdb/parquet_reader.h"
#include "ingest/cell_field.h"
#include "ingest/formats/format.h"

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
            record.fields.push_back(FieldOfCell(heads[i].name, columns[i], row, scratch));
          }
          TRY_OK(sink.Accept(record));
        }
        return Ok();
      });
}

}  // namespace harrier::ingest
