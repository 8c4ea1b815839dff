#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// Patterns in tables: values of some columns that many rows share. What basket, autocluster and diffpatterns
/// choose from (Kusto docs, the pages of these plugins).
namespace harrier::runtime {

/// Rows gathered by their values, with their weights in two sets, A and B.
class PatternRows {
 public:
  /// `values` is a JSON array, one element a column. Rows without weight do not count.
  void Add(std::string_view values, double a, double b);
  void Combine(const PatternRows& other);
  const std::unordered_map<std::string, std::pair<double, double>>& rows() const { return rows_; }

 private:
  std::unordered_map<std::string, std::pair<double, double>> rows_;
};

struct Pattern {
  std::vector<int32_t> items;  // by column: an item, or -1 where any value will do
  std::vector<uint32_t> rows;  // which rows of the table match, ascending
  double a = 0, b = 0;         // their weights

  size_t dimensions() const;
  /// Has every value of the other pattern, and perhaps more.
  bool Refines(const Pattern& other) const;
};

struct PatternLimits {
  double least = 0.05;    // a pattern has this share of A, or of B
  size_t dimensions = 5;  // values that do not follow from others
};

struct PatternTable {
  size_t columns = 0;
  std::vector<std::string> items;  // values that are frequent enough, as JSON
  std::vector<double> item_weights;
  std::vector<std::pair<double, double>> rows;  // weights of the rows that differ in their items
  double total_a = 0, total_b = 0;
  /// Closed patterns: none leaves out a value that all of its rows share. In no particular order, yet always
  /// in the same one.
  std::vector<Pattern> patterns;
};

/// Finds all closed patterns within the limits; where there are far too many, those of fewer dimensions.
PatternTable MinePatterns(const PatternRows& rows, const PatternLimits& limits);

/// Patterns as the plugins read them: [[a, b, total a, total b, [value] or null by column…]…].
std::string PatternsJson(const PatternTable& table, const std::vector<const Pattern*>& patterns);

}  // namespace harrier::runtime
