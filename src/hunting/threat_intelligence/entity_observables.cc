#include "hunting/threat_intelligence/entity_observables.h"

#include <algorithm>

#include "base/ascii.h"
#include "hunting/entities/entity_type.h"
#include "hunting/threat_intelligence/observable_keys.h"

namespace harrier::hunting {
namespace {

std::string_view HashKeyOf(size_t length) {
  switch (length) {
    case 32:
      return "file:hashes.MD5";
    case 40:
      return "file:hashes.'SHA-1'";
    case 64:
      return "file:hashes.'SHA-256'";
    default:
      return {};
  }
}

class Maker {
 public:
  explicit Maker(const json::object& entity) {
    const json::value* const properties = Member(entity, "properties");
    properties_ = properties != nullptr && properties->is_object() ? &properties->as_object() : &entity;
  }

  std::string_view Find(std::initializer_list<std::string_view> names) const {
    for (const std::string_view name : names) {
      if (const std::string_view text = TextMember(*properties_, name); !text.empty()) return text;
    }
    return {};
  }
  const json::value* Of(std::string_view name) const { return Member(*properties_, name); }

  void Add(std::string key, std::string_view value) {
    Observable observable{std::move(key), std::string(value)};
    if (!KeyOf(observable)) {
      out.reason = fmt::format("'{}' is no value of {}", value, observable.key);
      return;
    }
    const bool known =
        std::any_of(out.observables.begin(), out.observables.end(), [&](const Observable& other) {
          return other.key == observable.key && other.value == observable.value;
        });
    if (!known) out.observables.push_back(std::move(observable));
  }
  void Address(std::string_view value) {
    Add(value.find(':') == std::string_view::npos ? "ipv4-addr:value" : "ipv6-addr:value", value);
  }
  /// All hashes that a text names: one, or the key of an entity that is one.
  void Hashes(std::string_view text) {
    size_t at = 0;
    bool any = false;
    while (at < text.size()) {
      size_t end = at;
      while (end < text.size() && IsAsciiHex(text[end])) ++end;
      const bool whole =
          (at == 0 || !IsWordBefore(text[at - 1])) && (end == text.size() || !IsWordBefore(text[end]));
      if (const std::string_view key = HashKeyOf(end - at); whole && !key.empty()) {
        Add(std::string(key), text.substr(at, end - at));
        any = true;
      }
      at = std::max(end, at + 1);
    }
    if (!any && !text.empty())
      out.reason = fmt::format("'{}' is neither an MD5, a SHA-1 nor a SHA-256 in hexadecimal", text);
  }

  EntityObservables out;

 private:
  static bool IsWordBefore(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  const json::object* properties_;
};

void OfFile(Maker& maker) {
  for (const std::string_view name : {"hash", "md5", "sha1", "sha256", "fileHash"})
    maker.Hashes(maker.Find({name}));
  const json::value* const hashes = maker.Of("fileHashes");
  if (hashes != nullptr && hashes->is_array()) {
    for (const json::value& hash : hashes->as_array()) {
      if (hash.is_string()) maker.Hashes(View(hash.as_string()));
      if (!hash.is_object()) continue;
      const std::string_view value = TextMember(hash.as_object(), "hashValue");
      maker.Hashes(value.empty() ? TextMember(hash.as_object(), "value") : value);
    }
  }
  if (maker.out.observables.empty() && maker.out.reason.empty())
    maker.out.reason = "a file is known again by its hash only, and this one has none";
}

void OfAccount(Maker& maker) {
  const std::string_view name = maker.Find({"accountName", "name"});
  const std::string_view suffix = maker.Find({"upnSuffix"});
  const std::string_view domain = maker.Find({"ntDomain"});
  const std::string_view upn = maker.Find({"userPrincipalName", "fullName"});
  if (!name.empty() && !suffix.empty())
    return maker.Add("email-addr:value", fmt::format("{}@{}", name, suffix));
  if (const size_t at = name.find('@'); at != std::string_view::npos)
    return maker.Add("email-addr:value", name);
  if (const size_t at = upn.find('@'); at != std::string_view::npos)
    return maker.Add("email-addr:value", upn);
  if (!name.empty() && !domain.empty())
    return maker.Add("user-account:account_login", fmt::format("{}\\{}", domain, name));
  maker.out.reason = "an account needs a name with a UPN suffix or a domain: a name alone fits too many";
}

}  // namespace

EntityObservables ObservablesOf(const json::object& entity) {
  std::string_view kind = TextMember(entity, "kind");
  if (kind.empty()) kind = TextMember(entity, "type");
  if (SameName(kind, "DnsResolution")) kind = "DNS";
  const EntityType* const type = FindEntityType(kind);
  Maker maker(entity);
  if (type == nullptr) {
    maker.out.reason = fmt::format("there is no kind of entity '{}'", kind);
    return maker.out;
  }
  const auto add = [&](std::string_view key, std::initializer_list<std::string_view> names) {
    const std::string_view value = maker.Find(names);
    if (!value.empty()) return maker.Add(std::string(key), value);
    maker.out.reason = fmt::format("it has no {}", *names.begin());
  };
  if (type->name == "IP") {
    const std::string_view address = maker.Find({"address"});
    if (address.empty()) {
      maker.out.reason = "it has no address";
    } else {
      maker.Address(address);
    }
  } else if (type->name == "URL") {
    add("url:value", {"url"});
  } else if (type->name == "DNS") {
    add("domain-name:value", {"domainName"});
  } else if (type->name == "FileHash") {
    const std::string_view hash = maker.Find({"hashValue", "value"});
    if (hash.empty()) maker.out.reason = "it has no hashValue";
    maker.Hashes(hash);
  } else if (type->name == "File") {
    OfFile(maker);
  } else if (type->name == "Account") {
    OfAccount(maker);
  } else if (type->name == "Mailbox") {
    add("email-addr:value", {"mailboxPrimaryAddress", "upn"});
  } else if (type->name == "MailMessage") {
    for (const std::string_view name : {"sender", "p1Sender", "p2Sender"}) {
      if (const std::string_view sender = maker.Find({name}); !sender.empty())
        maker.Add("email-addr:value", sender);
    }
    if (const std::string_view address = maker.Find({"senderIP"}); !address.empty()) maker.Address(address);
    if (maker.out.observables.empty() && maker.out.reason.empty()) maker.out.reason = "it has no sender";
  } else {
    maker.out.reason = fmt::format("indicators do not describe entities of the kind {}", type->name);
  }
  if (!maker.out.observables.empty()) maker.out.reason.clear();
  return maker.out;
}

std::string PatternOf(const Observable& observable) {
  std::string value;
  for (const char c : observable.value) {
    if (c == '\'' || c == '\\') value += '\\';
    value += c;
  }
  return fmt::format("[{} = '{}']", observable.key, value);
}

std::string PatternTypeOf(const Observable& observable) {
  return observable.key.substr(0, observable.key.find(':'));
}

}  // namespace harrier::hunting
