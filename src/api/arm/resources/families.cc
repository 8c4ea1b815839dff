#include "api/arm/resources/families.h"

namespace harrier::api::arm {

std::vector<ResourceFamily> AllFamilies() {
  std::vector<ResourceFamily> families;
#define HARRIER_ARM_FAMILY(name) families.push_back(name());
#include "api/arm/resources/all.inc"
#undef HARRIER_ARM_FAMILY
  return families;
}

}  // namespace harrier::api::arm
