#include "app/provider.h"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "base/ascii.h"

namespace harrier::app {
namespace {

/// Of "file:PATH" or "env:NAME"; the secret is in no message.
Result<std::string> ReadSecret(const std::string& where) {
  if (where.empty()) return "";
  const std::string name = where.substr(where.find(':') + 1);
  std::string secret;
  if (where.starts_with("env:")) {
    const char* const value = std::getenv(name.c_str());
    secret = value == nullptr ? "" : value;
  } else {
    std::ifstream file(name);
    secret.assign(std::istreambuf_iterator<char>(file), {});
    while (secret.ends_with('\n') || secret.ends_with('\r')) secret.pop_back();
  }
  if (secret.empty())
    return Fail(ErrorCode::kInvalid, "setting oidc.client_secret: there is no secret in {}", where);
  return secret;
}

Status CheckRole(const std::vector<access::Role>& roles, std::string_view setting, const std::string& name) {
  std::string known;
  for (const access::Role& role : roles) {
    if (SameAscii(role.name, name) || SameAscii(role.id, name)) return Ok();
    known += (known.empty() ? "" : ", ") + role.name;
  }
  return Fail(ErrorCode::kInvalid, "setting {}: there is no role '{}'; there are {}", setting, name, known);
}

}  // namespace

Result<std::unique_ptr<access::oidc::Provider>> OpenProvider(const Config& config, Metadata& metadata) {
  access::oidc::Settings settings = config.oidc;
  if (settings.issuer.empty()) return nullptr;
  if (settings.client_id.empty())
    return Fail(ErrorCode::kInvalid, "setting oidc.client_id: it says how the provider knows this server");
  if (!metadata.keys)
    return Fail(ErrorCode::kInvalid,
                "nobody can log in here yet: run harrier init before oidc.issuer is set");
  if (!settings.ca_file.empty() && !std::ifstream(settings.ca_file))
    return Fail(ErrorCode::kInvalid, "setting oidc.ca: cannot read '{}'", settings.ca_file);
  TRY(settings.client_secret, ReadSecret(config.oidc_secret));
  TRY(const auto roles, metadata.directory->Roles());
  if (!settings.default_role.empty()) TRY_OK(CheckRole(roles, "oidc.default_role", settings.default_role));
  for (const auto& rule : settings.roles) TRY_OK(CheckRole(roles, "oidc.roles", rule.role));
  if (settings.name.empty()) settings.name = settings.issuer.substr(std::string("https://").size());
  if (settings.scopes.empty()) settings.scopes = {"openid", "profile", "email"};
  if (settings.name_claim.empty()) settings.name_claim = "preferred_username";
  if (settings.roles_claim.empty()) settings.roles_claim = "groups";
  return std::make_unique<access::oidc::Provider>(std::move(settings), &metadata.clock);
}

}  // namespace harrier::app
