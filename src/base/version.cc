#include "base/version.h"

namespace harrier {

std::string_view Version() {
  return HARRIER_VERSION;
}

}  // namespace harrier
