#include "access/oidc/json_web_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "access/json_object.h"
#include "access/openssl.h"
#include "runtime/base64.h"
#include "runtime/json_text.h"

namespace harrier::access::oidc {
namespace {

constexpr size_t kMostKeys = 100;
constexpr size_t kCoordinate = 32;  // of P-256

using Builder = std::unique_ptr<OSSL_PARAM_BLD, OpenSslFree<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, OpenSslFree<OSSL_PARAM_free>>;
using Context = std::unique_ptr<EVP_PKEY_CTX, OpenSslFree<EVP_PKEY_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, OpenSslFree<BN_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, OpenSslFree<ECDSA_SIG_free>>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

Number NumberOf(std::string_view bytes) {
  return Number(BN_bin2bn(Bytes(bytes), static_cast<int>(bytes.size()), nullptr));
}

std::string BytesOf(const JsonObject& key, std::string_view name) {
  const auto text = key.Text(name);
  const auto bytes = text ? runtime::DecodeBase64(*text) : std::nullopt;
  return bytes.value_or("");
}

Key Make(const char* type, OSSL_PARAM_BLD* parts) {
  const Params params(OSSL_PARAM_BLD_to_param(parts));
  const Context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* made = nullptr;
  if (params == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
    return nullptr;
  return Key(made);
}

Key MakeRsa(const JsonObject& key) {
  const Number modulus = NumberOf(BytesOf(key, "n"));
  const Number exponent = NumberOf(BytesOf(key, "e"));
  const Builder parts(OSSL_PARAM_BLD_new());
  // Larger ones would take time to verify with, and real ones are none.
  if (modulus == nullptr || exponent == nullptr || BN_num_bits(modulus.get()) < 2048 ||
      BN_num_bits(modulus.get()) > 8192 || BN_num_bits(exponent.get()) < 2 ||
      BN_num_bits(exponent.get()) > 64 || BN_is_odd(modulus.get()) == 0 || BN_is_odd(exponent.get()) == 0 ||
      OSSL_PARAM_BLD_push_BN(parts.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(parts.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
    return nullptr;
  return Make("RSA", parts.get());
}

Key MakeP256(const JsonObject& key) {
  const std::string x = BytesOf(key, "x");
  const std::string y = BytesOf(key, "y");
  if (key.Text("crv") != "P-256" || x.size() != kCoordinate || y.size() != kCoordinate) return nullptr;
  const std::string point = "\x04" + x + y;
  const Builder parts(OSSL_PARAM_BLD_new());
  if (OSSL_PARAM_BLD_push_utf8_string(parts.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(parts.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
    return nullptr;
  Key made = Make("EC", parts.get());
  if (made == nullptr) return nullptr;
  // The point must be on the curve.
  const Context context(EVP_PKEY_CTX_new_from_pkey(nullptr, made.get(), nullptr));
  if (context == nullptr || EVP_PKEY_public_check(context.get()) != 1) return nullptr;
  return made;
}

/// OpenSSL wants DER, JWS has the two numbers side by side.
std::string DerOf(std::string_view raw) {
  if (raw.size() != 2 * kCoordinate) return "";
  const Signature signature(ECDSA_SIG_new());
  Number r = NumberOf(raw.substr(0, kCoordinate));
  Number s = NumberOf(raw.substr(kCoordinate));
  if (signature == nullptr || r == nullptr || s == nullptr ||
      ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1)
    return "";
  (void)r.release();
  (void)s.release();
  const int size = i2d_ECDSA_SIG(signature.get(), nullptr);
  if (size <= 0) return "";
  std::string der(static_cast<size_t>(size), '\0');
  auto* at = reinterpret_cast<unsigned char*>(der.data());
  i2d_ECDSA_SIG(signature.get(), &at);
  return der;
}

}  // namespace

struct JsonWebKey::Native {
  Key key;
};

std::optional<Algorithm> AlgorithmOf(std::string_view name) {
  if (name == "RS256") return Algorithm::kRs256;
  if (name == "PS256") return Algorithm::kPs256;
  if (name == "ES256") return Algorithm::kEs256;
  return std::nullopt;
}

std::optional<JsonWebKey> JsonWebKey::Of(std::string_view json) {
  const auto object = JsonObject::Of(json);
  if (!object) return std::nullopt;
  const auto kind = object->Text("kty");
  JsonWebKey key;
  key.is_rsa_ = kind == "RSA";
  if (!key.is_rsa_ && kind != "EC") return std::nullopt;
  if (const auto use = object->Text("use"); use && *use != "sig") return std::nullopt;
  if (const auto algorithm = object->Text("alg")) {
    key.only_ = AlgorithmOf(*algorithm);
    if (!key.only_) return std::nullopt;
  }
  key.id_ = object->Text("kid").value_or("");
  auto native = std::make_shared<Native>();
  native->key = key.is_rsa_ ? MakeRsa(*object) : MakeP256(*object);
  ERR_clear_error();
  if (native->key == nullptr) return std::nullopt;
  key.native_ = std::move(native);
  return key;
}

bool JsonWebKey::Fits(Algorithm algorithm) const {
  return is_rsa_ == (algorithm != Algorithm::kEs256) && (!only_ || *only_ == algorithm);
}

bool JsonWebKey::Verifies(Algorithm algorithm, std::string_view text, std::string_view signature) const {
  if (!Fits(algorithm)) return false;
  const std::string der = algorithm == Algorithm::kEs256 ? DerOf(signature) : "";
  if (algorithm == Algorithm::kEs256) signature = der;
  const Digest digest(EVP_MD_CTX_new());
  EVP_PKEY_CTX* context = nullptr;  // belongs to the digest
  bool good = !signature.empty() &&
              EVP_DigestVerifyInit(digest.get(), &context, EVP_sha256(), nullptr, native_->key.get()) == 1;
  if (algorithm == Algorithm::kPs256) {
    good = good && EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
  }
  good = good &&
         EVP_DigestVerify(digest.get(), Bytes(signature), signature.size(), Bytes(text), text.size()) == 1;
  ERR_clear_error();
  return good;
}

Result<std::vector<JsonWebKey>> ReadKeySet(std::string_view json) {
  const auto object = JsonObject::Of(json);
  std::vector<std::string_view> items;
  if (!object || !runtime::JsonArrayItems(object->Raw("keys"), items))
    return Fail(ErrorCode::kInvalid, "this is no set of keys (JWKS)");
  if (items.size() > kMostKeys)
    return Fail(ErrorCode::kInvalid, "the set has {} keys, more than {}", items.size(), kMostKeys);
  std::vector<JsonWebKey> keys;
  for (const std::string_view item : items) {
    if (auto key = JsonWebKey::Of(item)) keys.push_back(*std::move(key));
  }
  return keys;
}

}  // namespace harrier::access::oidc
