#include "engine/duckdb/list_kernels.h"

#include "runtime/kernel_of.h"

namespace harrier::engine::duckdb {
namespace {

using runtime::Json;
using runtime::JsonOut;

/// Values one after the other, each followed by a comma.
class List {
 public:
  void Update(Json value, int64_t limit) {
    limit_ = limit;
    if (std::ssize(ends_) < limit) Add(value.text);
  }

  void Combine(const List& other) {
    limit_ = std::max(limit_, other.limit_);
    const int64_t room = limit_ - std::ssize(ends_);
    if (room >= std::ssize(other.ends_)) {
      for (const uint64_t end : other.ends_) ends_.push_back(text_.size() + end);
      text_ += other.text_;
      return;
    }
    for (int64_t i = 0; i < room; ++i) Add(other.At(static_cast<size_t>(i)));
  }

  bool Finish(JsonOut& out) const {
    out.text.reserve(text_.size() + 2);
    out.text = "[";
    out.text += text_;
    if (!ends_.empty()) out.text.pop_back();
    out.text += ']';
    return true;
  }

 private:
  void Add(std::string_view value) {
    text_ += value;
    text_ += ',';
    ends_.push_back(text_.size());
  }

  std::string_view At(size_t i) const {
    const uint64_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(text_).substr(begin, ends_[i] - begin - 1);
  }

  std::string text_;
  /// Behind each value's comma.
  std::vector<uint64_t> ends_;
  int64_t limit_ = 0;
};

/// Distinct values, found again through an open hash table over their text.
class Set {
 public:
  void Update(Json value, int64_t limit) {
    limit_ = limit;
    Add(value.text, std::hash<std::string_view>()(value.text));
  }

  void Combine(const Set& other) {
    limit_ = std::max(limit_, other.limit_);
    for (const Entry& entry : other.entries_) Add(other.Text(entry), entry.hash);
  }

  bool Finish(JsonOut& out) const {
    out.text.reserve(text_.size() + 2);
    out.text = "[";
    out.text += text_;
    if (!entries_.empty()) out.text.pop_back();
    out.text += ']';
    return true;
  }

 private:
  struct Entry {
    uint64_t begin;
    uint64_t hash;
    uint32_t length;
  };

  std::string_view Text(const Entry& entry) const {
    return std::string_view(text_).substr(entry.begin, entry.length);
  }

  void Add(std::string_view value, uint64_t hash) {
    if (std::ssize(entries_) >= limit_) return;
    if (2 * entries_.size() >= slots_.size()) Grow();
    const size_t mask = slots_.size() - 1;
    size_t slot = hash & mask;
    for (; slots_[slot] != 0; slot = (slot + 1) & mask) {
      const Entry& entry = entries_[slots_[slot] - 1];
      if (entry.hash == hash && Text(entry) == value) return;
    }
    entries_.push_back({text_.size(), hash, static_cast<uint32_t>(value.size())});
    slots_[slot] = static_cast<uint32_t>(entries_.size());
    text_ += value;
    text_ += ',';
  }

  void Grow() {
    slots_.assign(std::max<size_t>(8, 2 * slots_.size()), 0);
    const size_t mask = slots_.size() - 1;
    for (size_t i = 0; i < entries_.size(); ++i) {
      size_t slot = entries_[i].hash & mask;
      while (slots_[slot] != 0) slot = (slot + 1) & mask;
      slots_[slot] = static_cast<uint32_t>(i + 1);
    }
  }

  std::string text_;
  std::vector<Entry> entries_;
  /// Places in `entries_`, one-based; 0 is free. A power of two of them.
  std::vector<uint32_t> slots_;
  int64_t limit_ = 0;
};

}  // namespace

void AddListKernels(runtime::KernelRegistry& registry) {
  using namespace runtime;
  registry.Add(AggregateOf<List, Json, int64_t>("engine_list"));
  registry.Add(AggregateOf<Set, Json, int64_t>("engine_set"));
}

}  // namespace harrier::engine::duckdb
