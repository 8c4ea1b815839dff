#include "access/oidc/id_token.h"

#include <algorithm>
#include <array>

#include "access/json_object.h"
#include "access/secret.h"
#include "base/ascii.h"
#include "runtime/base64.h"
#include "runtime/utf8.h"

namespace harrier::access::oidc {
namespace {

constexpr size_t kLongest = 256 * 1024;
constexpr size_t kLongestSubject = 255;

tl::unexpected<Error> Refuse(std::string_view why) {
  return Fail(ErrorCode::kForbidden, "the provider's ID token {}", why);
}

bool IsBase64Url(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

/// A token's parts: the text that was signed, and the three decoded.
struct Parts {
  std::string_view text;
  std::string header;
  std::string payload;
  std::string signature;

  static std::optional<Parts> Of(std::string_view token) {
    const size_t first = token.find('.');
    const size_t last = token.rfind('.');
    if (token.size() > kLongest || first == std::string_view::npos || first == last) return std::nullopt;
    const std::array<std::string_view, 3> encoded = {
        token.substr(0, first), token.substr(first + 1, last - first - 1), token.substr(last + 1)};
    std::array<std::string, 3> decoded;
    for (size_t i = 0; i < 3; ++i) {
      auto bytes = IsBase64Url(encoded[i]) ? runtime::DecodeBase64(encoded[i]) : std::nullopt;
      if (!bytes) return std::nullopt;
      decoded[i] = *std::move(bytes);
    }
    return Parts{token.substr(0, last), std::move(decoded[0]), std::move(decoded[1]), std::move(decoded[2])};
  }
};

/// The keys are the provider's own, whatever keys or addresses of keys the token brings along.
Status CheckSignature(const Parts& parts, std::span<const JsonWebKey> keys) {
  const auto header = JsonObject::Of(parts.header);
  if (!header) return Refuse("is no JSON Web Token");
  const auto name = header->Text("alg");
  const auto algorithm = name ? AlgorithmOf(*name) : std::nullopt;
  if (!algorithm)
    return Refuse("is not signed by RS256, PS256 or ES256: set one of them for this client at the provider");
  if (!header->Raw("crit").empty()) return Refuse("wants something understood that is not (crit)");
  if (const auto type = header->Text("typ"); type && !SameAscii(*type, "JWT"))
    return Refuse("is a token of another type");
  const auto id = header->Text("kid");
  if (!id && !header->Raw("kid").empty()) return Refuse("is no JSON Web Token");
  size_t fitting = 0;
  for (const JsonWebKey& key : keys) {
    if (!key.Fits(*algorithm) || (id && key.id() != *id)) continue;
    ++fitting;
    if (key.Verifies(*algorithm, parts.text, parts.signature)) return Ok();
  }
  if (fitting == 0) {
    return Fail(ErrorCode::kNotFound,
                "the provider's ID token is signed with a key that is not among those it publishes");
  }
  return Refuse("has a wrong signature");
}

Status CheckAudience(const JsonObject& claims, const std::string& client_id) {
  const auto audience = claims.Texts("aud");
  if (std::find(audience.begin(), audience.end(), client_id) == audience.end())
    return Refuse("is for another client (aud): compare oidc.client_id with the provider's");
  const auto party = claims.Text("azp");
  const bool foreign = party ? *party != client_id : !claims.Raw("azp").empty();
  if (foreign || (audience.size() > 1 && !party)) return Refuse("was given to another client (azp)");
  return Ok();
}

Status CheckTimes(const JsonObject& claims, int64_t now) {
  const auto expires = claims.Integer("exp");
  const auto issued = claims.Integer("iat");
  if (!expires || !issued) return Refuse("does not say until when it holds (exp, iat)");
  if (now >= *expires + kClockSkew) return Refuse("has expired: compare the clocks of both machines");
  const auto not_before = claims.Integer("nbf");
  if (!not_before && !claims.Raw("nbf").empty()) return Refuse("does not say from when it holds (nbf)");
  if (now < *issued - kClockSkew || (not_before && now < *not_before - kClockSkew))
    return Refuse("does not hold yet: compare the clocks of both machines");
  return Ok();
}

}  // namespace

Result<IdToken> CheckIdToken(std::string_view token, std::span<const JsonWebKey> keys,
                             const Expected& expected) {
  auto parts = Parts::Of(token);
  if (!parts) return Refuse("is no JSON Web Token");
  TRY_OK(CheckSignature(*parts, keys));
  const auto claims = runtime::IsUtf8(parts->payload) ? JsonObject::Of(parts->payload) : std::nullopt;
  if (!claims) return Refuse("is no JSON Web Token");
  if (claims->Text("iss") != expected.issuer)
    return Refuse("is of another issuer (iss): compare oidc.issuer with the provider's");
  TRY_OK(CheckAudience(*claims, expected.client_id));
  TRY_OK(CheckTimes(*claims, expected.now));
  const auto nonce = claims->Text("nonce");
  if (!nonce || expected.nonce.empty() || !SameSecret(*nonce, expected.nonce))
    return Refuse("is not of this login (nonce)");
  auto subject = claims->Text("sub");
  if (!subject || subject->empty() || subject->size() > kLongestSubject)
    return Refuse("does not say who logged in (sub)");
  return IdToken{*std::move(subject), std::move(parts->payload)};
}

}  // namespace harrier::access::oidc
