#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace harrier::runtime {

/// How many distinct hashes were added: exact while there are few, then a HyperLogLog of 2^14 registers
/// (error about 0.8 %, as dcount() has by default; Kusto docs, dcount() accuracy).
class DistinctCount {
 public:
  void Add(uint64_t hash);
  /// Asks for the memory that Add of this hash will touch.
  void Prefetch(uint64_t hash) const;
  void Combine(const DistinctCount& other);
  int64_t Estimate() const;

  /// The sketch as JSON: [[14],[hash, …]] while exact, then [[14],"registers in hexadecimal"].
  void AppendJson(std::string& out) const;
  /// Adds what a sketch's JSON holds; false if it is none.
  bool AddJson(std::string_view json);

 private:
  void Insert(uint64_t hash);
  void Grow();
  void ToRegisters();
  void Note(uint64_t hash);

  /// An open-addressed table while exact; 0 is an empty place.
  std::vector<uint64_t> slots_;
  size_t used_ = 0;
  std::vector<uint8_t> registers_;
};

}  // namespace harrier::runtime
