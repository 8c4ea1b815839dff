#pragma once

#include <cstdint>

#include "runtime/kernel.h"

namespace harrier::engine::duckdb {

/// What a row of kql_engine_paths says: an edge (number, from, to), or that a path may begin at, end at or
/// pass a node (number).
enum class PathRow : uint8_t { kEdge, kStart, kEnd, kInner };

/// What the Paths node needs beyond SQL: kql_engine_paths(row, number, from, to, min, max, rules) → the array
/// of [from, to, edges, inner nodes], as text; empty if there are too many paths.
void AddGraphKernels(runtime::KernelRegistry& registry);

/// The node's rules as the kernel takes them.
int64_t PackPathRules(bool undirected, int cycles, int shortest, bool has_ends, bool has_inner);

}  // namespace harrier::engine::duckdb
