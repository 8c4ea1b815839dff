#include "api/server/gzip.h"

#include <zlib.h>

namespace harrier::api {
namespace {

// zlib's codes: 15 bits of window, +16 writes gzip, +32 reads gzip or zlib.
constexpr int kWriteGzip = 15 + 16;
constexpr int kReadAny = 15 + 32;

Bytef* Bytes(std::string_view text) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // zlib does not write there
}

}  // namespace

Result<std::string> Gunzip(std::string_view packed, size_t limit) {
  z_stream stream{};
  HARRIER_CHECK(inflateInit2(&stream, kReadAny) == Z_OK);
  const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, inflateEnd);
  stream.next_in = Bytes(packed);
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  std::string piece(65536, '\0');
  int state = Z_OK;
  while (state != Z_STREAM_END) {
    stream.next_out = Bytes(piece);
    stream.avail_out = static_cast<uInt>(piece.size());
    state = inflate(&stream, Z_NO_FLUSH);
    if (state != Z_OK && state != Z_STREAM_END) {
      return Fail(ErrorCode::kInvalid, "the body says that it is gzip, but it is not, or it is cut off");
    }
    out.append(piece, 0, piece.size() - stream.avail_out);
    if (out.size() > limit) {
      return Fail(ErrorCode::kLimit, "the unpacked body is larger than {} bytes", limit);
    }
    // Several members may follow one another.
    if (state == Z_STREAM_END && stream.avail_in > 0 && inflateReset(&stream) == Z_OK) state = Z_OK;
  }
  return out;
}

struct GzipPacker::State {
  z_stream stream{};
};

GzipPacker::GzipPacker() : state_(std::make_unique<State>()) {
  // Level 1: the link is fast, what counts is the CPU.
  HARRIER_CHECK(deflateInit2(&state_->stream, 1, Z_DEFLATED, kWriteGzip, 8, Z_DEFAULT_STRATEGY) == Z_OK);
}

GzipPacker::~GzipPacker() {
  deflateEnd(&state_->stream);
}

void GzipPacker::Add(std::string_view text, bool last, std::string& out) {
  z_stream& stream = state_->stream;
  stream.next_in = Bytes(text);
  stream.avail_in = static_cast<uInt>(text.size());
  std::string piece(65536, '\0');
  do {
    stream.next_out = Bytes(piece);
    stream.avail_out = static_cast<uInt>(piece.size());
    deflate(&stream, last ? Z_FINISH : Z_NO_FLUSH);
    out.append(piece, 0, piece.size() - stream.avail_out);
  } while (stream.avail_out == 0);
}

}  // namespace harrier::api
