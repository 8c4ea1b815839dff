#pragma once

#include <span>
#include <vector>

#include "plan/node.h"

namespace harrier::plan {

/// How many rows a plan has: one row, one long.
NodePtr CountOf(const NodePtr& root);

/// Counts of several plans by one scan. `root` gives a row for each plan that has rows: its number (long) and
/// its count (long).
struct SharedCount {
  NodePtr root;
  std::vector<size_t> plans;  // the numbers, as their places in what was given
};

/// Finds, among plans that count rows (CountOf, rewritten), those that look for texts in one column of a
/// table (has, contains, has_any and their kin, perhaps among other conditions), and puts those of one column
/// together. All needles are then looked for in one pass over the column, and the other conditions only where
/// something was found. Plans that are not named in the answer stay as they are.
std::vector<SharedCount> ShareCounts(std::span<const NodePtr> counts);

}  // namespace harrier::plan
