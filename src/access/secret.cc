#include "access/secret.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <sys/random.h>

#include "access/openssl.h"
#include "runtime/base64.h"

namespace harrier::access {
namespace {

constexpr size_t kNonce = 12;
constexpr size_t kTag = 16;

unsigned char* Bytes(std::string& text, size_t at = 0) {
  return reinterpret_cast<unsigned char*>(text.data()) + at;
}
const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  HARRIER_CHECK(::getrandom(bytes.data(), count, 0) == static_cast<ssize_t>(count));
  return bytes;
}

std::string Base64Url(std::string_view bytes) {
  std::string out;
  runtime::AppendBase64(out, bytes);
  while (out.ends_with('=')) out.pop_back();
  for (char& c : out) {
    if (c == '+') c = '-';
    if (c == '/') c = '_';
  }
  return out;
}

std::string NewSecret() {
  return Base64Url(RandomBytes(32));
}

std::string Sha256Bytes(std::string_view text) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  HARRIER_CHECK(SHA256(Bytes(text), text.size(), Bytes(digest)) != nullptr);
  return digest;
}

std::string Hmac(std::string_view key, std::string_view text) {
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  HARRIER_CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), Bytes(text), text.size(),
                     Bytes(digest), &size) != nullptr);
  digest.resize(size);
  return digest;
}

bool SameSecret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Result<std::string> Seal(std::string_view key, std::string_view plain) {
  HARRIER_CHECK(key.size() == 32);
  std::string out = RandomBytes(kNonce);
  out.resize(kNonce + plain.size() + kTag);
  const Cipher cipher(EVP_CIPHER_CTX_new());
  int size = 0;
  int rest = 0;
  const bool sealed =
      EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, Bytes(key), Bytes(out)) == 1 &&
      EVP_EncryptUpdate(cipher.get(), Bytes(out, kNonce), &size, Bytes(plain),
                        static_cast<int>(plain.size())) == 1 &&
      EVP_EncryptFinal_ex(cipher.get(), Bytes(out, kNonce + static_cast<size_t>(size)), &rest) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTag, Bytes(out, kNonce + plain.size())) == 1;
  if (!sealed) return OpenSslFailure("sealing a secret");
  return Base64Url(out);
}

Result<std::string> Unseal(std::string_view key, std::string_view sealed) {
  HARRIER_CHECK(key.size() == 32);
  auto bytes = runtime::DecodeBase64(sealed);
  if (!bytes || bytes->size() < kNonce + kTag) return Fail(ErrorCode::kForbidden, "this is no sealed secret");
  const size_t length = bytes->size() - kNonce - kTag;
  std::string plain(length, '\0');
  const Cipher cipher(EVP_CIPHER_CTX_new());
  int size = 0;
  int rest = 0;
  const bool opened =
      EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, Bytes(key), Bytes(*bytes)) == 1 &&
      EVP_DecryptUpdate(cipher.get(), Bytes(plain), &size, Bytes(*bytes, kNonce), static_cast<int>(length)) ==
          1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTag, Bytes(*bytes, kNonce + length)) == 1 &&
      EVP_DecryptFinal_ex(cipher.get(), Bytes(plain, static_cast<size_t>(size)), &rest) == 1;
  if (!opened) return Fail(ErrorCode::kForbidden, "the secret was sealed with another key");
  return plain;
}

}  // namespace harrier::access
