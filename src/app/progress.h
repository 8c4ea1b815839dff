#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "app/terminal.h"

namespace harrier::app {

/// 1234567 → "1,234,567".
std::string Grouped(uint64_t number);

/// One line on standard error that says how far something is; only on a terminal, a few times a second.
class Progress {
 public:
  Progress();
  ~Progress();

  /// `share`: 0 to 1, or negative if unknown.
  void Show(std::string_view what, uint64_t rows, double share);
  /// Removes the line.
  void Clear();
  /// Since the beginning.
  std::chrono::duration<double> took() const { return std::chrono::steady_clock::now() - begin_; }

 private:
  Terminal terminal_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point shown_{};
  bool visible_ = false;
};

}  // namespace harrier::app
