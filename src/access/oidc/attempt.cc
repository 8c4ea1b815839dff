#include "access/oidc/attempt.h"

#include <algorithm>

#include "access/json_object.h"
#include "access/secret.h"
#include "base/url_text.h"
#include "runtime/json_text.h"

namespace harrier::access::oidc {
namespace {

constexpr size_t kLongestReturn = 2000;
/// A secret that was sealed for another use is no attempt.
constexpr std::string_view kUse = "oidc attempt";

void AppendText(std::string& out, std::string_view key, std::string_view value) {
  runtime::AppendJsonKey(out, key);
  runtime::AppendJsonString(out, value);
}

void AppendParameter(std::string& out, std::string_view name, std::string_view value) {
  if (!out.empty() && out.back() != '?' && out.back() != '&') out += '&';
  out += name;
  out += '=';
  out += PercentEncode(value);
}

std::string ScopeOf(const Settings& settings) {
  std::string scope = "openid";
  for (const std::string& each : settings.scopes) {
    if (each != "openid") scope += " " + each;
  }
  return scope;
}

}  // namespace

Attempt NewAttempt(std::string redirect, std::string_view return_to, int64_t now) {
  return {NewSecret(),         NewSecret(),           NewSecret(),
          std::move(redirect), SafeReturn(return_to), now + kLongestAttempt};
}

Result<std::string> SealAttempt(std::string_view key, const Attempt& attempt) {
  std::string text = "{";
  AppendText(text, "state", attempt.state);
  AppendText(text, "nonce", attempt.nonce);
  AppendText(text, "verifier", attempt.verifier);
  AppendText(text, "redirect", attempt.redirect);
  AppendText(text, "return", attempt.return_to);
  runtime::AppendJsonKey(text, "until");
  text += std::to_string(attempt.until) + "}";
  return Seal(Hmac(key, kUse), text);
}

Result<Attempt> UnsealAttempt(std::string_view key, std::string_view sealed, int64_t now) {
  TRY(const std::string text, Unseal(Hmac(key, kUse), sealed));
  const auto object = JsonObject::Of(text);
  HARRIER_CHECK(object.has_value());
  Attempt attempt{object->Text("state").value_or(""),    object->Text("nonce").value_or(""),
                  object->Text("verifier").value_or(""), object->Text("redirect").value_or(""),
                  object->Text("return").value_or("/"),  object->Integer("until").value_or(0)};
  if (now >= attempt.until) return Fail(ErrorCode::kForbidden, "the login took longer than ten minutes");
  return attempt;
}

std::string SafeReturn(std::string_view path) {
  const bool plain =
      std::all_of(path.begin(), path.end(), [](char c) { return c > ' ' && c < '\x7f' && c != '\\'; });
  // "//host" would be another host.
  const bool own = path.starts_with('/') && !path.starts_with("//");
  return plain && own && path.size() <= kLongestReturn ? std::string(path) : "/";
}

std::string AuthorizationUrl(std::string_view endpoint, const Settings& settings, const Attempt& attempt) {
  std::string url(endpoint);
  if (url.find('?') == std::string::npos) url += '?';
  AppendParameter(url, "response_type", "code");
  AppendParameter(url, "client_id", settings.client_id);
  AppendParameter(url, "redirect_uri", attempt.redirect);
  AppendParameter(url, "scope", ScopeOf(settings));
  AppendParameter(url, "state", attempt.state);
  AppendParameter(url, "nonce", attempt.nonce);
  AppendParameter(url, "code_challenge", Base64Url(Sha256Bytes(attempt.verifier)));
  AppendParameter(url, "code_challenge_method", "S256");
  return url;
}

std::string TokenForm(std::string_view code, const Settings& settings, const Attempt& attempt) {
  std::string form;
  AppendParameter(form, "grant_type", "authorization_code");
  AppendParameter(form, "code", code);
  AppendParameter(form, "redirect_uri", attempt.redirect);
  AppendParameter(form, "client_id", settings.client_id);
  AppendParameter(form, "code_verifier", attempt.verifier);
  return form;
}

}  // namespace harrier::access::oidc
