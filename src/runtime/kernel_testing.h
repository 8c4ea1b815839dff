#pragma once

#include "runtime/kernel.h"

namespace harrier::runtime {

/// For tests: calls a kernel by name on one row.
inline Value Apply(std::string_view kernel, std::vector<Value> args) {
  const Kernel* k = AllKernels().Find(kernel);
  HARRIER_CHECK(k != nullptr);
  return Call(*k, args).value();
}

}  // namespace harrier::runtime
