#include "hunting/queries/hunting_query.h"

#include "hunting/saved_searches/saved_search.h"

namespace harrier::hunting {

std::vector<std::string> SplitList(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    std::string_view part = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) out.emplace_back(part);
  }
  return out;
}

Result<HuntingQuery> HuntingQueryOf(const store::Object& saved_search) {
  TRY(const SavedSearch search, FromJson<SavedSearch>(ParseObject(saved_search.body)));
  HuntingQuery out;
  out.id = saved_search.key.name;
  out.source = HuntingQuery::kCustom;
  out.category = search.category;
  out.name = search.display_name;
  out.query = search.query;
  out.version = saved_search.version;
  out.owner = saved_search.created_by.id;
  out.created = saved_search.created;
  out.created_by = saved_search.created_by.name;
  out.modified_by = saved_search.modified_by.id;
  if (search.entity_mappings) out.mappings = *search.entity_mappings;
  if (search.parameters) out.parameters = *search.parameters;
  for (const SearchTag& tag : search.tags) {
    if (SameName(tag.name, "description")) out.description = tag.value;
    if (SameName(tag.name, "tactics")) out.tactics = SplitList(tag.value);
    if (SameName(tag.name, "techniques") || SameName(tag.name, "subTechniques")) {
      for (std::string& technique : SplitList(tag.value)) out.techniques.push_back(std::move(technique));
    }
    if (SameName(tag.name, "visibility")) out.is_private = SameName(tag.value, "private");
  }
  return out;
}

Result<std::optional<HuntingQuery>> FindHuntingQuery(store::Store& store, std::string_view workspace,
                                                     std::string_view id) {
  for (const HuntingQuery& query : BuiltInHuntingQueries()) {
    if (query.id == id) return query;
  }
  TRY(const std::optional<store::Object> object, store.Read([&](store::Transaction& transaction) {
    return transaction.Get({std::string(workspace), "savedSearches", "", std::string(id)});
  }));
  if (!object) return std::nullopt;
  TRY(HuntingQuery query, HuntingQueryOf(*object));
  return query;
}

Result<std::vector<HuntingQuery>> HuntingQueriesOf(store::Store& store, std::string_view workspace,
                                                   std::string_view owner) {
  std::vector<HuntingQuery> out = BuiltInHuntingQueries();
  TRY(const std::vector<store::Object> objects, store.Read([&](store::Transaction& transaction) {
    return transaction.List(workspace, "savedSearches", "");
  }));
  for (const store::Object& object : objects) {
    const Result<HuntingQuery> query = HuntingQueryOf(object);
    // A search of another category, or one that nobody can read any more, is no hunting query.
    if (!query || query->category != kHuntingCategory) continue;
    if (query->is_hidden_from(owner)) continue;
    out.push_back(*query);
  }
  return out;
}

}  // namespace harrier::hunting
