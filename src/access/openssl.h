#pragma once

#include <memory>
#include <string>

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/error.h"

/// Owners of OpenSSL's objects, and its failures as ours.
namespace harrier::access {

template <auto Free>
struct OpenSslFree {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

using Bio = std::unique_ptr<BIO, OpenSslFree<BIO_free_all>>;
using Key = std::unique_ptr<EVP_PKEY, OpenSslFree<EVP_PKEY_free>>;
using X509Certificate = std::unique_ptr<X509, OpenSslFree<X509_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, OpenSslFree<EVP_MD_CTX_free>>;
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, OpenSslFree<EVP_CIPHER_CTX_free>>;

/// kInternal with OpenSSL's last reason.
inline tl::unexpected<Error> OpenSslFailure(std::string_view what) {
  const char* const reason = ERR_reason_error_string(ERR_get_error());
  return Fail(ErrorCode::kInternal, "{} failed: {}", what, reason == nullptr ? "no reason given" : reason);
}

inline std::string TextOf(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<size_t>(size)};
}

inline Bio ReadOnly(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

/// A private key as PEM (PKCS #8).
Result<std::string> KeyToPem(EVP_PKEY* key);
Result<Key> KeyFromPem(std::string_view pem);

}  // namespace harrier::access
