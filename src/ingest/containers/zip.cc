#include <zip.h>

#include "ingest/containers/container.h"

namespace harrier::ingest {
namespace {

class ZipMember final : public ByteSource {
 public:
  explicit ZipMember(zip_file_t* file) : file_(file) {}
  ZipMember(const ZipMember&) = delete;
  ZipMember& operator=(const ZipMember&) = delete;
  ~ZipMember() override { zip_fclose(file_); }
  Result<size_t> Read(char* out, size_t size) override {
    const zip_int64_t n = zip_fread(file_, out, size);
    if (n < 0) return Fail(ErrorCode::kInvalid, "the zip archive is damaged: {}", zip_file_strerror(file_));
    return static_cast<size_t>(n);
  }

 private:
  zip_file_t* file_;
};

Status VisitMembers(zip_t* archive, const MemberVisitor& visitor) {
  const zip_int64_t count = zip_get_num_entries(archive, 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    zip_stat_t stat;
    if (zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &stat) != 0 || stat.name == nullptr) {
      return Fail(ErrorCode::kInvalid, "the zip archive is damaged");
    }
    std::string name = stat.name;
    // Archives made on Windows may have its separators.
    std::replace(name.begin(), name.end(), '\\', '/');
    if (name.ends_with('/')) continue;
    zip_file_t* const file = zip_fopen_index(archive, static_cast<zip_uint64_t>(i), 0);
    if (file == nullptr) {
      return Fail(ErrorCode::kInvalid, "'{}' in the zip archive cannot be read: {}", name,
                  zip_strerror(archive));
    }
    ZipMember member(file);
    TRY_OK(visitor(name, member));
  }
  return Ok();
}

Status VisitAndClose(zip_t* archive, const MemberVisitor& visitor) {
  const std::shared_ptr<zip_t> close(archive, [](zip_t* a) { zip_discard(a); });
  return VisitMembers(archive, visitor);
}

}  // namespace

Status VisitZip(const std::string& path, const MemberVisitor& visitor) {
  int code = 0;
  zip_t* const archive = zip_open(path.c_str(), ZIP_RDONLY, &code);
  if (archive == nullptr) return Fail(ErrorCode::kInvalid, "it is not a whole zip archive");
  return VisitAndClose(archive, visitor);
}

Status VisitZipBytes(const std::string& bytes, const MemberVisitor& visitor) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* const archive = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
  if (archive == nullptr && source != nullptr) zip_source_free(source);
  zip_error_fini(&error);
  if (archive == nullptr) return Fail(ErrorCode::kInvalid, "it holds a zip archive that is not whole");
  return VisitAndClose(archive, visitor);
}

}  // namespace harrier::ingest
