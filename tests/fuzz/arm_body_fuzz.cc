#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

#include <boost/json/serialize.hpp>

#include "api/arm/lenient_json.h"

namespace json = boost::json;

/// The same, but for the last digits of reals, which Boost does not read exactly.
static bool Same(const json::value& a, const json::value& b) {
  if (a.is_double() && b.is_number()) {
    const double x = a.as_double(), y = b.to_number<double>();
    return std::abs(x - y) <= std::abs(x) * 1e-9;
  }
  if (a.is_array() && b.is_array()) {
    const auto &x = a.as_array(), &y = b.as_array();
    return std::equal(x.begin(), x.end(), y.begin(), y.end(), Same);
  }
  if (a.is_object() && b.is_object()) {
    const auto &x = a.as_object(), &y = b.as_object();
    return std::equal(x.begin(), x.end(), y.begin(), y.end(), [](const auto& m, const auto& n) {
      return m.key() == n.key() && Same(m.value(), n.value());
    });
  }
  return a == b;
}

// Whatever a body is read as can be written as JSON and reads back as the same.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto value = harrier::api::arm::ParseLenient({reinterpret_cast<const char*>(data), size});
  if (!value) return 0;
  const auto again = harrier::api::arm::ParseLenient(json::serialize(*value));
  HARRIER_CHECK(again && Same(*value, *again));
  return 0;
}
