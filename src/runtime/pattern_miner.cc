#include "runtime/pattern_miner.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <unordered_set>

#include "runtime/json_text.h"

namespace harrier::runtime {
namespace {

/// Bounds on the search: sets of values kept at a time, and rows looked at.
constexpr size_t kMostSets = 100'000;
constexpr size_t kMostVisits = 400'000'000;

/// A set of items from which none can be left out without more rows matching.
struct FreeSet {
  std::vector<int32_t> items;  // ascending, hence by column
  std::vector<uint32_t> rows;
};

std::string KeyOf(const std::vector<int32_t>& items) {
  return {reinterpret_cast<const char*>(items.data()), items.size() * sizeof(int32_t)};
}

class Miner {
 public:
  Miner(const PatternRows& rows, const PatternLimits& limits) : limits_(limits) { Read(rows); }

  PatternTable Run() {
    std::vector<FreeSet> level(1);
    for (uint32_t row = 0; row < table_.rows.size(); ++row) level[0].rows.push_back(row);
    if (table_.rows.empty()) return std::move(table_);
    AddClosed(level[0]);
    std::unordered_map<std::string, size_t> known = {{"", table_.rows.size()}};
    for (size_t size = 1; size <= limits_.dimensions && !level.empty(); ++size) {
      std::vector<FreeSet> next;
      for (const FreeSet& set : level) {
        if (!Extend(set, known, next)) return std::move(table_);
      }
      known.clear();
      for (const FreeSet& set : next) {
        if (visits_ > kMostVisits) return std::move(table_);
        known.emplace(KeyOf(set.items), set.rows.size());
        AddClosed(set);
      }
      level = std::move(next);
    }
    return std::move(table_);
  }

 private:
  /// Counts values, drops the rare ones, and merges rows that then are the same.
  void Read(const PatternRows& rows) {
    std::vector<std::map<std::string_view, std::pair<double, double>>> counts;
    std::vector<std::string_view> values;
    for (const auto& [text, weight] : rows.rows()) {
      values.clear();
      JsonArrayItems(text, values);
      if (counts.size() < values.size()) counts.resize(values.size());
      for (size_t c = 0; c < values.size(); ++c) {
        auto& [a, b] = counts[c][values[c]];
        a += weight.first;
        b += weight.second;
      }
      table_.total_a += weight.first;
      table_.total_b += weight.second;
    }
    table_.columns = counts.size();
    std::vector<std::map<std::string_view, int32_t>> ids(counts.size());
    for (size_t c = 0; c < counts.size(); ++c) {
      for (const auto& [value, weight] : counts[c]) {
        if (!IsFrequent(weight.first, weight.second)) continue;
        ids[c].emplace(value, static_cast<int32_t>(table_.items.size()));
        table_.items.emplace_back(value);
        table_.item_weights.push_back(weight.first + weight.second);
        column_of_.push_back(c);
      }
    }
    std::map<std::vector<int32_t>, std::pair<double, double>> merged;
    for (const auto& [text, weight] : rows.rows()) {
      values.clear();
      JsonArrayItems(text, values);
      std::vector<int32_t> items(table_.columns, -1);
      for (size_t c = 0; c < values.size(); ++c) {
        if (const auto id = ids[c].find(values[c]); id != ids[c].end()) items[c] = id->second;
      }
      auto& [a, b] = merged[std::move(items)];
      a += weight.first;
      b += weight.second;
    }
    for (auto& [items, weight] : merged) {
      items_of_.push_back(items);
      table_.rows.push_back(weight);
    }
  }

  bool IsFrequent(double a, double b) const {
    // Weights are sums of the rows' weights in any order: leave room for the last digit.
    constexpr double kSlack = 1 - 1e-9;
    return (table_.total_a > 0 && a >= limits_.least * table_.total_a * kSlack && a > 0) ||
           (table_.total_b > 0 && b >= limits_.least * table_.total_b * kSlack && b > 0);
  }

  std::pair<double, double> WeightOf(const std::vector<uint32_t>& rows) const {
    double a = 0, b = 0;
    for (const uint32_t row : rows) {
      a += table_.rows[row].first;
      b += table_.rows[row].second;
    }
    return {a, b};
  }

  /// Is it of fewer rows than each set that lacks one of its items?
  static bool IsFree(const FreeSet& set, const std::unordered_map<std::string, size_t>& known) {
    std::vector<int32_t> part;
    for (size_t leave = 0; leave < set.items.size(); ++leave) {
      part = set.items;
      part.erase(part.begin() + static_cast<std::ptrdiff_t>(leave));
      const auto found = known.find(KeyOf(part));
      if (found == known.end() || found->second == set.rows.size()) return false;
    }
    return true;
  }

  /// Adds the set's extensions by one item of a later column; false where the search has become too large.
  bool Extend(const FreeSet& set, const std::unordered_map<std::string, size_t>& known,
              std::vector<FreeSet>& next) {
    const size_t first = set.items.empty() ? 0 : column_of_[static_cast<size_t>(set.items.back())] + 1;
    std::map<int32_t, std::vector<uint32_t>> by_item;
    for (size_t c = first; c < table_.columns; ++c) {
      visits_ += set.rows.size();
      if (visits_ > kMostVisits) return false;
      by_item.clear();
      for (const uint32_t row : set.rows) {
        if (items_of_[row][c] >= 0) by_item[items_of_[row][c]].push_back(row);
      }
      for (auto& [item, rows] : by_item) {
        const auto [a, b] = WeightOf(rows);
        if (!IsFrequent(a, b)) continue;
        FreeSet extended{set.items, std::move(rows)};
        extended.items.push_back(item);
        if (!IsFree(extended, known)) continue;
        if (next.size() == kMostSets) return false;
        next.push_back(std::move(extended));
      }
    }
    return true;
  }

  /// The pattern of all values that the set's rows share, unless it is known or has none.
  void AddClosed(const FreeSet& set) {
    Pattern pattern;
    pattern.items.assign(table_.columns, -1);
    for (const int32_t item : set.items) pattern.items[column_of_[static_cast<size_t>(item)]] = item;
    for (size_t c = 0; c < table_.columns; ++c) {
      const int32_t item = items_of_[set.rows[0]][c];
      if (item < 0 || pattern.items[c] == item) continue;
      const auto other = std::find_if(set.rows.begin(), set.rows.end(),
                                      [&](uint32_t row) { return items_of_[row][c] != item; });
      visits_ += static_cast<size_t>(other - set.rows.begin());
      if (other == set.rows.end()) pattern.items[c] = item;
    }
    if (pattern.dimensions() == 0 || !found_.insert(KeyOf(pattern.items)).second) return;
    pattern.rows = set.rows;
    std::tie(pattern.a, pattern.b) = WeightOf(set.rows);
    table_.patterns.push_back(std::move(pattern));
  }

  PatternLimits limits_;
  PatternTable table_;
  std::vector<size_t> column_of_;               // by item
  std::vector<std::vector<int32_t>> items_of_;  // by row, by column
  std::unordered_set<std::string> found_;
  size_t visits_ = 0;
};

void AppendNumber(std::string& out, double x) {
  if (x == std::floor(x) && std::abs(x) < 9e15) {
    out += std::to_string(static_cast<int64_t>(x));
  } else {
    AppendJsonReal(out, x);
  }
}

}  // namespace

void PatternRows::Add(std::string_view values, double a, double b) {
  if (!(a > 0) && !(b > 0)) return;
  auto& weight = rows_[std::string(values)];
  weight.first += std::max(a, 0.0);
  weight.second += std::max(b, 0.0);
}

void PatternRows::Combine(const PatternRows& other) {
  for (const auto& [values, weight] : other.rows_) Add(values, weight.first, weight.second);
}

size_t Pattern::dimensions() const {
  return static_cast<size_t>(
      std::count_if(items.begin(), items.end(), [](int32_t item) { return item >= 0; }));
}

bool Pattern::Refines(const Pattern& other) const {
  for (size_t c = 0; c < items.size(); ++c) {
    if (other.items[c] >= 0 && other.items[c] != items[c]) return false;
  }
  return true;
}

PatternTable MinePatterns(const PatternRows& rows, const PatternLimits& limits) {
  return Miner(rows, limits).Run();
}

std::string PatternsJson(const PatternTable& table, const std::vector<const Pattern*>& patterns) {
  std::string out = "[";
  for (const Pattern* pattern : patterns) {
    AppendJsonComma(out);
    out += '[';
    for (const double x : {pattern->a, pattern->b, table.total_a, table.total_b}) {
      AppendJsonComma(out);
      AppendNumber(out, x);
    }
    for (const int32_t item : pattern->items)
      out += item < 0 ? ",null" : ",[" + table.items[static_cast<size_t>(item)] + "]";
    out += ']';
  }
  return out += ']';
}

}  // namespace harrier::runtime
