#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace harrier::ingest {

/// Bytes in a row, read once.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Reads up to `size` (> 0) bytes; 0 at the end.
  virtual Result<size_t> Read(char* out, size_t size) = 0;
};

/// A file on disk.
class FileSource final : public ByteSource {
 public:
  static Result<std::unique_ptr<FileSource>> Open(const std::string& path);
  explicit FileSource(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;
  ~FileSource() override;
  Result<size_t> Read(char* out, size_t size) override;

 private:
  std::string path_;
  int descriptor_;
};

/// Bytes at hand, which must outlive it.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
  Result<size_t> Read(char* out, size_t size) override;

 private:
  std::string_view bytes_;
};

/// Shows the beginning of another source without using it up.
class PeekSource final : public ByteSource {
 public:
  explicit PeekSource(ByteSource& inner) : inner_(inner) {}
  /// The first `size` bytes, fewer at the end; to be called before reading.
  Result<std::string_view> Peek(size_t size);
  Result<size_t> Read(char* out, size_t size) override;

 private:
  ByteSource& inner_;
  std::string head_;
  size_t used_ = 0;
};

/// Drops a byte order mark of UTF-8, and turns UTF-16 with a byte order mark into UTF-8.
class TextSource final : public ByteSource {
 public:
  explicit TextSource(PeekSource& inner) : inner_(inner) {}
  Result<size_t> Read(char* out, size_t size) override;

 private:
  enum class Form : uint8_t { kUnknown, kUtf8, kUtf16Little, kUtf16Big };
  Status Fill();

  PeekSource& inner_;
  Form form_ = Form::kUnknown;
  std::string raw_;
  std::string ready_;
  size_t used_ = 0;
};

/// Bytes behind a text that JSON readers may look at.
inline constexpr size_t kPadding = 64;

/// Most bytes of a format that must be read as a whole.
inline constexpr size_t kLargestWhole = 2ULL * 1024 * 1024 * 1024;

/// Everything that is left, with kPadding zeros of spare capacity behind it; kLimit if it is more than
/// `most`.
Result<std::string> ReadAll(ByteSource& source, size_t most = kLargestWhole);

}  // namespace harrier::ingest
