#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "runtime/text_needle.h"

// The vectorised search finds what the plain one finds. Bytes: how to match, length of the needle, needle,
// text.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const auto how = static_cast<harrier::runtime::TextMatch>(data[0] % 7);
  const bool ignore_case = (data[0] & 0x80) != 0;
  std::string_view rest(reinterpret_cast<const char*>(data + 2), size - 2);
  const std::string_view needle = rest.substr(0, data[1]);
  const std::string_view text = rest.substr(needle.size());
  const harrier::runtime::Needle fast(needle, how, ignore_case);
  harrier::runtime::Needle plain(needle, how, ignore_case);
  plain.UseAnyProcessor();
  HARRIER_CHECK(fast.Matches(text) == plain.Matches(text));
  return 0;
}
