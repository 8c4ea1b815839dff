#include <zstd.h>

#include "ingest/containers/container.h"

namespace harrier::ingest {
namespace {

class ZstdSource final : public ByteSource {
 public:
  explicit ZstdSource(ByteSource& inner)
      : inner_(inner), stream_(ZSTD_createDStream()), buffer_(ZSTD_DStreamInSize()) {}
  ZstdSource(const ZstdSource&) = delete;
  ZstdSource& operator=(const ZstdSource&) = delete;
  ~ZstdSource() override { ZSTD_freeDStream(stream_); }

  Result<size_t> Read(char* out, size_t size) override {
    ZSTD_outBuffer to{out, size, 0};
    while (to.pos == 0) {
      if (in_.pos == in_.size && !flushing_) {
        TRY(const size_t n, inner_.Read(buffer_.data(), buffer_.size()));
        if (n == 0) {
          if (pending_ == 0) return size_t{0};
          return Fail(ErrorCode::kInvalid, "the zstd data ends too early");
        }
        in_ = {buffer_.data(), n, 0};
      }
      pending_ = ZSTD_decompressStream(stream_, &to, &in_);
      if (ZSTD_isError(pending_) != 0) return Fail(ErrorCode::kInvalid, "the zstd data is damaged");
      // A full output may hide more of it.
      flushing_ = pending_ != 0 && to.pos == to.size;
    }
    return to.pos;
  }

 private:
  ByteSource& inner_;
  ZSTD_DStream* stream_;
  std::vector<char> buffer_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  size_t pending_ = 0;
  bool flushing_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> OpenZstd(ByteSource& inner) {
  return std::make_unique<ZstdSource>(inner);
}

}  // namespace harrier::ingest
