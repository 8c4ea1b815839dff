#include "api/server/tls.h"

#include <openssl/ssl.h>

namespace harrier::api {
namespace {

/// A client that offers protocols finds HTTP/1.1 among them.
int ChooseProtocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* in,
                   unsigned int in_size, void*) {
  static constexpr unsigned char kHttp[] = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  const int found = SSL_select_next_proto(&chosen, out_size, kHttp, sizeof(kHttp) - 1, in, in_size);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

}  // namespace

Result<std::shared_ptr<boost::asio::ssl::context>> MakeTlsContext(const std::string& certificate,
                                                                  const std::string& key) {
  namespace ssl = boost::asio::ssl;
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  boost::system::error_code failure;
  context->use_certificate_chain(boost::asio::buffer(certificate), failure);
  if (!failure) context->use_private_key(boost::asio::buffer(key), ssl::context::pem, failure);
  if (failure) {
    return Fail(ErrorCode::kInvalid, "the certificate of the TLS listener cannot be used: {}",
                failure.message());
  }
  SSL_CTX* const native = context->native_handle();
  if (SSL_CTX_check_private_key(native) != 1)
    return Fail(ErrorCode::kInvalid, "the key of the TLS listener does not belong to its certificate");
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_alpn_select_cb(native, &ChooseProtocol, nullptr);
  return context;
}

}  // namespace harrier::api
