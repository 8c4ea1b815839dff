#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "hunting/threat_intelligence/observable_keys.h"
#include "store/object.h"

namespace harrier::hunting {

/// An indicator that can be found in logs, with what its matches tell of it.
struct SoughtIndicator {
  std::string name;  // of the object
  std::string id;    // "indicator--<guid>"
  std::string display_name;
  std::string source;
  Observable observable;
  IndicatorKey key;
  int64_t confidence = 0;
  std::vector<std::string> threat_types;
  std::vector<std::string> tags;
  std::optional<int64_t> valid_from;
  std::optional<int64_t> valid_until;
  /// Since when it is sought as it is: rows that came in before are for the search in what is stored.
  int64_t since = 0;

  bool ValidAt(int64_t time) const {
    return (!valid_from || *valid_from <= time) && (!valid_until || *valid_until > time);
  }
};
using SoughtPtr = std::shared_ptr<const SoughtIndicator>;

/// What is sought for an indicator's object; null if it is revoked, or can not be found in logs.
SoughtPtr SoughtOf(const Indicator& indicator, const store::ObjectKey& key, std::string_view object_id,
                   int64_t since);

/// Whether a change made it another thing to look for: another pattern, or valid (at `now`) where it was not
/// before.
bool IsSoughtAnew(const Indicator* before, int64_t before_time, const Indicator& after, int64_t now);

/// Finds indicators by the values of columns. Not to be shared between threads without a lock.
class IndicatorIndex {
 public:
  /// In the place of the one of that name.
  void Put(SoughtPtr indicator);
  void Remove(const std::string& name);
  SoughtPtr Get(const std::string& name) const;  // null if there is none
  size_t size() const { return by_name_.size(); }
  bool empty() const { return by_name_.empty(); }

  /// Each indicator that fits the value, once.
  void Look(ObservedKind kind, std::string_view value, std::vector<SoughtPtr>& found) const;

 private:
  using Names = std::unordered_multimap<std::string, SoughtPtr>;
  static void Erase(Names& names, const std::string& key, const std::string& name);

  std::unordered_map<std::string, SoughtPtr> by_name_;
  Names by_key_;
  std::map<int, Names> by_bits_;  // ranges of addresses, by how many bits count
};

}  // namespace harrier::hunting
