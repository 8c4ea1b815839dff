#include "ingest/byte_source.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "runtime/utf8.h"

namespace harrier::ingest {

Result<std::unique_ptr<FileSource>> FileSource::Open(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return Fail(ErrorCode::kIo, "cannot read '{}': {}", path,
                std::error_code(errno, std::generic_category()).message());
  }
  return std::make_unique<FileSource>(path, descriptor);
}

FileSource::~FileSource() {
  ::close(descriptor_);
}

Result<size_t> FileSource::Read(char* out, size_t size) {
  while (true) {
    const ssize_t n = ::read(descriptor_, out, size);
    if (n >= 0) return static_cast<size_t>(n);
    if (errno == EINTR) continue;
    return Fail(ErrorCode::kIo, "cannot read '{}': {}", path_,
                std::error_code(errno, std::generic_category()).message());
  }
}

Result<size_t> MemorySource::Read(char* out, size_t size) {
  const size_t n = std::min(size, bytes_.size());
  std::memcpy(out, bytes_.data(), n);
  bytes_.remove_prefix(n);
  return n;
}

Result<std::string_view> PeekSource::Peek(size_t size) {
  while (head_.size() < size) {
    const size_t have = head_.size();
    head_.resize(size);
    const Result<size_t> n = inner_.Read(head_.data() + have, size - have);
    head_.resize(have + (n ? *n : 0));
    if (!n) return tl::unexpected(n.error());
    if (*n == 0) break;
  }
  return std::string_view(head_).substr(0, size);
}

Result<size_t> PeekSource::Read(char* out, size_t size) {
  if (used_ == head_.size()) return inner_.Read(out, size);
  const size_t n = std::min(size, head_.size() - used_);
  std::memcpy(out, head_.data() + used_, n);
  used_ += n;
  return n;
}

Result<size_t> TextSource::Read(char* out, size_t size) {
  if (form_ == Form::kUnknown) {
    TRY(const std::string_view head, inner_.Peek(3));
    char mark[3];
    if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) {
      form_ = head[0] == '\xFF' ? Form::kUtf16Little : Form::kUtf16Big;
      TRY_OK(inner_.Read(mark, 2));
    } else {
      form_ = Form::kUtf8;
      if (head == "\xEF\xBB\xBF") TRY_OK(inner_.Read(mark, 3));
    }
  }
  if (form_ == Form::kUtf8) return inner_.Read(out, size);
  if (used_ == ready_.size()) TRY_OK(Fill());
  const size_t n = std::min(size, ready_.size() - used_);
  std::memcpy(out, ready_.data() + used_, n);
  used_ += n;
  return n;
}

Status TextSource::Fill() {
  constexpr size_t kBlock = 64 * 1024;
  ready_.clear();
  used_ = 0;
  while (ready_.empty()) {
    const size_t have = raw_.size();
    raw_.resize(have + kBlock);
    const Result<size_t> n = inner_.Read(raw_.data() + have, kBlock);
    raw_.resize(have + (n ? *n : 0));
    if (!n) return tl::unexpected(n.error());
    if (*n == 0) return Ok();
    const auto unit = [&](size_t at) {
      const auto a = static_cast<unsigned char>(raw_[at]);
      const auto b = static_cast<unsigned char>(raw_[at + 1]);
      return static_cast<uint32_t>(form_ == Form::kUtf16Little ? a | b << 8 : a << 8 | b);
    };
    size_t at = 0;
    while (at + 2 <= raw_.size()) {
      uint32_t code = unit(at);
      size_t length = 2;
      if (code >= 0xD800 && code < 0xDC00) {
        if (at + 4 > raw_.size()) break;
        const uint32_t low = unit(at + 2);
        const bool pair = low >= 0xDC00 && low < 0xE000;
        code = pair ? 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) : 0xFFFD;
        length = pair ? 4 : 2;
      } else if (code >= 0xDC00 && code < 0xE000) {
        code = 0xFFFD;
      }
      runtime::AppendUtf8(ready_, code);
      at += length;
    }
    raw_.erase(0, at);
  }
  return Ok();
}

Result<std::string> ReadAll(ByteSource& source, size_t most) {
  std::string all;
  size_t used = 0;
  while (true) {
    if (all.size() - used < 256 * 1024) all.resize(std::max<size_t>(1024 * 1024, all.size() * 2));
    TRY(const size_t n, source.Read(all.data() + used, all.size() - used));
    if (n == 0) break;
    used += n;
    if (used > most) {
      return Fail(ErrorCode::kLimit, "it is larger than {} MB, which must fit into memory as a whole",
                  most / (1024 * 1024));
    }
  }
  all.resize(used);
  all.reserve(used + kPadding);
  return all;
}

}  // namespace harrier::ingest
