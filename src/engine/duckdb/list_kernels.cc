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

/// Distinct values, found again through an open hash table over their text once they are more than a few:
/// hunts make sets for thousands of groups that stay small.
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

  static uint32_t Hash(std::string_view value) {
    return static_cast<uint32_t>(std::hash<std::string_view>()(value));
  }

  void Add(std::string_view value) {
    if (std::ssize(entries_) >= limit_) return;
    if (entries_.size() < kFew) {
      for (const Entry& entry : entries_) {
        if (Text(entry) == value) return;
      }
    } else {
      if (2 * entries_.size() >= slots_.size()) Grow();
      const uint32_t hash = Hash(value);
      const size_t mask = slots_.size() - 1;
      size_t at = hash & mask;
      for (; slots_[at].entry != 0; at = (at + 1) & mask) {
        if (slots_[at].hash == hash && Text(entries_[slots_[at].entry - 1]) == value) return;
      }
      slots_[at] = {hash, static_cast<uint32_t>(entries_.size() + 1)};
    }
    if (entries_.empty()) {
      entries_.reserve(kFew / 2);
      values_.reserve(kFew / 2 * (value.size() + 1));
    }
    entries_.push_back({values_.size(), value.size()});
    values_ += value;
    values_ += ',';
  }

  void Grow() {
    slots_.assign(std::max<size_t>(4 * kFew, 2 * slots_.size()), Slot{});
    const size_t mask = slots_.size() - 1;
    for (size_t i = 0; i < entries_.size(); ++i) {
      const uint32_t hash = Hash(Text(entries_[i]));
      size_t at = hash & mask;
      while (slots_[at].entry != 0) at = (at + 1) & mask;
      slots_[at] = {hash, static_cast<uint32_t>(i + 1)};
    }
  }

  static constexpr size_t kFew = 8;

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
