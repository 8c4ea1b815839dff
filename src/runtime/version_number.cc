#include "runtime/kernel_of.h"

// Versions as numbers (Kusto docs: parse_version()).
namespace harrier::runtime {
namespace {

constexpr int kParts = 4;
constexpr int kMostDigits = 8;

/// One to four parts of up to eight digits, each worth 10^8 of the next. The whole has 32 digits, more than a
/// decimal of ours has before its point, so that the number stands at the decimal's last digit: it compares
/// as Kusto's does, and is 10^18 times smaller.
std::optional<int128> ParseVersion(std::string_view s) {
  int128 version = 0;
  int parts = 0;
  while (true) {
    const size_t dot = std::min(s.find('.'), s.size());
    if (dot == 0 || dot > kMostDigits || ++parts > kParts) return std::nullopt;
    int128 part = 0;
    for (const char c : s.substr(0, dot)) {
      if (c < '0' || c > '9') return std::nullopt;
      part = part * 10 + (c - '0');
    }
    version = version * 100'000'000 + part;
    if (dot == s.size()) break;
    s.remove_prefix(dot + 1);
  }
  for (; parts < kParts; ++parts) version *= 100'000'000;
  return version;
}

}  // namespace

void AddVersionNumber(KernelRegistry& registry) {
  registry.Add(KernelOf<ParseVersion>("parse_version"));
}

}  // namespace harrier::runtime
