#include "ingest/formats/event_xml.h"
#include "ingest/json_record.h"

// Windows events as XML: the EventData that comes out is an object of JSON.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using harrier::ingest::Field;
  const std::string_view xml(reinterpret_cast<const char*>(data), size);
  std::vector<Field> fields;
  harrier::ingest::Scratch scratch;
  if (harrier::ingest::ReadEventXml(xml, fields, scratch)) {
    HARRIER_CHECK(fields.back().name == "EventData");
    HARRIER_CHECK(harrier::ingest::IsJsonContainer(fields.back().text));
  }
  fields.clear();
  harrier::ingest::ReadEventDataXml(xml, fields, scratch);
  return 0;
}
