#include "hunting/entities/entity.h"

#include <algorithm>

#include "base/ascii.h"
#include "hunting/entities/address.h"
#include "hunting/shape/json.h"

namespace harrier::hunting {
namespace {

constexpr std::string_view kGenericNames[] = {"ADMIN",        "ADMINISTRATOR",      "SYSTEM",         "ROOT",
                                              "ANONYMOUS",    "AUTHENTICATED USER", "NETWORK",        "NULL",
                                              "LOCAL SYSTEM", "LOCALSYSTEM",        "NETWORK SERVICE"};

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

/// Sets what is not known yet.
void Learn(Entity& entity, std::string_view identifier, std::string_view value) {
  if (!value.empty() && entity.Find(identifier).empty())
    entity.identifiers.insert_or_assign(std::string(identifier), std::string(value));
}

void SplitAccountName(Entity& entity, std::string_view identifier) {
  const std::string name(entity.Find(identifier));
  if (const size_t slash = name.find('\\'); slash != std::string::npos) {
    entity.identifiers.erase(std::string(identifier));
    Learn(entity, "Name", std::string_view(name).substr(slash + 1));
    Learn(entity, "NTDomain", std::string_view(name).substr(0, slash));
  } else if (const size_t at = name.rfind('@'); at != std::string::npos) {
    entity.identifiers.erase(std::string(identifier));
    Learn(entity, "Name", std::string_view(name).substr(0, at));
    Learn(entity, "UPNSuffix", std::string_view(name).substr(at + 1));
  } else if (identifier == "FullName") {
    entity.identifiers.erase("FullName");
    Learn(entity, "Name", name);
  }
}

void SplitHostName(Entity& entity, std::string_view identifier) {
  const std::string name(entity.Find(identifier));
  const size_t dot = name.find('.');
  const bool address = IsIpAddress(name);
  if (name.empty() || address || (dot == std::string::npos && identifier != "FullName")) return;
  entity.identifiers.erase(std::string(identifier));
  const size_t slash = name.find('\\');
  if (slash != std::string::npos) {
    Learn(entity, "HostName", std::string_view(name).substr(slash + 1));
    Learn(entity, "NTDomain", std::string_view(name).substr(0, slash));
    return;
  }
  Learn(entity, "HostName", std::string_view(name).substr(0, dot));
  if (dot != std::string::npos) Learn(entity, "DnsDomain", std::string_view(name).substr(dot + 1));
}

void SplitHelpers(Entity& entity) {
  if (entity.type->name == "Account") {
    SplitAccountName(entity, "FullName");
    SplitAccountName(entity, "Name");
  } else if (entity.type->name == "Host") {
    SplitHostName(entity, "FullName");
    SplitHostName(entity, "HostName");
  }
}

/// Well-known SIDs are the same on every machine (Windows docs, well-known SIDs).
bool IsBuiltInSid(std::string_view sid) {
  const std::string lower = AsciiLower(sid);
  return lower.starts_with("s-1-5-32-") || !lower.starts_with("s-1-5-21-");
}

bool IsLocal(const Entity& account) {
  if (SameName(account.Find("IsDomainJoined"), "false")) return true;
  const std::string_view domain = account.Find("NTDomain");
  return SameName(domain, "NT AUTHORITY") || SameName(domain, "BUILTIN") || domain == "." ||
         (!domain.empty() && SameName(domain, account.Find("Host")));
}

/// What a type asks of a key beside its values being there.
bool Holds(const Entity& entity, const StrongKey& key) {
  const auto has = [&](std::string_view identifier) {
    return std::find(key.identifiers.begin(), key.identifiers.end(), identifier) != key.identifiers.end();
  };
  if (entity.type->name == "Account" && has("Sid")) return IsBuiltInSid(entity.Find("Sid")) == has("Host");
  if (entity.type->name == "Account" && has("NTDomain")) return IsLocal(entity) == has("Host");
  if (entity.type->name == "IP") return IsGlobalAddress(entity.Find("Address")) != has("AddressScope");
  if (entity.type->name == "URL") {
    const std::string_view url = entity.Find("Url");
    const size_t scheme = url.find("://");
    return scheme != std::string_view::npos && scheme > 0 && url.size() > scheme + 3;
  }
  return true;
}

}  // namespace

std::string_view Entity::Find(std::string_view identifier) const {
  const auto found = identifiers.find(identifier);
  return found == identifiers.end() ? std::string_view() : std::string_view(found->second);
}

std::string Entity::label() const {
  const auto of = [&](std::string_view identifier) { return std::string(Find(identifier)); };
  if (type->name == "Account" && !Find("Name").empty()) {
    if (!Find("UPNSuffix").empty()) return of("Name") + "@" + of("UPNSuffix");
    return Find("NTDomain").empty() ? of("Name") : of("NTDomain") + "\\" + of("Name");
  }
  if (type->name == "Host" && !Find("HostName").empty())
    return Find("DnsDomain").empty() ? of("HostName") : of("HostName") + "." + of("DnsDomain");
  for (const std::string_view identifier : type->identifiers) {
    if (!Find(identifier).empty()) return of(identifier);
  }
  return {};
}

Result<Entity> MakeEntity(std::string_view type,
                          const std::vector<std::pair<std::string, std::string>>& identifiers) {
  Entity entity;
  entity.type = FindEntityType(type);
  if (entity.type == nullptr)
    return Fail(ErrorCode::kInvalid, "there is no entity type '{}'; Account, Host and IP are some", type);
  for (const auto& [name, value] : identifiers) {
    const std::string_view known = FindIdentifier(*entity.type, name);
    if (known.empty())
      return Fail(ErrorCode::kInvalid, "an entity of type {} has no identifier '{}'", entity.type->name,
                  name);
    Learn(entity, known, Trimmed(value));
  }
  SplitHelpers(entity);
  if (entity.identifiers.empty())
    return Fail(ErrorCode::kInvalid, "an entity of type {} without any value", entity.type->name);
  return entity;
}

std::vector<EntityKey> StrongKeys(const Entity& entity) {
  std::vector<EntityKey> keys;
  for (const StrongKey& key : entity.type->strong) {
    EntityKey made{AsciiLower(entity.type->name), ""};
    const bool complete =
        std::all_of(key.identifiers.begin(), key.identifiers.end(), [&](std::string_view name) {
          const std::string_view value = entity.Find(name);
          made.text += fmt::format(" {}={}", AsciiLower(name), AsciiLower(value));
          made.reason += fmt::format("{}{} {}", made.reason.empty() ? "" : ", ", name, value);
          return !value.empty();
        });
    if (complete && Holds(entity, key)) keys.push_back(std::move(made));
  }
  return keys;
}

std::optional<std::string> ReasonToDrop(const Entity& entity) {
  if (entity.type->name != "Account" || entity.identifiers.size() != 1) return std::nullopt;
  const std::string_view name = entity.Find("Name");
  for (const std::string_view generic : kGenericNames) {
    if (SameName(generic, name))
      return fmt::format("an account known only by the generic name '{}' could be anybody", name);
  }
  return std::nullopt;
}

}  // namespace harrier::hunting
