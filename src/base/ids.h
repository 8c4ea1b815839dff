#pragma once

#include <cstdint>
#include <string>

namespace harrier {

/// Makes ids that nobody has, as lower-case guid text of 36 characters. Safe for use by several threads.
class Ids {
 public:
  virtual ~Ids() = default;
  /// A UUIDv7: later times (ticks) sort later.
  virtual std::string Ordered(int64_t now) = 0;
  /// A UUIDv4: nothing but random.
  virtual std::string Random() = 0;
};

/// Ids from the system's source of random bytes.
class SystemIds final : public Ids {
 public:
  std::string Ordered(int64_t now) override;
  std::string Random() override;
};

}  // namespace harrier
