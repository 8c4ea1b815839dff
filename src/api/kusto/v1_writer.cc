#include <vector>

#include "api/kusto/wire.h"
#include "api/kusto/writers.h"
#include "base/clock.h"
#include "base/json_text.h"
#include "base/time_text.h"
#include "query/writers/cell_text.h"

namespace harrier::api::kusto {
namespace {

struct V1Column {
  std::string_view name;
  Type type;
};

/// Kusto docs, "Query V1 HTTP response": the results, then their properties, the status, and a table of
/// contents that says which is which.
class V1Writer final : public DatasetWriter {
 public:
  V1Writer(QueryFacts facts, bool management) : facts_(std::move(facts)), management_(management) {}

  void Begin(std::string& out, const std::optional<plan::Visualization>&) override {
    out += R"({"Tables":[)";
  }

  void BeginTable(std::string& out, const query::ResultTable& table) override {
    std::vector<V1Column> columns;
    for (const plan::Column& column : table.rows->columns()) columns.push_back({column.name, column.type});
    Open(out, columns);
    results_.push_back(table.name);
    visualizations_.push_back(VisualizationText(table.visualization));
  }

  void Rows(std::string& out, const engine::Chunk& chunk, size_t count) override {
    for (size_t row = 0; row < count; ++row) {
      if (rows_ > 0) out += ',';
      query::AppendJsonRow(out, chunk, row);
      ++rows_;
    }
  }

  void EndTable(std::string& out, const std::optional<Error>&) override { out += "]}"; }

  void End(std::string& out, const std::optional<Error>& failure, std::chrono::nanoseconds took) override {
    if (!management_) AppendSystemTables(out, failure, took);
    out += ']';
    if (failure && !facts_.partial_is_whole) {
      out += R"(,"Exceptions":[)";
      AppendJsonString(out, ErrorText(*failure, facts_.text));
      out += ']';
    }
    out += '}';
  }

 private:
  void Open(std::string& out, const std::vector<V1Column>& columns) {
    if (tables_ > 0) out += ',';
    out += fmt::format(R"({{"TableName":"Table_{}","Columns":[)", tables_++);
    for (size_t i = 0; i < columns.size(); ++i) {
      out += i == 0 ? R"({"ColumnName":)" : R"(,{"ColumnName":)";
      AppendJsonString(out, columns[i].name);
      out += fmt::format(R"(,"DataType":"{}","ColumnType":"{}"}})", DataType(columns[i].type),
                         ColumnType(columns[i].type));
    }
    out += R"(],"Rows":[)";
    rows_ = 0;
  }

  void AppendSystemTables(std::string& out, const std::optional<Error>& failure,
                          std::chrono::nanoseconds took) {
    Open(out, {{"Value", Type::kString}});
    for (size_t i = 0; i < visualizations_.size(); ++i) {
      out += i == 0 ? "[" : ",[";
      AppendJsonString(out, visualizations_[i]);
      out += ']';
    }
    out += "]}";

    Open(out, {{"Timestamp", Type::kDatetime},
               {"Severity", Type::kInt},
               {"SeverityName", Type::kString},
               {"StatusCode", Type::kInt},
               {"StatusDescription", Type::kString},
               {"Count", Type::kInt},
               {"RequestId", Type::kGuid},
               {"ActivityId", Type::kGuid},
               {"SubActivityId", Type::kGuid},
               {"ClientActivityId", Type::kString}});
    const std::string seconds =
        fmt::format(R"({{"ExecutionTime":{:.6f}}})", static_cast<double>(took.count()) / 1e9);
    if (failure) {
      AppendStatus(out, 2, "Error", -2133196799, ErrorText(*failure, facts_.text));
    } else {
      AppendStatus(out, 4, "Info", 0, "Query completed successfully");
    }
    out += ',';
    AppendStatus(out, 6, "Stats", 0, seconds);
    out += "]}";

    Open(out, {{"Ordinal", Type::kLong},
               {"Kind", Type::kString},
               {"Name", Type::kString},
               {"Id", Type::kString},
               {"PrettyName", Type::kString}});
    size_t ordinal = 0;
    for (const std::string& name : results_) AppendContents(out, ordinal++, "QueryResult", name);
    AppendContents(out, ordinal++, "QueryProperties", "@ExtendedProperties");
    AppendContents(out, ordinal, "QueryStatus", "QueryStatus");
    out += "]}";
  }

  void AppendStatus(std::string& out, int severity, std::string_view name, int code,
                    std::string_view text) const {
    out += fmt::format(R"(["{}",{},"{}",{},)", FormatDatetime(SystemClock().Now()), severity, name, code);
    AppendJsonString(out, text);
    out += fmt::format(R"(,1,"{0}","{0}","{0}",)", facts_.ids.activity);
    AppendJsonString(out, facts_.ids.client);
    out += ']';
  }

  void AppendContents(std::string& out, size_t ordinal, std::string_view kind, std::string_view name) const {
    out += fmt::format(R"({}[{},"{}",)", ordinal == 0 ? "" : ",", ordinal, kind);
    AppendJsonString(out, name);
    out += fmt::format(R"(,"{}",""])", NewGuid());
  }

  QueryFacts facts_;
  bool management_;
  size_t tables_ = 0;
  uint64_t rows_ = 0;  // of the open table
  std::vector<std::string> results_;
  std::vector<std::string> visualizations_;
};

}  // namespace

std::unique_ptr<DatasetWriter> MakeV1Writer(QueryFacts facts, bool management) {
  return std::make_unique<V1Writer>(std::move(facts), management);
}

}  // namespace harrier::api::kusto
