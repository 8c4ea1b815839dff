#include "engine/duckdb/list_kernels.h"

#include "runtime/kernel_of.h"

namespace harrier::engine::duckdb {
namespace {

using runtime::Json;
using runtime::JsonOut;

/// The array of values that stand one after the other, each followed by a comma.
bool Close(const std::string& values, JsonOut& out) {
  out.text.reserve(values.size() + 2);
  out.text = "[";
  out.text += values;
  if (!values.empty()) out.text.pop_back();
  out.text += ']';
  return true;
}

/// The length of the first `count` values, commas included.
size_t PrefixOf(std::string_view values, int64_t count) {
  int depth = 0;
  bool quoted = false;
  size_t i = 0;
  for (; count > 0; ++i) {
    const char c = values[i];
    if (quoted) {
      if (c == '\\') ++i;
      quoted = c != '"';
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (c == ']' || c == '}') {
      --depth;
    } else if (c == ',' && depth == 0) {
      --count;
    }
  }
  return i;
}

class List {
 public:
  void Update(Json value, int64_t limit) {
    limit_ = limit;
    if (count_ >= limit) return;
    values_ += value.text;
    values_ += ',';
    ++count_;
  }

  void Combine(const List& other) {
    limit_ = std::max(limit_, other.limit_);
    const int64_t taken = std::min(limit_ - count_, other.count_);
    values_.append(other.values_, 0,
                   taken == other.count_ ? other.values_.size() : PrefixOf(other.values_, taken));
    count_ += taken;
  }

  bool Finish(JsonOut& out) const { return Close(values_, out); }

 private:
  std::string values_;
  int64_t count_ = 0;
  int64_t limit_ = 0;
};

/// Distinct values, found again through an open hash table over their text.
class Set {
 public:
  void Update(Json value, int64_t limit) {
    limit_ = limit;
    Add(value.text);
  }

  void Combine(const Set& other) {
    limit_ = std::max(limit_, other.limit_);
    for (const Entry& entry : other.entries_) Add(other.Text(entry));
  }

  bool Finish(JsonOut& out) const { return Close(values_, out); }

 private:
  struct Entry {
    uint64_t begin;
    uint64_t length;
  };
  /// `entry` is one-based; 0 is free. The hash lies here so that a miss touches nothing else.
  struct Slot {
    uint32_t hash = 0;
    uint32_t entry = 0;
  };

  std::string_view Text(const Entry& entry) const {
    return std::string_view(values_).substr(entry.begin, entry.length);
  }

  void Add(std::string_view value) {
    if (std::ssize(entries_) >= limit_) return;
    if (2 * entries_.size() >= slots_.size()) Grow();
    const auto hash = static_cast<uint32_t>(std::hash<std::string_view>()(value));
    const size_t mask = slots_.size() - 1;
    size_t at = hash & mask;
    for (; slots_[at].entry != 0; at = (at + 1) & mask) {
      if (slots_[at].hash == hash && Text(entries_[slots_[at].entry - 1]) == value) return;
    }
    entries_.push_back({values_.size(), value.size()});
    slots_[at] = {hash, static_cast<uint32_t>(entries_.size())};
    values_ += value;
    values_ += ',';
  }

  void Grow() {
    const std::vector<Slot> old =
        std::exchange(slots_, std::vector<Slot>(std::max<size_t>(8, 2 * slots_.size())));
    const size_t mask = slots_.size() - 1;
    for (const Slot& slot : old) {
      if (slot.entry == 0) continue;
      size_t at = slot.hash & mask;
      while (slots_[at].entry != 0) at = (at + 1) & mask;
      slots_[at] = slot;
    }
  }

  std::string values_;
  std::vector<Entry> entries_;
  std::vector<Slot> slots_;  // a power of two of them
  int64_t limit_ = 0;
};

}  // namespace

void AddListKernels(runtime::KernelRegistry& registry) {
  using namespace runtime;
  registry.Add(AggregateOf<List, Json, int64_t>("engine_list"));
  registry.Add(AggregateOf<Set, Json, int64_t>("engine_set"));
}

}  // namespace harrier::engine::duckdb
