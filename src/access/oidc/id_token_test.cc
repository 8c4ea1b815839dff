#include "access/oidc/id_token.h"

#include <array>

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include "access/openssl.h"
#include "access/secret.h"
#include "access/signing_key.h"
#include "runtime/base64.h"

namespace harrier::access::oidc {
namespace {

constexpr int64_t kNow = 1'767'225'600;

std::string Claims(const std::string& more = "", const std::string& nonce = "n-1") {
  return fmt::format(
      R"({{"iss":"https://idp.example","sub":"s-1","aud":"harrier","exp":{},"iat":{},"nonce":"{}"{}}})",
      kNow + 300, kNow - 10, nonce, more);
}

Expected Wanted() {
  return {"https://idp.example", "harrier", "n-1", kNow};
}

/// Of an RSA key in a form that JWS has.
class Signer {
 public:
  explicit Signer(Key key) : key_(std::move(key)) {}
  static Signer Rsa(unsigned int bits = 2048) { return Signer(Key(EVP_RSA_gen(bits))); }
  static Signer P256() { return Signer(Key(EVP_EC_gen("P-256"))); }

  std::string Jwk(const std::string& more = "") const {
    if (EVP_PKEY_get_base_id(key_.get()) == EVP_PKEY_RSA) {
      return fmt::format(R"({{"kty":"RSA","n":"{}","e":"{}"{}}})", Number(OSSL_PKEY_PARAM_RSA_N),
                         Number(OSSL_PKEY_PARAM_RSA_E), more);
    }
    return fmt::format(R"({{"kty":"EC","crv":"P-256","x":"{}","y":"{}"{}}})",
                       Number(OSSL_PKEY_PARAM_EC_PUB_X, 32), Number(OSSL_PKEY_PARAM_EC_PUB_Y, 32), more);
  }

  std::string Token(const std::string& header, const std::string& claims, bool pss = false) const {
    const std::string text = Base64Url(header) + "." + Base64Url(claims);
    const Digest digest(EVP_MD_CTX_new());
    EVP_PKEY_CTX* context = nullptr;
    EVP_DigestSignInit(digest.get(), &context, EVP_sha256(), nullptr, key_.get());
    if (pss) {
      EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING);
      EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST);
    }
    std::string signature(1024, '\0');
    size_t size = signature.size();
    EVP_DigestSign(digest.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                   reinterpret_cast<const unsigned char*>(text.data()), text.size());
    signature.resize(size);
    if (EVP_PKEY_get_base_id(key_.get()) == EVP_PKEY_EC) signature = Raw(signature);
    return text + "." + Base64Url(signature);
  }

 private:
  std::string Number(const char* name, int size = 0) const {
    BIGNUM* number = nullptr;
    EVP_PKEY_get_bn_param(key_.get(), name, &number);
    const int length = size == 0 ? BN_num_bytes(number) : size;
    std::string bytes(static_cast<size_t>(length), '\0');
    BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), length);
    BN_free(number);
    return Base64Url(bytes);
  }
  static std::string Raw(const std::string& der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    ECDSA_SIG* const signature = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
    std::string raw(64, '\0');
    auto* const bytes = reinterpret_cast<unsigned char*>(raw.data());
    BN_bn2binpad(ECDSA_SIG_get0_r(signature), bytes, 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(signature), bytes + 32, 32);
    ECDSA_SIG_free(signature);
    return raw;
  }

  Key key_;
};

const Signer& Rsa() {
  static const Signer signer = Signer::Rsa();
  return signer;
}

std::vector<JsonWebKey> Keys(const std::string& list) {
  return ReadKeySet(R"({"keys":[)" + list + "]}").value();
}

const std::string kRs256 = R"({"alg":"RS256","kid":"k1","typ":"JWT"})";

ErrorCode Refusal(const std::string& token, std::span<const JsonWebKey> keys,
                  const Expected& expected = Wanted()) {
  const auto checked = CheckIdToken(token, keys, expected);
  return checked ? ErrorCode::kInternal : checked.error().code;
}

TEST(IdToken, IsTakenFromEachKindOfKey) {
  const auto rsa = Keys(Rsa().Jwk(R"(,"kid":"k1")"));
  EXPECT_EQ(CheckIdToken(Rsa().Token(kRs256, Claims()), rsa, Wanted())->subject, "s-1");
  EXPECT_TRUE(CheckIdToken(Rsa().Token(R"({"alg":"PS256","kid":"k1"})", Claims(), true), rsa, Wanted()));
  const Signer curve = Signer::P256();
  EXPECT_TRUE(CheckIdToken(curve.Token(R"({"alg":"ES256","kid":"k2"})", Claims()),
                           Keys(Rsa().Jwk(R"(,"kid":"k1")") + "," + curve.Jwk(R"(,"kid":"k2","use":"sig")")),
                           Wanted()));
  // Without a name each key that fits is tried.
  const Signer other = Signer::Rsa();
  EXPECT_TRUE(CheckIdToken(Rsa().Token(R"({"alg":"RS256"})", Claims()), Keys(other.Jwk() + "," + Rsa().Jwk()),
                           Wanted()));
}

TEST(IdToken, IsRefusedUnlessAPublicKeyOfTheProviderSignedIt) {
  const auto keys = Keys(Rsa().Jwk(R"(,"kid":"k1")"));
  const Signer other = Signer::Rsa();
  EXPECT_EQ(Refusal(other.Token(kRs256, Claims()), keys), ErrorCode::kForbidden);
  // With a key of its own in the header.
  EXPECT_EQ(Refusal(other.Token(R"({"alg":"RS256","kid":"k1","jwk":)" + other.Jwk() + "}", Claims()), keys),
            ErrorCode::kForbidden);
  EXPECT_EQ(
      Refusal(other.Token(R"({"alg":"RS256","kid":"k9","jku":"https://evil.example/keys"})", Claims()), keys),
      ErrorCode::kNotFound);
  EXPECT_EQ(Refusal(Rsa().Token(R"({"alg":"RS256","kid":"K1"})", Claims()), keys), ErrorCode::kNotFound);
  EXPECT_EQ(Refusal(Rsa().Token(R"({"alg":"RS256","kid":7})", Claims()), keys), ErrorCode::kForbidden);
  for (const char* algorithm : {"none", "None", "HS256", "RS384", "ES256K", "", "rs256"}) {
    const std::string header = fmt::format(R"({{"alg":"{}","kid":"k1"}})", algorithm);
    EXPECT_EQ(Refusal(Rsa().Token(header, Claims()), keys), ErrorCode::kForbidden) << algorithm;
    EXPECT_EQ(Refusal(Base64Url(header) + "." + Base64Url(Claims()) + ".", keys), ErrorCode::kForbidden);
  }
  // The public key as the secret of HMAC.
  const std::string text = Base64Url(R"({"alg":"HS256","kid":"k1"})") + "." + Base64Url(Claims());
  EXPECT_EQ(Refusal(text + "." + Base64Url(Hmac(Rsa().Jwk(), text)), keys), ErrorCode::kForbidden);
  // One algorithm's signature under another's name; a key published for another one.
  EXPECT_EQ(Refusal(Rsa().Token(R"({"alg":"PS256","kid":"k1"})", Claims()), keys), ErrorCode::kForbidden);
  EXPECT_EQ(Refusal(Rsa().Token(R"({"alg":"ES256","kid":"k1"})", Claims()), keys), ErrorCode::kNotFound);
  EXPECT_EQ(Refusal(Rsa().Token(kRs256, Claims()), Keys(Rsa().Jwk(R"(,"kid":"k1","alg":"PS256")"))),
            ErrorCode::kNotFound);
  EXPECT_EQ(Refusal(Rsa().Token(R"({"alg":"RS256","kid":"k1","crit":["x"],"x":1})", Claims()), keys),
            ErrorCode::kForbidden);
  EXPECT_EQ(Refusal(Rsa().Token(R"({"alg":"RS256","kid":"k1","typ":"at+jwt"})", Claims()), keys),
            ErrorCode::kForbidden);
  const std::string good = Rsa().Token(kRs256, Claims());
  ASSERT_TRUE(CheckIdToken(good, keys, Wanted()));
  const size_t dot = good.find('.');
  EXPECT_EQ(
      Refusal(good.substr(0, dot + 1) + Base64Url(Claims(R"(,"x":1)")) + good.substr(good.rfind('.')), keys),
      ErrorCode::kForbidden);
  for (const std::string& bad : {std::string(), std::string(".."), good + ".", good + "=", " " + good,
                                 good.substr(0, good.rfind('.') + 1), good + ".x"}) {
    EXPECT_EQ(Refusal(bad, keys), ErrorCode::kForbidden) << bad;
  }
}

TEST(IdToken, IsForUsForThisLoginAndForNow) {
  const auto keys = Keys(Rsa().Jwk(R"(,"kid":"k1")"));
  const auto refused = [&](const std::string& claims) { return Refusal(Rsa().Token(kRs256, claims), keys); };
  const auto with = [](std::string claims, std::string_view old, std::string_view now) {
    return claims.replace(claims.find(old), old.size(), now);
  };
  for (const std::string& claims : {with(Claims(), "https://idp.example", "https://idp.example/"),
                                    with(Claims(), "https://idp.example", "https://evil.example"),
                                    with(Claims(), "\"iss\"", "\"is\""),
                                    with(Claims(), "\"harrier\"", "\"another\""),
                                    with(Claims(), "\"harrier\"", "[]"),
                                    with(Claims(), "\"harrier\"", R"(["harrier","another"])"),
                                    Claims(R"(,"azp":"another")"),
                                    Claims(R"(,"azp":7)"),
                                    Claims("", "n-2"),
                                    Claims("", ""),
                                    with(Claims(), "\"nonce\"", "\"none\""),
                                    with(Claims(), "\"s-1\"", "\"\""),
                                    with(Claims(), "\"s-1\"", "7"),
                                    with(Claims(), "\"sub\"", "\"su\""),
                                    with(Claims(), "\"exp\"", "\"ex\""),
                                    with(Claims(), "\"iat\"", "\"ia\""),
                                    with(Claims(), std::to_string(kNow + 300), "\"9999999999\""),
                                    with(Claims(), std::to_string(kNow + 300), "1e99"),
                                    with(Claims(), std::to_string(kNow + 300), std::to_string(kNow - 60)),
                                    with(Claims(), std::to_string(kNow - 10), std::to_string(kNow + 61)),
                                    Claims(fmt::format(R"(,"nbf":{})", kNow + 61)),
                                    Claims(R"(,"nbf":"x")"),
                                    std::string("[]"),
                                    std::string("")}) {
    EXPECT_EQ(refused(claims), ErrorCode::kForbidden) << claims;
  }
  for (const std::string& claims :
       {Claims(), with(Claims(), "\"harrier\"", R"(["harrier"])"), Claims(R"(,"azp":"harrier")"),
        with(Claims(R"(,"azp":"harrier")"), "\"aud\":\"harrier\"", R"("aud":["harrier","another"])"),
        with(Claims(), std::to_string(kNow + 300), std::to_string(kNow - 59) + ".5"),
        with(Claims(), std::to_string(kNow - 10), std::to_string(kNow + 60))}) {
    EXPECT_TRUE(CheckIdToken(Rsa().Token(kRs256, claims), keys, Wanted())) << claims;
  }
  Expected nothing = Wanted();
  nothing.nonce.clear();
  EXPECT_EQ(Refusal(Rsa().Token(kRs256, Claims("", "")), keys, nothing), ErrorCode::kForbidden);
}

TEST(KeySet, LeavesOutWhatIsNoPublicKeyForSignatures) {
  const Signer curve = Signer::P256();
  EXPECT_EQ(Keys(Rsa().Jwk() + "," + curve.Jwk()).size(), 2U);
  for (const std::string& key :
       {std::string(R"({"kty":"oct","k":"c2VjcmV0","kid":"k1","alg":"HS256"})"), Rsa().Jwk(R"(,"use":"enc")"),
        Rsa().Jwk(R"(,"alg":"HS256")"), Rsa().Jwk(R"(,"alg":"RSA-OAEP")"), Signer::Rsa(1024).Jwk(),
        std::string(R"({"kty":"RSA","n":"AQAB","e":"AQAB"})"), std::string(R"({"kty":"RSA"})"),
        std::string(R"({"kty":"EC","crv":"P-256","x":"AQAB","y":"AQAB"})"),
        // Not on the curve.
        std::string(R"({"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE",)"
                    R"("y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE"})"),
        std::string(R"({"kty":"OKP","crv":"Ed25519","x":"AQAB"})"), std::string("7"), std::string("{}")}) {
    EXPECT_TRUE(Keys(key).empty()) << key;
  }
  for (const char* set : {"", "{}", "[]", R"({"keys":7})", R"({"keys":{}})"})
    EXPECT_FALSE(ReadKeySet(set)) << set;
  std::string many = "{}";
  for (int i = 0; i < 100; ++i) many += ",{}";
  EXPECT_FALSE(ReadKeySet(R"({"keys":[)" + many + "]}"));
}

}  // namespace
}  // namespace harrier::access::oidc
