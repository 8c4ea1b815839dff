#include "access/openssl.h"

namespace harrier::access {

Result<std::string> KeyToPem(EVP_PKEY* key) {
  const Bio out(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_PKCS8PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return OpenSslFailure("writing a key");
  return TextOf(out.get());
}

Result<Key> KeyFromPem(std::string_view pem) {
  const Bio in = ReadOnly(pem);
  Key key(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
  if (key == nullptr) return Fail(ErrorCode::kInvalid, "this is no private key in PEM form");
  return key;
}

}  // namespace harrier::access
