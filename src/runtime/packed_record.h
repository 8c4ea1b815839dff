#pragma once

#include "runtime/cell.h"

namespace harrier::runtime {

/// A row on its way out of a function that can only give text: a match of a scan's step. Bytes, for the
/// process that made them alone.
class PackedRecord {
 public:
  struct Match {
    int64_t match_id = 0;
    int64_t step = 0;
    bool repeats = false;
  };

  /// Writes over `out`; reads back by the kernels of AddPackedKernels.
  static void Write(const Match& match, std::span<const Cell* const> values, std::string& out);
};

/// engine_packed_<type>(record, i): value i; engine_packed_match, engine_packed_step (long) and
/// engine_packed_repeats (bool) for the match.
void AddPackedKernels(KernelRegistry& registry);

}  // namespace harrier::runtime
