#include <algorithm>
#include <cmath>
#include <functional>

#include "runtime/json_text.h"
#include "runtime/kernel_of.h"
#include "runtime/pattern_miner.h"

// The aggregates behind basket, autocluster and diffpatterns (Kusto docs, the pages of these plugins): each
// gathers rows as JSON arrays of values and gives its patterns as PatternsJson() writes them.
namespace harrier::runtime {
namespace {

size_t AtLeastOne(int64_t n) {
  return static_cast<size_t>(std::clamp<int64_t>(n, 1, INT32_MAX));
}

/// The greatest first; equal ones stay in the table's order.
template <typename Score>
void SortByScore(std::vector<const Pattern*>& patterns, Score score) {
  std::sort(patterns.begin(), patterns.end(), [&](const Pattern* x, const Pattern* y) {
    const double a = score(*x), b = score(*y);
    return a != b ? a > b : x < y;
  });
}

/// The most telling first: by the weight of their rows times the number of their values.
struct Basket {
  PatternRows rows;
  PatternLimits limits;

  void Update(Json values, double weight, double least, int64_t dimensions) {
    rows.Add(values.text, weight, 0);
    limits = {least, AtLeastOne(dimensions)};
  }
  void Combine(const Basket& other) {
    if (rows.rows().empty()) limits = other.limits;
    rows.Combine(other.rows);
  }
  bool Finish(JsonOut& out) const {
    const PatternTable table = MinePatterns(rows, limits);
    std::vector<const Pattern*> chosen;
    for (const Pattern& pattern : table.patterns) {
      if (pattern.a >= limits.least * table.total_a * (1 - 1e-9)) chosen.push_back(&pattern);
    }
    SortByScore(chosen,
                [](const Pattern& pattern) { return pattern.a * static_cast<double>(pattern.dimensions()); });
    out.text = PatternsJson(table, chosen);
    return true;
  }
};

/// A few patterns that together cover much of the table. One after the other, that pattern is taken which
/// has the best weighted geometric mean of how many rows it adds and of how much its values tell: a value
/// tells more the rarer it is.
struct Autocluster {
  PatternRows rows;
  double size_weight = 0.5;
  size_t most = 25;

  static constexpr double kLeast = 0.02;  // share of all rows that a pattern has
  static constexpr double kAdds = 0.05;   // share of all rows that it must add

  void Update(Json values, double weight, double balance, int64_t seeds) {
    rows.Add(values.text, weight, 0);
    size_weight = balance;
    most = AtLeastOne(seeds);
  }
  void Combine(const Autocluster& other) {
    if (rows.rows().empty()) {
      size_weight = other.size_weight;
      most = other.most;
    }
    rows.Combine(other.rows);
  }

  static double Told(const PatternTable& table, const Pattern& pattern) {
    double told = 0;
    for (const int32_t item : pattern.items) {
      if (item >= 0) told += std::log(table.total_a / table.item_weights[static_cast<size_t>(item)]);
    }
    return told;
  }

  bool Finish(JsonOut& out) const {
    const PatternTable table = MinePatterns(rows, {kLeast, 5});
    std::vector<double> told;
    for (const Pattern& pattern : table.patterns) told.push_back(Told(table, pattern));
    std::vector<bool> covered(table.rows.size(), false);
    std::vector<const Pattern*> chosen;
    while (chosen.size() < most) {
      const Pattern* best = nullptr;
      double best_score = 0;
      for (size_t i = 0; i < table.patterns.size(); ++i) {
        double added = 0;
        for (const uint32_t row : table.patterns[i].rows) added += covered[row] ? 0 : table.rows[row].first;
        if (added < kAdds * table.total_a) continue;
        const double score =
            std::pow(added / table.total_a, size_weight) * std::pow(told[i], 1 - size_weight);
        if (score > best_score) {
          best = &table.patterns[i];
          best_score = score;
        }
      }
      if (best == nullptr) break;
      for (const uint32_t row : best->rows) covered[row] = true;
      chosen.push_back(best);
    }
    out.text = PatternsJson(table, chosen);
    return true;
  }
};

/// The patterns whose shares of A and B differ most. One that only adds a value to another, or drops one, is
/// left out, and so is one that differs mostly in rows of patterns taken before.
std::vector<const Pattern*> ChooseDifferent(const PatternTable& table, double least,
                                            const std::function<bool(const Pattern&)>& fits) {
  const auto share = [&](double x, double total) { return total > 0 ? x / total : 0; };
  const auto difference = [&](double a, double b) {
    return share(a, table.total_a) - share(b, table.total_b);
  };
  std::vector<const Pattern*> sorted, chosen;
  for (const Pattern& pattern : table.patterns) {
    if (std::abs(difference(pattern.a, pattern.b)) >= least * (1 - 1e-9) && fits(pattern))
      sorted.push_back(&pattern);
  }
  SortByScore(sorted, [&](const Pattern& pattern) { return std::abs(difference(pattern.a, pattern.b)); });
  std::vector<bool> covered(table.rows.size(), false);
  constexpr size_t kMost = 100;
  for (const Pattern* pattern : sorted) {
    const bool related = std::any_of(chosen.begin(), chosen.end(), [&](const Pattern* other) {
      return pattern->Refines(*other) || other->Refines(*pattern);
    });
    if (related) continue;
    double a = 0, b = 0;
    for (const uint32_t row : pattern->rows) {
      if (covered[row]) continue;
      a += table.rows[row].first;
      b += table.rows[row].second;
    }
    const double whole = difference(pattern->a, pattern->b), rest = difference(a, b);
    if (std::abs(rest) * 2 < std::abs(whole) || (rest < 0) != (whole < 0)) continue;
    for (const uint32_t row : pattern->rows) covered[row] = true;
    chosen.push_back(pattern);
    if (chosen.size() == kMost) break;
  }
  return chosen;
}

struct Diffpatterns {
  PatternRows rows;
  PatternLimits limits;

  void Update(Json values, double a, double b, double least, int64_t dimensions) {
    rows.Add(values.text, a, b);
    limits = {least, AtLeastOne(dimensions)};
  }
  void Combine(const Diffpatterns& other) {
    if (rows.rows().empty()) limits = other.limits;
    rows.Combine(other.rows);
  }
  bool Finish(JsonOut& out) const {
    const PatternTable table = MinePatterns(rows, limits);
    out.text = PatternsJson(table, ChooseDifferent(table, limits.least, [](const Pattern&) { return true; }));
    return true;
  }
};

/// The same over texts: the words of a text, by their place in it, are its values.
struct DiffpatternsText {
  PatternRows rows;
  double least = 0.05;
  size_t fewest = 1, most = SIZE_MAX;

  void Update(std::string_view text, bool in_a, double threshold, int64_t min_words, int64_t max_words) {
    std::string words = "[";
    for (size_t at = 0; at < text.size();) {
      const size_t begin = text.find_first_not_of(" \t\r\n", at);
      if (begin == std::string_view::npos) break;
      at = std::min(text.find_first_of(" \t\r\n", begin), text.size());
      AppendJsonItem(words, text.substr(begin, at - begin));
    }
    rows.Add(words + "]", in_a ? 1 : 0, in_a ? 0 : 1);
    least = threshold;
    fewest = AtLeastOne(min_words);
    most = AtLeastOne(max_words);
  }
  void Combine(const DiffpatternsText& other) {
    if (rows.rows().empty()) {
      least = other.least;
      fewest = other.fewest;
      most = other.most;
    }
    rows.Combine(other.rows);
  }

  /// [a, b, total a, total b, "words * and stars"].
  bool Finish(JsonOut& out) const {
    const PatternTable table = MinePatterns(rows, {least, 3});
    const auto fits = [&](const Pattern& pattern) {
      const size_t words = pattern.dimensions();
      return words >= fewest && words <= most;
    };
    out.text = "[";
    for (const Pattern* pattern : ChooseDifferent(table, least, fits)) {
      std::string text, stars;
      for (const int32_t item : pattern->items) {
        if (item < 0) {
          stars += "* ";
          continue;
        }
        text += stars;
        stars.clear();
        UnquoteJson(text, table.items[static_cast<size_t>(item)]);
        text += ' ';
      }
      text.pop_back();
      AppendJsonComma(out.text);
      out.text += fmt::format("[{},{},{},{},", pattern->a, pattern->b, table.total_a, table.total_b);
      AppendJsonString(out.text, text);
      out.text += ']';
    }
    out.text += ']';
    return true;
  }
};

}  // namespace

void AddPatterns(KernelRegistry& registry) {
  registry.Add(AggregateOf<Basket, Json, double, double, int64_t>("basket"));
  registry.Add(AggregateOf<Autocluster, Json, double, double, int64_t>("autocluster"));
  registry.Add(AggregateOf<Diffpatterns, Json, double, double, double, int64_t>("diffpatterns"));
  registry.Add(
      AggregateOf<DiffpatternsText, std::string_view, bool, double, int64_t, int64_t>("diffpatterns_text"));
}

}  // namespace harrier::runtime
