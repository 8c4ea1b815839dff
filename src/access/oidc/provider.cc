#include "access/oidc/provider.h"

#include "access/json_object.h"
#include "base/ticks.h"
#include "base/url_text.h"
#include "runtime/base64.h"

namespace harrier::access::oidc {
namespace {

constexpr int64_t kPatience = 10'000'000'000;  // ns
constexpr uint64_t kLongestAnswer = uint64_t{1} << 20;
constexpr int64_t kKept = kTicksPerHour;
/// Keys are asked for anew no more often than this, however many tokens name unknown ones.
constexpr int64_t kLeast = 10 * kTicksPerSecond;

/// "login.example.org:8443" of an issuer's address.
std::string HostOf(std::string_view issuer) {
  issuer.remove_prefix(std::min(issuer.size(), std::string_view("https://").size()));
  return std::string(issuer.substr(0, issuer.find('/')));
}

OutboundOptions OptionsOf(const Settings& settings) {
  OutboundOptions options{settings.hosts, settings.ca_file};
  options.hosts.push_back(HostOf(settings.issuer));
  return options;
}

std::string BasicOf(const Settings& settings) {
  std::string header = "Authorization: Basic ";
  runtime::AppendBase64(header,
                        PercentEncode(settings.client_id) + ":" + PercentEncode(settings.client_secret));
  return header;
}

/// The provider's own words, made short; they go to our log and to the one who logs in.
std::string ReasonOf(std::string_view body) {
  const auto object = JsonObject::Of(body);
  if (!object) return "no reason given";
  const std::string code = object->Text("error").value_or("no reason given");
  const std::string text = object->Text("error_description").value_or("");
  return (text.empty() ? code : code + ", " + text).substr(0, 300);
}

}  // namespace

Provider::Provider(Settings settings, const Clock* clock)
    : settings_(std::move(settings)), outbound_(OptionsOf(settings_)), clock_(clock) {}

Result<std::string> Provider::Ask(const OutboundRequest& request) {
  if (!asking_.try_acquire())
    return Fail(ErrorCode::kBusy, "too many logins wait for the provider: try again in a few seconds");
  const auto answer = outbound_.Ask(request, {.bytes = kLongestAnswer, .timeout_ns = kPatience});
  asking_.release();
  if (!answer) return tl::unexpected(answer.error());
  if (answer->status == 200) return answer->body;
  const bool refused = !request.form.empty() && answer->status >= 400 && answer->status < 500;
  if (refused) {
    return Fail(ErrorCode::kForbidden, "the provider gave no token ({}): {}", answer->status,
                ReasonOf(answer->body));
  }
  return Fail(ErrorCode::kIo, "the provider answers {} at '{}'", answer->status, request.url);
}

Result<Metadata> Provider::Describe() {
  const int64_t now = clock_->Now();
  {
    const std::lock_guard lock(mutex_);
    if (metadata_.value && now - metadata_.since < kKept) return *metadata_.value;
  }
  TRY(const std::string text, Ask({.url = DiscoveryUrl(settings_.issuer)}));
  TRY(Metadata metadata,
      ReadMetadata(text, settings_.issuer, [&](std::string_view url) { return outbound_.Allows(url); }));
  const std::lock_guard lock(mutex_);
  metadata_ = {now, metadata};
  return metadata;
}

Result<std::vector<JsonWebKey>> Provider::Keys(const Metadata& metadata, bool fresh) {
  const int64_t now = clock_->Now();
  {
    const std::lock_guard lock(mutex_);
    if (keys_.value && now - keys_.since < (fresh ? kLeast : kKept)) return *keys_.value;
  }
  TRY(const std::string text, Ask({.url = metadata.jwks_uri}));
  TRY(auto keys, ReadKeySet(text));
  const std::lock_guard lock(mutex_);
  keys_ = {now, keys};
  return keys;
}

Result<std::string> Provider::Exchange(const Metadata& metadata, const Attempt& attempt,
                                       std::string_view code) {
  OutboundRequest request{.url = metadata.token_endpoint,
                          .headers = {"Accept: application/json"},
                          .form = TokenForm(code, settings_, attempt)};
  if (!settings_.client_secret.empty()) {
    if (metadata.secret_in_body) {
      request.form += "&client_secret=" + PercentEncode(settings_.client_secret);
    } else {
      request.headers.push_back(BasicOf(settings_));
    }
  }
  TRY(const std::string text, Ask(request));
  const auto answer = JsonObject::Of(text);
  auto token = answer ? answer->Text("id_token") : std::nullopt;
  if (!token)
    return Fail(ErrorCode::kForbidden,
                "the provider gave no ID token: does the client have the scope openid?");
  return *std::move(token);
}

Result<std::string> Provider::Begin(const Attempt& attempt) {
  TRY(const Metadata metadata, Describe());
  return AuthorizationUrl(metadata.authorization_endpoint, settings_, attempt);
}

Result<IdToken> Provider::Finish(const Attempt& attempt, std::string_view code,
                                 std::optional<std::string_view> issuer) {
  TRY(const Metadata metadata, Describe());
  // Another provider's answer, sent here to have its code handed to this one (RFC 9207).
  if (issuer ? *issuer != settings_.issuer : metadata.names_itself)
    return Fail(ErrorCode::kForbidden, "the answer is not of the provider that was asked (iss)");
  TRY(const std::string token, Exchange(metadata, attempt, code));
  const Expected expected{settings_.issuer, settings_.client_id, attempt.nonce,
                          (clock_->Now() - kUnixEpochTicks) / kTicksPerSecond};
  TRY(auto keys, Keys(metadata, false));
  auto checked = CheckIdToken(token, keys, expected);
  if (!checked && checked.error().code == ErrorCode::kNotFound) {
    TRY(keys, Keys(metadata, true));
    checked = CheckIdToken(token, keys, expected);
  }
  return checked;
}

}  // namespace harrier::access::oidc
