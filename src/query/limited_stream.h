#pragma once

#include <memory>

#include "engine/engine.h"

namespace harrier::query {

/// How large a result may be.
struct ResultLimits {
  uint64_t max_rows = 0;
  uint64_t max_bytes = 0;
  std::optional<uint64_t> take_rows;
};

/// A result that ends at its limits: with kLimit after as many rows as fit, but silently after `take_rows`.
std::unique_ptr<engine::ResultStream> Limited(std::unique_ptr<engine::ResultStream> rows,
                                              const ResultLimits& limits);

}  // namespace harrier::query
