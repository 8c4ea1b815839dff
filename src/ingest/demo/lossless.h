#pragma once

#include "ingest/demo/logs.h"

namespace harrier::ingest::demo {

/// While it lives, every row arrives at once: for what the story promises to be there.
class Lossless {
 public:
  explicit Lossless(Logs& logs) : logs_(logs) { logs_.set_lossless(true); }
  ~Lossless() { logs_.set_lossless(false); }
  Lossless(const Lossless&) = delete;
  Lossless& operator=(const Lossless&) = delete;

 private:
  Logs& logs_;
};

}  // namespace harrier::ingest::demo
