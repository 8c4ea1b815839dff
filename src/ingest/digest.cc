#include "ingest/digest.h"

#include <openssl/evp.h>

#include "ingest/byte_source.h"

namespace harrier::ingest {
namespace {

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new()) { EVP_DigestInit_ex(context_, EVP_sha256(), nullptr); }
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  ~Sha256() { EVP_MD_CTX_free(context_); }
  void Add(std::string_view bytes) { EVP_DigestUpdate(context_, bytes.data(), bytes.size()); }
  std::string Finish() {
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    EVP_DigestFinal_ex(context_, bytes, &size);
    std::string hex;
    for (unsigned i = 0; i < size; ++i) fmt::format_to(std::back_inserter(hex), "{:02x}", bytes[i]);
    return hex;
  }

 private:
  EVP_MD_CTX* context_;
};

}  // namespace

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
