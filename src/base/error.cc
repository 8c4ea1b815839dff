#include "base/error.h"

#include <stdexcept>

namespace harrier {

void CheckFailed(const char* condition, const char* file, int line) {
  throw std::logic_error(fmt::format("check failed: {} at {}:{}", condition, file, line));
}

}  // namespace harrier
