#include "api/kusto/mappings.h"

#include <boost/json/serialize.hpp>

#include "hunting/shape/json.h"

namespace harrier::api::kusto {
namespace {

namespace json = boost::json;

constexpr std::string_view kKind = "ingestionMappings";

Mapping MappingOf(const store::Object& object) {
  const json::object body = hunting::ParseObject(object.body);
  return {std::string(hunting::TextMember(body, "table")), std::string(hunting::TextMember(body, "kind")),
          std::string(hunting::TextMember(body, "name")), std::string(hunting::TextMember(body, "mapping")),
          object.modified};
}

}  // namespace

store::ObjectKey Mappings::KeyOf(std::string_view table, std::string_view kind, std::string_view name) const {
  return {workspace_, std::string(kKind), fmt::format("{}/{}", table, kind), std::string(name)};
}

Status Mappings::Put(const store::Actor& actor, const Mapping& mapping, bool must_be_new) {
  if (store_ == nullptr)
    return Fail(ErrorCode::kNotSupported, "not supported: ingestion mappings without a server");
  const json::object body{{"table", hunting::Text(mapping.table)},
                          {"kind", hunting::Text(mapping.kind)},
                          {"name", hunting::Text(mapping.name)},
                          {"mapping", hunting::Text(mapping.text)}};
  return store_->Change(actor, [&](store::Transaction& transaction) -> Status {
    const store::ObjectKey key = KeyOf(mapping.table, mapping.kind, mapping.name);
    TRY(const auto before, transaction.Get(key));
    if (before && must_be_new) {
      return Fail(ErrorCode::kConflict, "the table '{}' has a {} mapping '{}' already", mapping.table,
                  mapping.kind, mapping.name);
    }
    TRY_OK(transaction.Put(key, json::serialize(body)));
    return Ok();
  });
}

Result<std::optional<Mapping>> Mappings::Find(std::string_view table, std::string_view kind,
                                              std::string_view name) const {
  if (store_ == nullptr) return std::nullopt;
  return store_->Read([&](store::Transaction& transaction) -> Result<std::optional<Mapping>> {
    TRY(const auto object, transaction.Get(KeyOf(table, kind, name)));
    return object ? std::optional(MappingOf(*object)) : std::nullopt;
  });
}

Result<std::vector<Mapping>> Mappings::List(std::string_view table, std::string_view kind) const {
  std::vector<Mapping> mappings;
  if (store_ == nullptr) return mappings;
  TRY(const auto objects,
      store_->Read([&](store::Transaction& transaction) { return transaction.List(workspace_, kKind); }));
  for (const store::Object& object : objects) {
    Mapping mapping = MappingOf(object);
    if (mapping.table == table && (kind.empty() || mapping.kind == kind))
      mappings.push_back(std::move(mapping));
  }
  return mappings;
}

Result<bool> Mappings::Remove(const store::Actor& actor, const Mapping& mapping) {
  if (store_ == nullptr) return false;
  bool removed = false;
  TRY_OK(store_->Change(actor, [&](store::Transaction& transaction) -> Status {
    TRY(removed, transaction.Delete(KeyOf(mapping.table, mapping.kind, mapping.name)));
    return Ok();
  }));
  return removed;
}

}  // namespace harrier::api::kusto
