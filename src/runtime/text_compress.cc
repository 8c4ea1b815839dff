#include <zlib.h>

#include "runtime/base64.h"
#include "runtime/kernel_of.h"
#include "runtime/utf8.h"

// Compressed texts as base64 (Kusto docs: gzip_*_base64_string(), zlib_*_base64_string()).
namespace harrier::runtime {
namespace {

enum class Wrapping : uint8_t { kZlib, kGzip };

constexpr int kWindow = 15;
constexpr int kGzipFlag = 16;
// Below this many bytes a code table costs more than it saves: such a text is stored as it is.
constexpr size_t kWorthCompressing = 128;
// A few bytes can stand for a very long text.
constexpr size_t kLongestText = size_t{16} << 20;

int WindowOf(Wrapping wrapping) {
  return wrapping == Wrapping::kGzip ? kWindow + kGzipFlag : kWindow;
}

template <Wrapping wrapping>
bool Compress(std::string& out, std::string_view s) {
  if (s.size() > kLongestText) return true;
  z_stream z{};
  const int level = s.size() < kWorthCompressing ? Z_NO_COMPRESSION : Z_BEST_SPEED;
  if (deflateInit2(&z, level, Z_DEFLATED, WindowOf(wrapping), 8, Z_DEFAULT_STRATEGY) != Z_OK) return true;
  std::string bytes(deflateBound(&z, s.size()), '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(s.data()));
  z.avail_in = static_cast<uInt>(s.size());
  z.next_out = reinterpret_cast<Bytef*>(bytes.data());
  z.avail_out = static_cast<uInt>(bytes.size());
  const int status = deflate(&z, Z_FINISH);
  bytes.resize(z.total_out);
  deflateEnd(&z);
  if (status != Z_STREAM_END) return true;
  // The header's notes on level and system say nothing, so that the same text has the same form everywhere.
  if (wrapping == Wrapping::kGzip) {
    bytes[8] = '\0';
    bytes[9] = '\xFF';
  }
  AppendBase64(out, bytes);
  return true;
}

template <Wrapping wrapping>
bool Decompress(std::string& out, std::string_view s) {
  const std::optional<std::string> bytes = DecodeBase64(s);
  if (!bytes || bytes->empty()) return true;
  z_stream z{};
  if (inflateInit2(&z, WindowOf(wrapping)) != Z_OK) return true;
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes->data()));
  z.avail_in = static_cast<uInt>(bytes->size());
  int status = Z_OK;
  while (status == Z_OK && out.size() <= kLongestText) {
    char part[16384];
    z.next_out = reinterpret_cast<Bytef*>(part);
    z.avail_out = sizeof part;
    status = inflate(&z, Z_NO_FLUSH);
    out.append(part, sizeof part - z.avail_out);
  }
  inflateEnd(&z);
  if (status != Z_STREAM_END || !IsUtf8(out)) out.clear();
  return true;
}

}  // namespace

void AddTextCompress(KernelRegistry& registry) {
  registry.Add(KernelOf<Compress<Wrapping::kZlib>>("zlib_compress_to_base64_string"));
  registry.Add(KernelOf<Decompress<Wrapping::kZlib>>("zlib_decompress_from_base64_string"));
  registry.Add(KernelOf<Compress<Wrapping::kGzip>>("gzip_compress_to_base64_string"));
  registry.Add(KernelOf<Decompress<Wrapping::kGzip>>("gzip_decompress_from_base64_string"));
}

}  // namespace harrier::runtime
