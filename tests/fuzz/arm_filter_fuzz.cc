#include <cstdint>
#include <string_view>

#include <boost/json/parse.hpp>

#include "api/arm/odata.h"

// A filter that parses can be asked of any resource, and an ordering never puts one before itself.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const boost::json::value kResource = boost::json::parse(
      R"({"name":"n","properties":{"status":"New","n":1,"t":"2026-01-01T00:00:00Z","labels":[{"labelName":"a"}]}})");
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto filter = harrier::api::arm::Filter::Parse(text)) (void)filter->Matches(kResource);
  if (const auto ordering = harrier::api::arm::Ordering::Parse(text))
    HARRIER_CHECK(!ordering->Before(kResource, kResource));
  return 0;
}
