#include "access/token.h"

#include <charconv>

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

using Members = std::vector<std::pair<std::string_view, std::string_view>>;

std::string_view Member(const Members& members, std::string_view name) {
  for (const auto& [key, value] : members) {
    if (key.size() == name.size() + 2 && key.substr(1, name.size()) == name) return value;
  }
  return {};
}

std::string TextMember(const Members& members, std::string_view name) {
  std::string out;
  const std::string_view value = Member(members, name);
  if (value.starts_with('"')) runtime::AppendJsonAsText(out, value);
  return out;
}

int64_t NumberMember(const Members& members, std::string_view name) {
  int64_t number = 0;
  const std::string_view value = Member(members, name);
  std::from_chars(value.data(), value.data() + value.size(), number);
  return number;
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
  Members members;
  if (!header || !payload || !signature || !runtime::JsonObjectItems(*header, members))
    return Refuse("is no JSON Web Token");
  // The one algorithm, whatever the token would like.
  if (TextMember(members, "alg") != "RS256" || TextMember(members, "kid") != key.id() ||
      !key.Verifies(token.substr(0, last), *signature))
    return Refuse("was not signed by this server");
  members.clear();
  if (!runtime::JsonObjectItems(*payload, members)) return Refuse("is no JSON Web Token");
  Claims claims;
  claims.issuer = TextMember(members, "iss");
  claims.audience = TextMember(members, "aud");
  claims.tenant = TextMember(members, "tid");
  claims.object_id = TextMember(members, "oid");
  claims.app_id = TextMember(members, "appid");
  claims.name = TextMember(members, "unique_name");
  claims.roles = runtime::JsonTexts(Member(members, "roles"));
  claims.proof = TextMember(members, "proof");
  claims.issued = NumberMember(members, "iat");
  claims.not_before = NumberMember(members, "nbf");
  claims.expires = NumberMember(members, "exp");
  if (now >= claims.expires + kSkew) return Refuse("has expired");
  if (now < claims.not_before - kSkew) return Refuse("does not hold yet");
  return claims;
}

}  // namespace harrier::access
