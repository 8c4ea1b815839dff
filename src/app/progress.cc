#include "app/progress.h"

#include <iostream>

#include <unistd.h>

#include "query/writers/display_text.h"

namespace harrier::app {
namespace {

constexpr std::chrono::milliseconds kPause{150};
constexpr int kBar = 24;

}  // namespace

std::string Grouped(uint64_t number) {
  std::string digits = std::to_string(number);
  for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

Progress::Progress() : terminal_(Terminal::Of(STDERR_FILENO)) {}

Progress::~Progress() {
  Clear();
}

void Progress::Show(std::string_view what, uint64_t rows, double share) {
  const auto now = std::chrono::steady_clock::now();
  if (!terminal_.is_terminal || now - shown_ < kPause) return;
  shown_ = now;
  std::string line;
  if (share >= 0) {
    const int full = static_cast<int>(std::min(share, 1.0) * kBar);
    for (int i = 0; i < kBar; ++i) line += i < full ? "█" : "░";
    line += fmt::format(" {:3.0f} %  ", std::min(share, 1.0) * 100);
  }
  const double seconds = std::max(took().count(), 0.001);
  line += fmt::format("{} rows  {} rows/s  {}", Grouped(rows),
                      Grouped(static_cast<uint64_t>(static_cast<double>(rows) / seconds)),
                      query::DisplayText(what));
  std::cerr << '\r' << query::Truncated(line, terminal_.width - 1) << "\x1b[K" << std::flush;
  visible_ = true;
}

void Progress::Clear() {
  if (visible_) std::cerr << "\r\x1b[K" << std::flush;
  visible_ = false;
}

}  // namespace harrier::app
