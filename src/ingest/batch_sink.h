#pragma once

#include "base/error.h"
#include "runtime/batch.h"

namespace harrier::ingest {

/// Where a source of log rows puts them. A batch that was accepted is stored, or will be when the sink is
/// finished.
class BatchSink {
 public:
  virtual ~BatchSink() = default;
  virtual Status Accept(runtime::Batch batch) = 0;
};

}  // namespace harrier::ingest
