#include "access/token.h"
#include "runtime/base64.h"

// Tokens from strangers: refused with a reason, never a crash, and never taken.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr int64_t kNow = 1'767'225'600;
  static const harrier::access::SigningKey key = harrier::access::SigningKey::Make().value();
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  HARRIER_CHECK(!harrier::access::VerifyToken(key, bytes, kNow));

  // As the payload of a token that is signed all right, so that what lies behind the signature is read too.
  const std::string header = R"({"alg":"RS256","kid":")" + key.id() + "\"}";
  std::string text;
  harrier::runtime::AppendBase64(text, header);
  text += '.';
  harrier::runtime::AppendBase64(text, bytes);
  std::string token = text + ".";
  harrier::runtime::AppendBase64(token, key.Sign(text).value());
  (void)harrier::access::VerifyToken(key, token, kNow);
  return 0;
}
