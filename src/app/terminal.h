#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.h"

namespace harrier::app {

/// Whether a descriptor is a terminal, how wide it is (0: none), and whether to colour (NO_COLOR, TERM=dumb).
struct Terminal {
  bool is_terminal = false;
  size_t width = 0;
  bool color = false;

  static Terminal Of(int descriptor);
};

/// An error for people: its sentence, and for each finding in `text` the line with ^^^^ under the place.
std::string ErrorReport(const Error& error, std::string_view text, bool color);

/// The exit status that stands for an error: 2 for what the user asked for wrongly, else 1.
int ExitStatus(const Error& error);

}  // namespace harrier::app
