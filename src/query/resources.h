#pragma once

#include "query/admission.h"
#include "query/result_cache.h"
#include "query/watchdog.h"

namespace harrier::query {

class Resources {
 public:
  Resources(uint32_t slots, size_t cache_bytes, uint64_t memory_limit)
      : admission(AdmissionOptions{.slots = slots}), cache(cache_bytes), watchdog(memory_limit) {}

  Admission admission;
  ResultCache cache;
  Watchdog watchdog;
};

}  // namespace harrier::query
