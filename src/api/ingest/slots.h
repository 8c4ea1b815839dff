#pragma once

#include <atomic>
#include <memory>

namespace harrier::api {

/// How many bodies of rows may be taken in at once: each lies in memory meanwhile, and storage writes one
/// batch after the other.
class IngestSlots {
 public:
  explicit IngestSlots(int slots) : free_(slots) {}

  /// A slot until it goes.
  class Slot {
   public:
    explicit Slot(IngestSlots& slots) : slots_(slots), taken_(slots.free_.fetch_sub(1) > 0) {}
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    ~Slot() { slots_.free_.fetch_add(1); }
    /// False: there was none, so try again later.
    explicit operator bool() const { return taken_; }

   private:
    IngestSlots& slots_;
    bool taken_;
  };

 private:
  std::atomic<int> free_;
};

inline constexpr int kIngestSlots = 24;

}  // namespace harrier::api
