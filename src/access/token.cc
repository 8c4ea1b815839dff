#include "access/token.h"

#include "access/json_object.h"
#include "access/secret.h"
#include "runtime/base64.h"
#include "runtime/json_text.h"

namespace harrier::access {
namespace {

using runtime::AppendJsonItem;
using runtime::AppendJsonKey;
using runtime::AppendJsonString;

constexpr int64_t kSkew = 300;
/// Ours are far shorter.
constexpr size_t kLongest = 16 * 1024;

void AppendText(std::string& out, std::string_view key, std::string_view value) {
  AppendJsonKey(out, key);
  AppendJsonString(out, value);
}

void AppendNumber(std::string& out, std::string_view key, int64_t value) {
  AppendJsonKey(out, key);
  out += std::to_string(value);
}

std::string PayloadOf(const Claims& claims) {
  std::string out = "{";
  AppendText(out, "aud", claims.audience);
  AppendText(out, "iss", claims.issuer);
  AppendNumber(out, "iat", claims.issued);
  AppendNumber(out, "nbf", claims.not_before);
  AppendNumber(out, "exp", claims.expires);
  if (!claims.app_id.empty()) AppendText(out, "appid", claims.app_id);
  AppendText(out, "idtyp", claims.app_id.empty() ? "user" : "app");
  AppendText(out, "oid", claims.object_id);
  AppendText(out, "sub", claims.object_id);
  AppendText(out, "tid", claims.tenant);
  AppendText(out, "unique_name", claims.name);
  AppendJsonKey(out, "roles");
  out += '[';
  for (const std::string& role : claims.roles) AppendJsonItem(out, role);
  out += ']';
  if (!claims.proof.empty()) AppendText(out, "proof", claims.proof);
  AppendText(out, "ver", "1.0");
  return out + "}";
}

tl::unexpected<Error> Refuse(std::string_view why) {
  return Fail(ErrorCode::kForbidden, "the token {}", why);
}

}  // namespace

Result<std::string> MintToken(const SigningKey& key, const Claims& claims) {
  const std::string header =
      fmt::format(R"({{"typ":"JWT","alg":"RS256","kid":"{0}","x5t":"{0}"}})", key.id());
  std::string text = Base64Url(header) + "." + Base64Url(PayloadOf(claims));
  TRY(const std::string signature, key.Sign(text));
  return text + "." + Base64Url(signature);
}

Result<Claims> VerifyToken(const SigningKey& key, std::string_view token, int64_t now) {
  const size_t first = token.find('.');
  const size_t last = token.rfind('.');
  if (token.size() > kLongest || first == std::string_view::npos || first == last ||
      token.substr(first + 1, last - first - 1).find('.') != std::string_view::npos)
    return Refuse("is no JSON Web Token");
  const auto header = runtime::DecodeBase64(token.substr(0, first));
  const auto payload = runtime::DecodeBase64(token.substr(first + 1, last - first - 1));
  const auto signature = runtime::DecodeBase64(token.substr(last + 1));
  const auto head = header ? JsonObject::Of(*header) : std::nullopt;
  if (!head || !payload || !signature) return Refuse("is no JSON Web Token");
  // The one algorithm, whatever the token would like.
  if (head->Text("alg") != "RS256" || head->Text("kid") != key.id() ||
      !key.Verifies(token.substr(0, last), *signature))
    return Refuse("was not signed by this server");
  const auto said = JsonObject::Of(*payload);
  if (!said) return Refuse("is no JSON Web Token");
  Claims claims;
  claims.issuer = said->Text("iss").value_or("");
  claims.audience = said->Text("aud").value_or("");
  claims.tenant = said->Text("tid").value_or("");
  claims.object_id = said->Text("oid").value_or("");
  claims.app_id = said->Text("appid").value_or("");
  claims.name = said->Text("unique_name").value_or("");
  claims.roles = said->Texts("roles");
  claims.proof = said->Text("proof").value_or("");
  claims.issued = said->Integer("iat").value_or(0);
  claims.not_before = said->Integer("nbf").value_or(0);
  claims.expires = said->Integer("exp").value_or(0);
  if (now >= claims.expires + kSkew) return Refuse("has expired");
  if (now < claims.not_before - kSkew) return Refuse("does not hold yet");
  return claims;
}

}  // namespace harrier::access
