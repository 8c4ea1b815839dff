#include "hunting/entities/wire.h"

#include "base/random.h"

namespace harrier::hunting {
namespace {

/// The API's own words where they differ from the identifier with a small first letter.
constexpr std::pair<std::string_view, std::string_view> kProperties[] = {
    {"Name", "accountName"},        {"NTDomain", "ntDomain"},
    {"UPNSuffix", "upnSuffix"},     {"PUID", "puid"},
    {"NetBiosName", "netBiosName"}, {"AzureID", "azureID"},
    {"OMSAgentID", "omsAgentID"},   {"OSFamily", "osFamily"},
    {"OSVersion", "osVersion"},     {"SID", "sid"},
    {"Value", "hashValue"},
};

std::string PropertyName(const EntityType& type, std::string_view identifier) {
  for (const auto& [name, property] : kProperties) {
    if (name != identifier) continue;
    if (name == "Name" && type.name != "Account") break;
    if (name == "Value" && type.name != "FileHash") break;
    return std::string(property);
  }
  if (type.name == "File" && identifier == "Name") return "fileName";
  if (type.name == "Malware" && identifier == "Name") return "malwareName";
  if (type.name == "CloudApplication" && identifier == "Name") return "appName";
  std::string property(identifier);
  if (property[0] >= 'A' && property[0] <= 'Z') property[0] = static_cast<char>(property[0] + 32);
  return property;
}

std::string_view Kind(const EntityType& type) {
  if (type.name == "IP") return "Ip";
  if (type.name == "URL") return "Url";
  if (type.name == "DNS") return "DnsResolution";
  if (type.name == "HuntingBookmark") return "Bookmark";
  if (type.name == "IoTDevice") return "IoTDevice";
  return type.name;
}

std::string NameOf(const Entity& entity) {
  std::string text;
  if (const auto keys = StrongKeys(entity); !keys.empty()) {
    text = keys.front().text;
  } else {
    text = entity.type->name;
    for (const auto& [identifier, value] : entity.identifiers)
      text += fmt::format(" {}={}", identifier, value);
  }
  const uint64_t high = StableHash(text), low = StableHash(text + "/");
  // The marks of a name-based guid (RFC 9562, version 8).
  return fmt::format("{:08x}-{:04x}-8{:03x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xFFFF, high & 0xFFF,
                     0x8000 | ((low >> 48) & 0x3FFF), low & 0xFFFF'FFFF'FFFF);
}

}  // namespace

json::object EntityToJson(const Entity& entity) {
  json::object properties{{"friendlyName", Text(entity.label())}};
  for (const auto& [identifier, value] : entity.identifiers)
    properties.insert_or_assign(Text(PropertyName(*entity.type, identifier)), Text(value));
  return {{"name", Text(NameOf(entity))},
          {"type", "Microsoft.SecurityInsights/Entities"},
          {"kind", Text(Kind(*entity.type))},
          {"properties", std::move(properties)}};
}

}  // namespace harrier::hunting
