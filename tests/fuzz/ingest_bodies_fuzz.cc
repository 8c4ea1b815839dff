#include "ingest/collector_columns.h"
#include "ingest/formats/format.h"
#include "ingest/json_record.h"
#include "runtime/utf8.h"

// Bodies of the Logs Ingestion and Data Collector APIs: one that is refused has given no row, and the columns
// that a row's fields get have their names, a suffix and a type that goes with it.
namespace {

namespace ingest = harrier::ingest;
namespace runtime = harrier::runtime;
using harrier::Ok;
using harrier::Status;
using harrier::Type;

class Checker final : public ingest::RecordSink {
 public:
  Status Accept(const ingest::Record& record) override {
    ++rows;
    ingest::Row row;
    columns_.Apply(record, row);
    for (const ingest::Field& field : row.fields) {
      HARRIER_CHECK(runtime::IsUtf8(field.name));
      HARRIER_CHECK(runtime::IsUtf8(field.text));
      if (field.column_type == Type::kUnknown) continue;
      const char suffix = field.name.back();
      HARRIER_CHECK(field.name.size() >= 2 && field.name[field.name.size() - 2] == '_');
      HARRIER_CHECK((suffix == 'd') == (field.column_type == Type::kReal));
      HARRIER_CHECK((suffix == 's') == (field.column_type == Type::kString));
      HARRIER_CHECK((suffix == 'b') == (field.column_type == Type::kBool));
      HARRIER_CHECK((suffix == 't') == (field.column_type == Type::kDatetime));
      HARRIER_CHECK((suffix == 'g') == (field.column_type == Type::kGuid));
    }
    return Ok();
  }
  Status Reject(uint64_t, std::string_view, std::string_view) override {
    HARRIER_CHECK(false);
    return Ok();
  }
  size_t rows = 0;

 private:
  ingest::CollectorColumns columns_{nullptr, "t", ""};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  std::string body(reinterpret_cast<const char*>(data) + 1, size - 1);
  Checker checker;
  const auto lone = data[0] % 2 == 0 ? ingest::LoneObject::kRefused : ingest::LoneObject::kTaken;
  const Status read = ingest::ReadJsonArray(body, checker, lone);
  HARRIER_CHECK(read || checker.rows == 0);
  return 0;
}
