#include <cstdint>
#include <string_view>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "api/arm/lenient_json.h"

// Whatever a body is read as can be written as JSON and reads back as the same.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto value = harrier::api::arm::ParseLenient({reinterpret_cast<const char*>(data), size});
  if (!value) return 0;
  const std::string text = boost::json::serialize(*value);
  const auto again = harrier::api::arm::ParseLenient(text);
  HARRIER_CHECK(again && boost::json::serialize(*again) == text);
  return 0;
}
