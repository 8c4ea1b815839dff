#include <zlib.h>

#include "ingest/containers/container.h"

namespace harrier::ingest {
namespace {

class GzipSource final : public ByteSource {
 public:
  explicit GzipSource(ByteSource& inner) : inner_(inner), in_(128 * 1024) {
    // 16: with gzip's head and check.
    ready_ = inflateInit2(&stream_, 16 + MAX_WBITS) == Z_OK;
  }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;
  ~GzipSource() override {
    if (ready_) inflateEnd(&stream_);
  }

  Result<size_t> Read(char* out, size_t size) override {
    if (!ready_) return Fail(ErrorCode::kLimit, "no memory to decompress with");
    stream_.next_out = reinterpret_cast<Bytef*>(out);
    stream_.avail_out = static_cast<uInt>(std::min<size_t>(size, 1U << 30));
    const uInt wanted = stream_.avail_out;
    while (stream_.avail_out == wanted) {
      if (stream_.avail_in == 0) {
        TRY(const size_t n, inner_.Read(in_.data(), in_.size()));
        if (n == 0) {
          if (between_) return size_t{0};
          return Fail(ErrorCode::kInvalid, "the gzip data ends too early");
        }
        stream_.next_in = reinterpret_cast<Bytef*>(in_.data());
        stream_.avail_in = static_cast<uInt>(n);
      }
      // Padding after the last member is allowed (zeros on tapes).
      if (between_ && *stream_.next_in == 0) {
        ++stream_.next_in;
        --stream_.avail_in;
        continue;
      }
      between_ = false;
      const int state = inflate(&stream_, Z_NO_FLUSH);
      if (state == Z_STREAM_END) {
        between_ = true;
        if (inflateReset(&stream_) != Z_OK) return Fail(ErrorCode::kInternal, "gzip does not restart");
      } else if (state != Z_OK && state != Z_BUF_ERROR) {
        return Fail(ErrorCode::kInvalid, "the gzip data is damaged");
      }
    }
    return wanted - stream_.avail_out;
  }

 private:
  ByteSource& inner_;
  std::vector<char> in_;
  z_stream stream_{};
  bool ready_ = false;
  /// At the end of one member, before the next.
  bool between_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> OpenGzip(ByteSource& inner) {
  return std::make_unique<GzipSource>(inner);
}

}  // namespace harrier::ingest
