#include "engine/duckdb/list_kernels.h"

#include "runtime/json_text.h"
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

template <bool of_texts>
class List {
 public:
  using Argument = std::conditional_t<of_texts, std::string_view, Json>;

  void Update(Argument value, int64_t limit) {
    limit_ = limit;
    if (count_ >= limit) return;
    if constexpr (of_texts)
      runtime::AppendJsonString(values_, value);
    else
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
/// hunts make sets for thousands of groups that stay small. Of texts the set keeps the text itself and makes
/// JSON of it at the end.
template <bool of_texts>
class Set {
 public:
  using Argument = std::conditional_t<of_texts, std::string_view, Json>;

  void Update(Argument value, int64_t limit) {
    limit_ = limit;
    if constexpr (of_texts)
      Add(value);
    else
      Add(value.text);
  }

  void Combine(const Set& other) {
    limit_ = std::max(limit_, other.limit_);
    if (count_ == 0 && other.count_ > 0) values_.reserve(other.values_.size());
    other.ForEach([this](std::string_view value) { Add(value); });
  }

  bool Finish(JsonOut& out) const {
    out.text.reserve(values_.size() + (of_texts ? 3 : 1) * static_cast<size_t>(count_) + 2);
    out.text = "[";
    ForEach([&out](std::string_view value) {
      runtime::AppendJsonComma(out.text);
      if constexpr (of_texts)
        runtime::AppendJsonString(out.text, value);
      else
        out.text += value;
    });
    out.text += ']';
    return true;
  }

 private:
  static constexpr int64_t kFew = 8;

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

  template <typename Use>
  void ForEach(Use use) const {
    if (count_ > kFew) {
      for (const Entry& entry : entries_) use(Text(entry));
      return;
    }
    size_t begin = 0;
    for (int64_t i = 0; i < count_; ++i) {
      use(std::string_view(values_).substr(begin, few_[i]));
      begin += few_[i];
    }
  }

  void Add(std::string_view value) {
    if (count_ >= limit_) return;
    if (count_ > kFew || (count_ == kFew && !IsAmongFew(value))) return AddToMany(value);
    if (count_ == kFew || IsAmongFew(value)) return;
    few_[count_++] = static_cast<uint32_t>(value.size());
    values_ += value;
  }

  bool IsAmongFew(std::string_view value) const {
    const char* at = values_.data();
    for (int64_t i = 0; i < count_; at += few_[i++]) {
      if (few_[i] == value.size() && std::memcmp(at, value.data(), value.size()) == 0) return true;
    }
    return false;
  }

  void AddToMany(std::string_view value) {
    if (count_ == kFew) ToMany();
    if (2 * entries_.size() >= slots_.size()) Grow();
    const uint32_t hash = Hash(value);
    const size_t mask = slots_.size() - 1;
    size_t at = hash & mask;
    for (; slots_[at].entry != 0; at = (at + 1) & mask) {
      if (slots_[at].hash == hash && Text(entries_[slots_[at].entry - 1]) == value) return;
    }
    entries_.push_back({values_.size(), value.size()});
    slots_[at] = {hash, static_cast<uint32_t>(entries_.size())};
    values_ += value;
    ++count_;
  }

  void ToMany() {
    uint64_t begin = 0;
    for (const uint32_t length : few_) {
      entries_.push_back({begin, length});
      begin += length;
    }
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

  std::string values_;  // one after the other
  int64_t count_ = 0;
  int64_t limit_ = 0;
  uint32_t few_[kFew] = {};     // the values' lengths while they are few
  std::vector<Entry> entries_;  // else where they lie
  std::vector<Slot> slots_;     // a power of two of them
};

}  // namespace

void AddListKernels(runtime::KernelRegistry& registry) {
  using namespace runtime;
  registry.Add(AggregateOf<List<false>, Json, int64_t>("engine_list"));
  registry.Add(AggregateOf<Set<false>, Json, int64_t>("engine_set"));
  registry.Add(AggregateOf<List<true>, std::string_view, int64_t>("engine_list_text"));
  registry.Add(AggregateOf<Set<true>, std::string_view, int64_t>("engine_set_text"));
}

}  // namespace harrier::engine::duckdb
