#include "hunting/hunts/hunt_creation.h"

#include <algorithm>
#include <set>

#include <boost/json/serialize.hpp>

#include "hunting/relations/relation.h"
#include "hunting/saved_searches/mirror_tag.h"
#include "hunting/shape/joined.h"

namespace harrier::hunting {
namespace {

void AddAll(std::vector<std::string>& out, const std::vector<std::string>& more) {
  for (const std::string& one : more) {
    if (std::find(out.begin(), out.end(), one) == out.end()) out.push_back(one);
  }
}

}  // namespace

SavedSearch CloneOf(const HuntingQuery& query) {
  SavedSearch search;
  search.category = kHuntQueryCategory;
  search.display_name = query.name;
  search.query = query.query;
  const auto tag = [&](std::string name, std::string value) {
    if (!value.empty()) search.tags.push_back({std::move(name), std::move(value)});
  };
  tag("description", query.description);
  tag("tactics", Joined(query.tactics, ", "));
  tag("techniques", Joined(query.techniques, ", "));
  tag("clonedFrom", query.id);
  search.entity_mappings =
      WithTag(query.mappings.empty() ? query.content_mappings : query.mappings, search.tags, kMappingsTag);
  search.parameters = WithTag(query.parameters, search.tags, kParametersTag);
  return search;
}

Result<std::string> CreateHunt(store::Transaction& transaction, Ids& ids, int64_t now, NewHunt fresh) {
  const bool has_own = !fresh.hunt.attack_tactics.empty() || !fresh.hunt.attack_techniques.empty();
  for (const HuntingQuery& query : fresh.queries) {
    if (has_own) break;
    AddAll(fresh.hunt.attack_tactics, query.tactics);
    AddAll(fresh.hunt.attack_techniques, query.techniques);
  }
  const std::string name = ids.Ordered(now);
  const store::ObjectKey key{fresh.workspace, "hunts", "", name};
  TRY_OK(transaction.Put(key, json::serialize(ToJson(fresh.hunt)), {.must_be_new = true}));
  for (const HuntingQuery& query : fresh.queries) {
    const std::string clone = ids.Ordered(now);
    TRY_OK(transaction.Put({fresh.workspace, "savedSearches", "", clone},
                           json::serialize(ToJson(CloneOf(query)))));
    const Relation relation{fresh.workspace_path + "/savedSearches/" + clone, {}};
    TRY_OK(transaction.Put({fresh.workspace, "hunts/relations", store::ParentFor(key), ids.Ordered(now)},
                           json::serialize(ToJson(relation))));
  }
  return name;
}

Result<HuntMetrics> MetricsOf(store::Transaction& transaction, std::string_view workspace) {
  HuntMetrics out;
  TRY(const std::vector<store::Object> hunts, transaction.List(workspace, "hunts", ""));
  for (const store::Object& object : hunts) {
    TRY(const Hunt hunt, FromJson<Hunt>(ParseObject(object.body)));
    ++out.hunts;
    out.active += hunt.status == "Active" ? 1 : 0;
    out.validated += hunt.hypothesis_status == "Validated" ? 1 : 0;
    out.invalidated += hunt.hypothesis_status == "Invalidated" ? 1 : 0;
  }
  TRY(const std::vector<store::Object> relations,
      transaction.List(workspace, "hunts/relations", std::nullopt));
  std::set<std::string> incidents, rules;
  for (const store::Object& object : relations) {
    TRY(const Relation relation, FromJson<Relation>(ParseObject(object.body)));
    TRY(const ResourceId id, ParseResourceId(relation.related_resource_id));
    if (SameName(id.type(), "incidents")) incidents.insert(id.name());
    if (SameName(id.type(), "alertRules")) rules.insert(id.name());
  }
  out.incidents = static_cast<int64_t>(incidents.size());
  out.rules = static_cast<int64_t>(rules.size());
  return out;
}

}  // namespace harrier::hunting
