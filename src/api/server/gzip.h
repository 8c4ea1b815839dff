#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace harrier::api {

/// Undoes gzip (or zlib) coding. kInvalid if it is none, kLimit if more than `limit` bytes come out.
Result<std::string> Gunzip(std::string_view packed, size_t limit);

/// Packs a text as it comes.
class GzipPacker {
 public:
  GzipPacker();
  ~GzipPacker();
  /// Appends packed bytes to `out`; not necessarily all of them until `last`.
  void Add(std::string_view text, bool last, std::string& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace harrier::api
