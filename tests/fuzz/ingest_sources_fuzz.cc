#include "ingest/formats/format.h"
#include "ingest/sources/source.h"
#include "runtime/utf8.h"

// Texts through readers, sources and columns: an event becomes a row or a reason, never a crash.
namespace {

namespace ingest = harrier::ingest;

class Mapper final : public ingest::RecordSink {
 public:
  explicit Mapper(ingest::SourceContext& context) : context_(context) {}
  harrier::Status Accept(const ingest::Record& record) override {
    for (const ingest::Source& source : ingest::Sources()) {
      if (!source.matches(record, context_)) continue;
      scratch_.Clear();
      ingest::Row row;
      if (!source.map(record, context_, row, scratch_).empty()) continue;
      HARRIER_CHECK(!row.table.empty());
      auto table = context_.catalog().FindTable(row.table);
      const bool grow = table == nullptr;
      if (grow) {
        auto made = std::make_shared<harrier::catalog::Table>();
        made->name = row.table;
        made->columns = harrier::catalog::StandardColumns();
        table = made;
      }
      ingest::TableWriter writer(table, grow);
      writer.Add(row);
      auto grown = std::make_shared<harrier::catalog::Table>(*table);
      for (const auto& column : writer.NewColumns()) grown->columns.push_back(column);
      for (const auto& [name, cells] : writer.Take(grown).columns) {
        HARRIER_CHECK(cells.size() == 1);
        const bool text = cells.type() == harrier::Type::kString || cells.type() == harrier::Type::kDynamic;
        if (text) HARRIER_CHECK(harrier::runtime::IsUtf8(cells.View().text(0)));
      }
    }
    return harrier::Ok();
  }
  harrier::Status Reject(uint64_t, std::string_view, std::string_view) override { return harrier::Ok(); }

 private:
  ingest::SourceContext& context_;
  ingest::Scratch scratch_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto catalog =
      std::make_shared<const harrier::catalog::Catalog>(harrier::catalog::Catalog::BuiltIn());
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  ingest::SourceContext context(catalog);
  context.now = 638'000'000'000'000'000;
  context.file = size % 3 == 0 ? "results/Windows.System.Pslist.json" : "conn.log";
  const auto format = ingest::DetectFormat("x", bytes);
  if (!format || *format == ingest::Format::kEvtx || *format == ingest::Format::kParquet) return 0;
  ingest::MemorySource memory(bytes);
  ingest::PeekSource peek(memory);
  Mapper mapper(context);
  (void)ingest::ReadFormat(*format, peek, "", mapper);
  return 0;
}
