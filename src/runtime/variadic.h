#pragma once

#include <string>
#include <string_view>

#include "runtime/kernel.h"

namespace harrier::runtime {

/// A kernel over any number of dynamics that gives one, and sees nulls.
inline Kernel VariadicOfDynamics(std::string_view name, void (*run)(const KernelCall&)) {
  Kernel k;
  k.name = std::string(name);
  k.params = {{Type::kDynamic, false}};
  k.variadic = true;
  k.result = {Type::kDynamic, false};
  k.strict_nulls = false;
  k.run = run;
  return k;
}

}  // namespace harrier::runtime
