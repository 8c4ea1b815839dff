#include "base/ids.h"

#include <array>

#include <sys/random.h>

#include "base/error.h"
#include "base/ticks.h"

namespace harrier {
namespace {

std::string GuidText(uint64_t high, uint64_t low, uint64_t version) {
  high = (high & ~uint64_t{0xf000}) | (version << 12);
  low = (low & ~(uint64_t{3} << 62)) | (uint64_t{2} << 62);
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff, high & 0xffff,
                     low >> 48, low & 0xffff'ffff'ffff);
}

std::array<uint64_t, 2> RandomWords() {
  std::array<uint64_t, 2> words{};
  HARRIER_CHECK(::getrandom(words.data(), sizeof(words), 0) == static_cast<ssize_t>(sizeof(words)));
  return words;
}

}  // namespace

std::string SystemIds::Ordered(int64_t now) {
  const auto [high, low] = RandomWords();
  const auto milliseconds = static_cast<uint64_t>((now - kUnixEpochTicks) / kTicksPerMillisecond);
  return GuidText((milliseconds << 16) | (high & 0xffff), low, 7);
}

std::string SystemIds::Random() {
  const auto [high, low] = RandomWords();
  return GuidText(high, low, 4);
}

}  // namespace harrier
