#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "base/time_text.h"

// What is read as a time is written as a text that reads back the same.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto ticks = harrier::ParseDatetime(text)) {
    HARRIER_CHECK(harrier::ParseDatetime(harrier::FormatDatetime(*ticks)) == ticks);
  }
  if (const auto ticks = harrier::ParseTimespan(text)) {
    HARRIER_CHECK(harrier::ParseTimespan(harrier::FormatTimespan(*ticks)) == ticks);
  }
  return 0;
}
