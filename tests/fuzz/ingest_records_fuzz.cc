#include "ingest/formats/format.h"
#include "ingest/json_record.h"
#include "runtime/utf8.h"

// Every reader of texts, picked by the first byte: whatever it hands on is UTF-8, numbers are numbers and
// JSON is JSON, for the tables trust in that.
namespace {

using harrier::ingest::Field;
using harrier::ingest::FieldKind;

class Checker final : public harrier::ingest::RecordSink {
 public:
  harrier::Status Accept(const harrier::ingest::Record& record) override {
    HARRIER_CHECK(!record.fields.empty());
    for (const Field& field : record.fields) {
      HARRIER_CHECK(harrier::runtime::IsUtf8(field.name));
      HARRIER_CHECK(harrier::runtime::IsUtf8(field.text));
      if (field.kind == FieldKind::kNumber) HARRIER_CHECK(harrier::ingest::IsJsonNumber(field.text));
      if (field.kind == FieldKind::kJson) HARRIER_CHECK(harrier::ingest::IsJsonContainer(field.text));
    }
    return harrier::Ok();
  }
  harrier::Status Reject(uint64_t, std::string_view, std::string_view) override { return harrier::Ok(); }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using harrier::ingest::Format;
  if (size == 0) return 0;
  constexpr Format kFormats[] = {Format::kNdjson, Format::kJson,    Format::kCsv,
                                 Format::kTsv,    Format::kZeekTsv, Format::kLines};
  const Format format = kFormats[data[0] % std::size(kFormats)];
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  (void)harrier::ingest::DetectFormat("x.json", bytes);
  harrier::ingest::MemorySource memory(bytes);
  harrier::ingest::PeekSource peek(memory);
  Checker checker;
  (void)harrier::ingest::ReadFormat(format, peek, "", checker);
  return 0;
}
