#include "hunting/entities/merge.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace harrier::hunting {

MergedEntities Merge(std::span<const Entity> entities) {
  MergedEntities merged;
  std::vector<size_t> leader(entities.size());
  std::iota(leader.begin(), leader.end(), size_t{0});
  const auto find = [&](size_t i) {
    while (leader[i] != i) i = leader[i] = leader[leader[i]];
    return i;
  };

  struct Shared {
    size_t first = 0;
    size_t count = 0;
    std::string reason;
  };
  std::map<std::string, Shared> keys;
  std::vector<bool> kept(entities.size(), true);
  for (size_t i = 0; i < entities.size(); ++i) {
    if (auto reason = ReasonToDrop(entities[i])) {
      merged.dropped.push_back({i, *std::move(reason)});
      kept[i] = false;
      continue;
    }
    for (EntityKey& key : StrongKeys(entities[i])) {
      Shared& shared = keys.try_emplace(std::move(key.text), Shared{i, 0, key.reason}).first->second;
      ++shared.count;
      const size_t a = find(shared.first), b = find(i);
      leader[std::max(a, b)] = std::min(a, b);
    }
  }

  std::map<size_t, size_t> place;  // of a leader in the result
  for (size_t i = 0; i < entities.size(); ++i) {
    if (!kept[i]) continue;
    const auto [found, is_new] = place.try_emplace(find(i), merged.entities.size());
    if (is_new) merged.entities.push_back({entities[i], {}, {}});
    MergedEntity& entity = merged.entities[found->second];
    entity.members.push_back(i);
    entity.entity.identifiers.insert(entities[i].identifiers.begin(), entities[i].identifiers.end());
  }
  for (const auto& [text, shared] : keys) {
    if (shared.count > 1) merged.entities[place.at(find(shared.first))].reasons.push_back(shared.reason);
  }
  return merged;
}

}  // namespace harrier::hunting
