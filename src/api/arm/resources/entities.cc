#include "api/arm/resources/families.h"
#include "api/arm/wire.h"
#include "hunting/bookmarks/bookmark_entities.h"
#include "hunting/entities/merge.h"
#include "hunting/entities/wire.h"

namespace harrier::api::arm {
namespace {

/// What lies around a bookmark: the entities it was taken for.
Response ExpandBookmark(const Context& context) {
  const store::ObjectKey key{context.workspace.id, "bookmarks", "", std::string(context.Part(0))};
  const auto object =
      context.endpoint.store->Read([&](store::Transaction& transaction) { return transaction.Get(key); });
  if (!object) return ErrorAnswer(object.error());
  if (!*object)
    return ErrorAnswer({ErrorCode::kNotFound,
                        fmt::format("there is no Microsoft.SecurityInsights/bookmarks '{}'", key.name)});
  const auto bookmark = hunting::FromJson<hunting::Bookmark>(hunting::ParseObject((*object)->body));
  if (!bookmark) return ErrorAnswer(bookmark.error());

  json::array entities, aggregations;
  std::map<std::string, int64_t> counts;
  const std::vector<hunting::Entity> found = hunting::EntitiesOf(*bookmark);
  for (const hunting::MergedEntity& merged : hunting::Merge(found).entities) {
    json::object entity = hunting::EntityToJson(merged.entity);
    const std::string name(hunting::TextMember(entity, "name"));
    entity["id"] = hunting::Text(context.workspace.resource_id() +
                                 "/providers/Microsoft.SecurityInsights/entities/" + name);
    ++counts[std::string(hunting::TextMember(entity, "kind"))];
    entities.push_back(std::move(entity));
  }
  for (const auto& [kind, count] : counts)
    aggregations.push_back(json::object{{"entityKind", hunting::Text(kind)}, {"count", count}});
  return JsonAnswer(
      200,
      json::object{{"metaData", json::object{{"aggregations", std::move(aggregations)}}},
                   {"value", json::object{{"entities", std::move(entities)}, {"edges", json::array()}}}});
}

}  // namespace

ResourceFamily Entities() {
  Operation expand;
  expand.method = "POST";
  expand.path = "bookmarks/{bookmark}/expand";
  expand.action = "bookmarks/read";
  expand.handler = ExpandBookmark;
  return {{}, {std::move(expand)}};
}

}  // namespace harrier::api::arm
