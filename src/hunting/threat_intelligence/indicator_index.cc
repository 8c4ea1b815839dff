#include "hunting/threat_intelligence/indicator_index.h"

#include <algorithm>

#include "base/ascii.h"

namespace harrier::hunting {
namespace {

void AddOnce(std::vector<SoughtPtr>& found, const SoughtPtr& indicator) {
  if (std::find(found.begin(), found.end(), indicator) == found.end()) found.push_back(indicator);
}

}  // namespace

SoughtPtr SoughtOf(const Indicator& indicator, const store::ObjectKey& key, std::string_view object_id,
                   int64_t since) {
  if (indicator.revoked) return nullptr;
  const auto observable = ComparedOf(indicator.pattern);
  if (!observable) return nullptr;
  const auto sought_by = KeyOf(*observable);
  if (!sought_by) return nullptr;
  auto sought = std::make_shared<SoughtIndicator>();
  sought->name = key.name;
  sought->id =
      indicator.external_id.empty() ? fmt::format("indicator--{}", object_id) : indicator.external_id;
  sought->display_name = indicator.display_name;
  sought->source = indicator.source;
  sought->observable = *observable;
  sought->key = *sought_by;
  sought->confidence = indicator.confidence.value_or(0);
  sought->threat_types = indicator.threat_types;
  sought->tags = indicator.threat_intelligence_tags;
  if (indicator.valid_from) sought->valid_from = indicator.valid_from->ticks;
  if (indicator.valid_until) sought->valid_until = indicator.valid_until->ticks;
  sought->since = since;
  return sought;
}

bool IsSoughtAnew(const Indicator* before, int64_t before_time, const Indicator& after, int64_t now) {
  if (!IsActive(after, now)) return false;
  return before == nullptr || before->pattern != after.pattern || !IsActive(*before, before_time);
}

void IndicatorIndex::Erase(Names& names, const std::string& key, const std::string& name) {
  const auto [begin, end] = names.equal_range(key);
  for (auto at = begin; at != end; ++at) {
    if (AsciiLower(at->second->name) == name) {
      names.erase(at);
      return;
    }
  }
}

void IndicatorIndex::Put(SoughtPtr indicator) {
  Remove(indicator->name);
  Names& names = indicator->key.bits < 0 ? by_key_ : by_bits_[indicator->key.bits];
  names.emplace(indicator->key.text, indicator);
  by_name_[AsciiLower(indicator->name)] = std::move(indicator);
}

void IndicatorIndex::Remove(const std::string& name) {
  const std::string folded = AsciiLower(name);
  const auto found = by_name_.find(folded);
  if (found == by_name_.end()) return;
  const IndicatorKey key = found->second->key;
  if (key.bits < 0) {
    Erase(by_key_, key.text, folded);
  } else {
    Erase(by_bits_[key.bits], key.text, folded);
    if (by_bits_[key.bits].empty()) by_bits_.erase(key.bits);
  }
  by_name_.erase(found);
}

SoughtPtr IndicatorIndex::Get(const std::string& name) const {
  const auto found = by_name_.find(AsciiLower(name));
  return found == by_name_.end() ? nullptr : found->second;
}

void IndicatorIndex::Look(ObservedKind kind, std::string_view value, std::vector<SoughtPtr>& found) const {
  found.clear();
  if (value.empty()) return;
  KeySink sink;
  sink.key = [&](const std::string& key) {
    const auto [begin, end] = by_key_.equal_range(key);
    for (auto at = begin; at != end; ++at) AddOnce(found, at->second);
  };
  sink.address = [&](const std::array<uint8_t, 16>& address) {
    for (const auto& [bits, names] : by_bits_) {
      const auto masked = Masked(address, bits);
      const auto [begin, end] =
          names.equal_range(std::string(reinterpret_cast<const char*>(masked.data()), masked.size()));
      for (auto at = begin; at != end; ++at) AddOnce(found, at->second);
    }
  };
  KeysIn(kind, value, sink);
}

}  // namespace harrier::hunting
