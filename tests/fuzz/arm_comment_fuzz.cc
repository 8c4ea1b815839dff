#include <cstdint>
#include <string>

#include "base/error.h"
#include "hunting/incidents/inert_html.h"

// Nothing that a browser could run comes through, and a second pass finds nothing to do.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string inert = harrier::hunting::WithInertHtml(text);
  HARRIER_CHECK(harrier::hunting::WithInertHtml(inert) == inert);
  for (const char* active :
       {"<script", "<img", "<svg", "<iframe", "<!", "<?", "</script", "](javascript:", "<javascript:"})
    HARRIER_CHECK(inert.find(active) == std::string::npos);
  return 0;
}
