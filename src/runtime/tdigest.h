#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace harrier::runtime {

/// A merging t-digest: a sketch of a distribution from which percentiles are read (Kusto docs, tdigest()).
/// Exact while there are few values, then closest at both ends.
class Tdigest {
 public:
  void Add(double value, double weight);
  void Combine(const Tdigest& other);
  bool empty() const { return centroids_.empty() && fresh_.empty(); }

  /// The value at a percentile, 0 to 100. Not for an empty digest.
  double Percentile(double percent) const;
  /// The weight of the values up to and including this one, and of all.
  double Rank(double value) const;
  double TotalWeight() const;

  /// [[1],[values],[weights]].
  void AppendJson(std::string& out) const;
  /// Adds what a digest's JSON holds; false if it is none.
  bool AddJson(std::string_view json);

 private:
  struct Centroid {
    double mean;
    double weight;
  };
  void Compress();
  /// All centroids in the order of their means.
  std::vector<Centroid> Sorted() const;

  std::vector<Centroid> centroids_;
  std::vector<Centroid> fresh_;
};

}  // namespace harrier::runtime
