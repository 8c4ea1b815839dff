#include "ingest/containers/container.h"

// Archives in archives: bytes out, or one clear failure. What is read is bounded, because a few bytes may
// stand for gigabytes.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using harrier::ingest::PeekSource;
  harrier::ingest::MemorySource memory({reinterpret_cast<const char*>(data), size});
  size_t total = 0;
  const harrier::Status done = harrier::ingest::VisitLogs(
      "x.gz", memory, [&](const std::string&, PeekSource& source) -> harrier::Status {
        char block[4096];
        while (total < 4 * 1024 * 1024) {
          TRY(const size_t n, source.Read(block, sizeof block));
          HARRIER_CHECK(n <= sizeof block);
          if (n == 0) return harrier::Ok();
          total += n;
        }
        return harrier::Fail(harrier::ErrorCode::kLimit, "enough");
      });
  if (!done) HARRIER_CHECK(!done.error().message.empty());
  return 0;
}
