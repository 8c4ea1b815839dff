#include "access/signing_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include "access/openssl.h"
#include "access/secret.h"
#include "base/sha256.h"
#include "runtime/base64.h"

namespace harrier::access {
namespace {

constexpr unsigned int kBits = 2048;

/// A part of the key as big-endian bytes.
Result<std::string> NumberOf(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &number) != 1) return OpenSslFailure("reading a key");
  std::string bytes(static_cast<size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
  BN_free(number);
  return bytes;
}

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

struct SigningKey::Native {
  Key key;
};

Result<SigningKey> SigningKey::Of(std::shared_ptr<Native> native) {
  EVP_PKEY* const key = native->key.get();
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA || EVP_PKEY_get_bits(key) < static_cast<int>(kBits))
    return Fail(ErrorCode::kInvalid, "the signing key must be an RSA key of {} bits or more", kBits);
  TRY(const std::string modulus, NumberOf(key, OSSL_PKEY_PARAM_RSA_N));
  TRY(const std::string exponent, NumberOf(key, OSSL_PKEY_PARAM_RSA_E));
  SigningKey made;
  made.native_ = std::move(native);
  made.id_ = Sha256Of(modulus).substr(0, 32);
  made.jwk_ = fmt::format(R"({{"kty":"RSA","use":"sig","alg":"RS256","kid":"{}","n":"{}","e":"{}"}})",
                          made.id_, Base64Url(modulus), Base64Url(exponent));
  return made;
}

Result<SigningKey> SigningKey::Make() {
  auto native = std::make_shared<Native>();
  native->key.reset(EVP_RSA_gen(kBits));
  if (native->key == nullptr) return OpenSslFailure("making a signing key");
  return Of(std::move(native));
}

Result<SigningKey> SigningKey::FromPem(std::string_view pem) {
  auto native = std::make_shared<Native>();
  TRY(native->key, KeyFromPem(pem));
  return Of(std::move(native));
}

Result<std::string> SigningKey::ToPem() const {
  return KeyToPem(native_->key.get());
}

Result<std::string> SigningKey::Sign(std::string_view text) const {
  const Digest digest(EVP_MD_CTX_new());
  size_t size = static_cast<size_t>(EVP_PKEY_get_size(native_->key.get()));
  std::string signature(size, '\0');
  const bool signed_it =
      EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, native_->key.get()) == 1 &&
      EVP_DigestSign(digest.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, Bytes(text),
                     text.size()) == 1;
  if (!signed_it) return OpenSslFailure("signing a token");
  signature.resize(size);
  return signature;
}

bool SigningKey::Verifies(std::string_view text, std::string_view signature) const {
  const Digest digest(EVP_MD_CTX_new());
  const bool good =
      EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, native_->key.get()) == 1 &&
      EVP_DigestVerify(digest.get(), Bytes(signature), signature.size(), Bytes(text), text.size()) == 1;
  ERR_clear_error();
  return good;
}

}  // namespace harrier::access
