#include "api/log_analytics/writer.h"

#include "api/kusto/wire.h"
#include "base/json_text.h"
#include "query/writers/cell_text.h"

namespace harrier::api::log_analytics {
namespace {

class Writer final : public DatasetWriter {
 public:
  Writer(QueryFacts facts, const Preferences& preferences)
      : facts_(std::move(facts)), preferences_(preferences) {}

  void Begin(std::string& out, const std::optional<plan::Visualization>& first) override {
    out += R"({"tables":[)";
    visualization_ = first;
  }

  void BeginTable(std::string& out, const query::ResultTable& table) override {
    if (tables_++ > 0) out += ',';
    out += R"({"name":)";
    AppendJsonString(out, table.name);
    out += R"(,"columns":[)";
    bool first = true;
    for (const plan::Column& column : table.rows->columns()) {
      out += first ? R"({"name":)" : R"(,{"name":)";
      first = false;
      AppendJsonString(out, column.name);
      out += fmt::format(R"(,"type":"{}"}})", kusto::ColumnType(column.type));
    }
    out += R"(],"rows":[)";
    rows_ = 0;
  }

  void Rows(std::string& out, const engine::Chunk& chunk, size_t count) override {
    for (size_t row = 0; row < count; ++row) {
      out += rows_++ > 0 ? ",[" : "[";
      for (size_t i = 0; i < chunk.columns.size(); ++i) {
        if (i > 0) out += ',';
        AppendCell(out, chunk.columns[i], row);
      }
      out += ']';
    }
  }

  void EndTable(std::string& out, const std::optional<Error>&) override { out += "]}"; }

  void End(std::string& out, const std::optional<Error>& failure, std::chrono::nanoseconds took) override {
    out += ']';
    if (preferences_.statistics) {
      out += fmt::format(R"(,"statistics":{{"query":{{"executionTime":{:.7f}}}}})",
                         static_cast<double>(took.count()) / 1e9);
    }
    if (preferences_.render) {
      out += R"(,"render":)";
      out += kusto::VisualizationText(visualization_, kusto::PropertyNames::kCamel);
    }
    if (failure) {
      out +=
          R"(,"error":{"code":"PartialError","message":"There were some errors when processing your query.")"
          R"(,"details":[)";
      out += ErrorObject(*failure, facts_.text, facts_.ids.activity);
      out += "]}";
    }
    out += '}';
  }

 private:
  void AppendCell(std::string& out, const runtime::ColumnView& column, size_t row) {
    if (column.type != Type::kDynamic) return query::AppendJsonCell(out, column, row);
    cell_.clear();
    query::AppendJsonCell(cell_, column, row);
    if (cell_ == "null")
      out += cell_;
    else
      AppendJsonString(out, cell_);
  }

  QueryFacts facts_;
  Preferences preferences_;
  std::optional<plan::Visualization> visualization_;
  size_t tables_ = 0;
  uint64_t rows_ = 0;
  std::string cell_;
};

}  // namespace

std::unique_ptr<DatasetWriter> MakeWriter(QueryFacts facts, const Preferences& preferences) {
  return std::make_unique<Writer>(std::move(facts), preferences);
}

}  // namespace harrier::api::log_analytics
