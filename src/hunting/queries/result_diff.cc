#include "hunting/queries/result_diff.h"

#include <algorithm>
#include <deque>
#include <map>

#include <boost/json.hpp>

#include "hunting/shape/json.h"

namespace harrier::hunting {
namespace {

/// The values of the key columns; empty if the row cannot be read.
std::string KeyOf(const store::HuntingResultRow& row, std::span<const size_t> keys) {
  boost::system::error_code failure;
  const boost::json::value values = ParseDeep(row.text, failure);
  if (failure || !values.is_array()) return "";
  boost::json::array key;
  for (const size_t column : keys) {
    if (column < values.as_array().size()) key.push_back(values.as_array()[column]);
  }
  return boost::json::serialize(key);
}

}  // namespace

ResultDiff DiffOf(std::span<const store::HuntingResultRow> before,
                  std::span<const store::HuntingResultRow> after, std::span<const size_t> keys) {
  std::map<std::string_view, std::deque<size_t>> there;
  for (size_t i = 0; i < before.size(); ++i) there[before[i].hash].push_back(i);
  ResultDiff diff;
  for (size_t i = 0; i < after.size(); ++i) {
    const auto same = there.find(after[i].hash);
    if (same == there.end() || same->second.empty())
      diff.added.push_back(i);
    else
      same->second.pop_front();
  }
  for (const auto& [hash, places] : there)
    diff.removed.insert(diff.removed.end(), places.begin(), places.end());
  std::sort(diff.removed.begin(), diff.removed.end());
  if (keys.empty()) return diff;

  std::map<std::string, std::deque<size_t>> gone;
  for (const size_t place : diff.removed) gone[KeyOf(before[place], keys)].push_back(place);
  std::erase_if(diff.added, [&](size_t place) {
    const std::string key = KeyOf(after[place], keys);
    const auto match = gone.find(key);
    if (key.empty() || match == gone.end() || match->second.empty()) return false;
    diff.changed.push_back({match->second.front(), place});
    match->second.pop_front();
    return true;
  });
  std::erase_if(diff.removed, [&](size_t place) {
    return std::any_of(diff.changed.begin(), diff.changed.end(),
                       [place](const ChangedRow& row) { return row.before == place; });
  });
  return diff;
}

}  // namespace harrier::hunting
