#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace harrier {

/// SHA-256 over bytes that come piece by piece.
class Sha256 {
 public:
  Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  ~Sha256();
  void Add(std::string_view bytes);
  /// In hexadecimal, lower case; once.
  std::string Finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

std::string Sha256Of(std::string_view bytes);

}  // namespace harrier
