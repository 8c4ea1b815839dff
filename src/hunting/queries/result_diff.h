#pragma once

#include <span>
#include <string>
#include <vector>

#include "store/hunting_results.h"

namespace harrier::hunting {

/// A row that is there in both results under one key, with other values.
struct ChangedRow {
  size_t before = 0;  // its place in either result
  size_t after = 0;
  friend bool operator==(const ChangedRow&, const ChangedRow&) = default;
};

/// What came and went between two results: places in the later one, and in the earlier one. A row that is
/// there several times counts as often.
struct ResultDiff {
  std::vector<size_t> added;
  std::vector<size_t> removed;
  std::vector<ChangedRow> changed;
};

/// `keys` are the columns, by their place, by whose values a row is the same one: those of mapped entities.
/// Without any a row that changes has gone, and another has come.
ResultDiff DiffOf(std::span<const store::HuntingResultRow> before,
                  std::span<const store::HuntingResultRow> after, std::span<const size_t> keys);

}  // namespace harrier::hunting
