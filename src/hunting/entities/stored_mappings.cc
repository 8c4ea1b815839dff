#include "hunting/entities/stored_mappings.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "hunting/entities/entity_type.h"
#include "hunting/shape/json.h"

namespace harrier::hunting {
namespace {

/// Identifiers beside those of strong keys that may stand alone: names that are split, and what Sentinel
/// takes for enough.
constexpr std::pair<std::string_view, std::string_view> kAlsoEnough[] = {
    {"Account", "FullName"},
    {"Host", "FullName"},
    {"Process", "CommandLine"},
    {"MailCluster", "NetworkMessageIds"}};
/// Identifiers of strong keys that mean nothing alone.
constexpr std::pair<std::string_view, std::string_view> kNotEnough[] = {
    {"Account", "NTDomain"},        {"Account", "DnsDomain"},
    {"Account", "UPNSuffix"},       {"Account", "Host"},
    {"Host", "NTDomain"},           {"Host", "DnsDomain"},
    {"IP", "AddressScope"},         {"DNS", "DnsServerIp"},
    {"DNS", "HostIpAddress"},       {"CloudApplication", "InstanceName"},
    {"File", "Directory"},          {"FileHash", "Algorithm"},
    {"Malware", "Category"},        {"Process", "Host"},
    {"Process", "CreationTimeUtc"}, {"Process", "ParentProcess"},
    {"Process", "ImageFile"},       {"MailCluster", "Source"}};

bool IsEnough(const EntityType& type, std::string_view identifier) {
  const auto listed = [&](std::span<const std::pair<std::string_view, std::string_view>> list) {
    return std::find(list.begin(), list.end(), std::pair(type.name, identifier)) != list.end();
  };
  if (listed(kAlsoEnough)) return true;
  if (listed(kNotEnough)) return false;
  return std::any_of(type.strong.begin(), type.strong.end(), [&](const StrongKey& key) {
    return std::find(key.identifiers.begin(), key.identifiers.end(), identifier) != key.identifiers.end();
  });
}

std::string ListOf(std::span<const std::string_view> names) {
  std::string out;
  for (const std::string_view name : names) out += fmt::format("{}{}", out.empty() ? "" : ", ", name);
  return out;
}

std::string EnoughOf(const EntityType& type) {
  std::vector<std::string_view> names;
  for (const std::string_view identifier : type.identifiers) {
    if (IsEnough(type, identifier)) names.push_back(identifier);
  }
  return ListOf(names);
}

Status Accept(ColumnMapping& mapping, const std::string& place) {
  const EntityType* const type = FindEntityType(mapping.entity_type);
  if (type == nullptr)
    return Fail(ErrorCode::kInvalid,
                "{}.entityType: there is no entity type '{}'; Account, Host and IP are some", place,
                mapping.entity_type);
  if (!type->mappable)
    return Fail(ErrorCode::kInvalid, "{}.entityType: entities of type {} come from alerts only", place,
                type->name);
  mapping.entity_type = type->name;
  if (mapping.identifiers.size() > kMostIdentifiers)
    return Fail(ErrorCode::kInvalid, "{}.fieldMappings has {} elements; {} are allowed", place,
                mapping.identifiers.size(), kMostIdentifiers);
  std::set<std::string_view> seen;
  bool enough = false;
  for (size_t i = 0; i < mapping.identifiers.size(); ++i) {
    ColumnIdentifier& one = mapping.identifiers[i];
    const std::string_view identifier = FindIdentifier(*type, one.identifier);
    if (identifier.empty())
      return Fail(ErrorCode::kInvalid,
                  "{}.fieldMappings[{}].identifier: {} has no identifier '{}'; it has {}", place, i,
                  type->name, one.identifier, ListOf(type->identifiers));
    if (one.column.empty())
      return Fail(ErrorCode::kInvalid, "{}.fieldMappings[{}].columnName is empty", place, i);
    if (!seen.insert(identifier).second)
      return Fail(ErrorCode::kInvalid, "{}.fieldMappings[{}].identifier: {} is mapped twice", place, i,
                  identifier);
    one.identifier = identifier;
    enough = enough || IsEnough(*type, identifier);
  }
  if (!enough)
    return Fail(ErrorCode::kInvalid, "{}.fieldMappings: an entity of type {} needs at least one of {}", place,
                type->name, EnoughOf(*type));
  return Ok();
}

std::string_view Take(std::string_view& text, char end) {
  const size_t at = std::min(text.find(end), text.size());
  std::string_view part = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  while (part.starts_with(' ')) part.remove_prefix(1);
  while (part.ends_with(' ')) part.remove_suffix(1);
  return part;
}

}  // namespace

Result<std::vector<ColumnMapping>> AcceptMappings(std::vector<ColumnMapping> mappings,
                                                  std::string_view place) {
  if (mappings.size() > kMostMappings)
    return Fail(ErrorCode::kInvalid, "{} has {} elements; {} are allowed", place, mappings.size(),
                kMostMappings);
  for (size_t i = 0; i < mappings.size(); ++i) TRY_OK(Accept(mappings[i], fmt::format("{}[{}]", place, i)));
  return mappings;
}

Status CheckColumns(std::span<const ColumnMapping> mappings, std::span<const std::string> columns,
                    std::string_view place) {
  for (size_t i = 0; i < mappings.size(); ++i) {
    for (size_t j = 0; j < mappings[i].identifiers.size(); ++j) {
      const std::string& column = mappings[i].identifiers[j].column;
      if (std::find(columns.begin(), columns.end(), column) != columns.end()) continue;
      const auto other = std::find_if(columns.begin(), columns.end(),
                                      [&](const std::string& name) { return SameName(name, column); });
      return Fail(ErrorCode::kInvalid,
                  "{}[{}].fieldMappings[{}].columnName: the query's result has no column '{}'{}", place, i, j,
                  column, other == columns.end() ? "" : fmt::format("; it has '{}'", *other));
    }
  }
  return Ok();
}

Result<std::vector<ColumnMapping>> ParseMappings(std::string_view text) {
  std::vector<ColumnMapping> mappings;
  while (!text.empty()) {
    std::string_view part = Take(text, ';');
    if (part.empty()) continue;
    ColumnMapping& mapping = mappings.emplace_back();
    mapping.entity_type = Take(part, ':');
    while (!part.empty()) {
      std::string_view pair = Take(part, ',');
      const std::string_view identifier = Take(pair, '=');
      mapping.identifiers.push_back({std::string(identifier), std::string(Take(pair, '\n'))});
    }
  }
  return AcceptMappings(std::move(mappings), "entities");
}

}  // namespace harrier::hunting
