#include "hunting/queries/result_entities.h"

#include <algorithm>
#include <map>
#include <set>

#include <boost/json.hpp>

#include "base/ascii.h"
#include "hunting/entities/merge.h"

namespace harrier::hunting {
namespace {

/// All that is known of an entity, without case: what tells weak ones apart.
std::string Fingerprint(const Entity& entity) {
  std::string out(entity.type->name);
  for (const auto& [identifier, value] : entity.identifiers) out += '\n' + identifier + '\t' + value;
  return AsciiLower(out);
}

void AddRow(std::vector<size_t>& rows, size_t row) {
  if (rows.empty() || rows.back() != row) rows.push_back(row);
}

}  // namespace

ResultEntities EntitiesOfResult(std::vector<ColumnMapping> mappings, std::span<const std::string> columns,
                                std::span<const store::HuntingResultRow> rows) {
  ResultEntities out;
  out.mappings = std::move(mappings);
  if (out.mappings.empty()) return out;
  std::vector<Entity> entities;
  std::vector<std::vector<size_t>> rows_of;
  std::map<std::string, size_t> places;
  std::map<std::pair<size_t, std::string>, size_t> drops;
  for (size_t row = 0; row < rows.size(); ++row) {
    json::error_code failure;
    const json::value cells = ParseDeep(rows[row].text, failure);
    if (failure || !cells.is_array()) continue;
    RowEntities found = EntitiesOfRow(out.mappings, columns, cells.as_array());
    for (RowEntity& one : found.entities) {
      const auto [at, is_new] = places.try_emplace(Fingerprint(one.entity), entities.size());
      if (is_new) {
        entities.push_back(std::move(one.entity));
        rows_of.emplace_back();
      }
      AddRow(rows_of[at->second], row);
    }
    for (DroppedMapping& one : found.dropped) {
      const auto [at, is_new] = drops.try_emplace({one.mapping, one.reason}, out.dropped.size());
      if (is_new) out.dropped.push_back({one.mapping, std::move(one.reason), 0, {}});
      ResultDrop& drop = out.dropped[at->second];
      ++drop.count;
      if (drop.rows.size() < kMostDropRows) drop.rows.push_back(row);
    }
  }
  for (MergedEntity& merged : Merge(entities).entities) {
    ResultEntity& entity = out.entities.emplace_back();
    for (const size_t member : merged.members)
      entity.rows.insert(entity.rows.end(), rows_of[member].begin(), rows_of[member].end());
    std::sort(entity.rows.begin(), entity.rows.end());
    entity.rows.erase(std::unique(entity.rows.begin(), entity.rows.end()), entity.rows.end());
    entity.is_strong = !StrongKeys(merged.entity).empty();
    entity.entity = std::move(merged.entity);
    entity.reasons = std::move(merged.reasons);
  }
  return out;
}

void MarkNew(ResultEntities& now, const ResultEntities& before) {
  std::set<std::string> known;
  for (const ResultEntity& one : before.entities) {
    known.insert(Fingerprint(one.entity));
    for (EntityKey& key : StrongKeys(one.entity)) known.insert(std::move(key.text));
  }
  for (ResultEntity& one : now.entities) {
    const std::vector<EntityKey> keys = StrongKeys(one.entity);
    one.is_new = !known.contains(Fingerprint(one.entity)) &&
                 std::none_of(keys.begin(), keys.end(),
                              [&](const EntityKey& key) { return known.contains(key.text); });
  }
}

std::vector<std::string> ColumnNames(std::string_view columns) {
  std::vector<std::string> names;
  json::error_code failure;
  const json::value list = json::parse(json::string_view(columns.data(), columns.size()), failure);
  if (failure || !list.is_array()) return names;
  for (const json::value& column : list.as_array()) {
    if (column.is_object()) names.emplace_back(TextMember(column.as_object(), "name"));
  }
  return names;
}

}  // namespace harrier::hunting
