#include "access/oidc/person.h"

#include <algorithm>

#include "access/json_object.h"

namespace harrier::access::oidc {
namespace {

constexpr size_t kLongestName = 200;

/// The claim of that name, or what the path "a.b" leads to.
std::vector<std::string> TextsAt(const JsonObject& claims, std::string_view path) {
  if (!claims.Raw(path).empty()) return claims.Texts(path);
  const size_t dot = path.find('.');
  if (dot == std::string_view::npos) return {};
  const auto inner = JsonObject::Of(claims.Raw(path.substr(0, dot)));
  return inner ? TextsAt(*inner, path.substr(dot + 1)) : std::vector<std::string>();
}

bool IsName(std::string_view text) {
  return !text.empty() && text.size() <= kLongestName && std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
  });
}

std::string NameAt(const JsonObject& claims, std::string_view name) {
  std::string text = claims.Text(name).value_or("");
  return IsName(text) ? text : "";
}

/// Entra sends a reference in place of more than 200 groups: without them somebody would lose all roles.
bool IsLeftOut(const JsonObject& claims, const std::string& name) {
  const auto elsewhere = JsonObject::Of(claims.Raw("_claim_names"));
  return (elsewhere && !elsewhere->Raw(name).empty()) || claims.Raw("hasgroups") == "true";
}

}  // namespace

Result<Person> PersonOf(const IdToken& token, const Settings& settings) {
  const auto claims = JsonObject::Of(token.claims);
  HARRIER_CHECK(claims.has_value());
  Person person;
  person.issuer = settings.issuer;
  person.subject = token.subject;
  person.name = NameAt(*claims, settings.name_claim);
  if (person.name.empty()) {
    return Fail(ErrorCode::kForbidden,
                "the provider's ID token has no login name in the claim '{}': add it there, or name another "
                "claim in oidc.claim",
                settings.name_claim);
  }
  // Some providers send it as a text.
  const std::string_view verified = claims->Raw("email_verified");
  const bool unverified = verified == "false" || verified == "\"false\"";
  if (unverified && settings.name_claim == "email")
    return Fail(ErrorCode::kForbidden, "the provider has not verified the e-mail address of '{}'",
                person.name);
  person.display_name = NameAt(*claims, "name");
  if (person.display_name.empty()) person.display_name = person.name;
  if (!unverified) person.email = NameAt(*claims, "email");
  if (!settings.default_role.empty()) person.roles.push_back({settings.default_role, ""});
  if (settings.roles.empty()) return person;
  const auto values = TextsAt(*claims, settings.roles_claim);
  if (values.empty() && IsLeftOut(*claims, settings.roles_claim)) {
    return Fail(ErrorCode::kForbidden,
                "the provider left out the claim '{}' because it is too long: let it send only the groups of "
                "this client, or app roles",
                settings.roles_claim);
  }
  for (const RoleRule& rule : settings.roles) {
    if (std::find(values.begin(), values.end(), rule.value) != values.end())
      person.roles.push_back({rule.role, rule.workspace});
  }
  return person;
}

}  // namespace harrier::access::oidc
