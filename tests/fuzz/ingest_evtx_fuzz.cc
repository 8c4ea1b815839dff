#include "ingest/formats/format.h"

// Event log files: libevtx does the reading, and its failures must stay failures.
namespace {

class Ignore final : public harrier::ingest::RecordSink {
 public:
  harrier::Status Accept(const harrier::ingest::Record& record) override {
    HARRIER_CHECK(record.Has("EventData"));
    return harrier::Ok();
  }
  harrier::Status Reject(uint64_t, std::string_view, std::string_view) override { return harrier::Ok(); }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Ignore ignore;
  (void)harrier::ingest::ReadEvtx(std::string(reinterpret_cast<const char*>(data), size), ignore);
  return 0;
}
