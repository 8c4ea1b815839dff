#include "ingest/digest.h"

#include "base/sha256.h"
#include "ingest/byte_source.h"

namespace harrier::ingest {
Result<std::string> DigestOfFile(const std::string& path) {
  TRY(const auto file, FileSource::Open(path));
  Sha256 digest;
  std::vector<char> block(1024 * 1024);
  while (true) {
    TRY(const size_t n, file->Read(block.data(), block.size()));
    if (n == 0) return digest.Finish();
    digest.Add({block.data(), n});
  }
}

std::string ShortDigest(std::string_view text) {
  Sha256 digest;
  digest.Add(text);
  return digest.Finish().substr(0, 16);
}

}  // namespace harrier::ingest
