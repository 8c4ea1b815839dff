#include <vector>

#include "api/kusto/wire.h"
#include "api/kusto/writers.h"
#include "base/clock.h"
#include "base/json_text.h"
#include "base/time_text.h"
#include "query/writers/cell_text.h"

namespace harrier::api::kusto {
namespace {

struct V2Column {
  std::string_view name;
  Type type;
};

/// Kusto docs, "Query V2 HTTP response", not progressive: a list of frames. Readers that stream want a
/// frame's keys in this order.
class V2Writer final : public DatasetWriter {
 public:
  explicit V2Writer(QueryFacts facts) : facts_(std::move(facts)) {}

  void Begin(std::string& out, const std::optional<plan::Visualization>& first) override {
    out += R"([{"FrameType":"DataSetHeader","IsProgressive":false,"Version":"v2.0","IsFragmented":false,)"
           R"("ErrorReportingPlacement":"InData"})";
    // The properties go first, so those of a later result (fork, batches) make a table of their own.
    AppendProperties(out, 1, first);
  }

  void BeginTable(std::string& out, const query::ResultTable& table) override {
    if (results_++ > 0 && table.visualization) AppendProperties(out, tables_ + 1, table.visualization);
    std::vector<V2Column> columns;
    for (const plan::Column& column : table.rows->columns()) columns.push_back({column.name, column.type});
    Open(out, "PrimaryResult", table.name, columns);
  }

  void Rows(std::string& out, const engine::Chunk& chunk, size_t count) override {
    for (size_t row = 0; row < count; ++row) {
      if (rows_++ > 0) out += ',';
      query::AppendJsonRow(out, chunk, row);
    }
  }

  void EndTable(std::string& out, const std::optional<Error>& failure) override {
    if (failure && !facts_.partial_is_whole) {
      if (rows_ > 0) out += ',';
      out += fmt::format(R"({{"OneApiErrors":[{}]}})", OneApiError(*failure, facts_.text, facts_.ids));
    }
    out += "]}";
  }

  void End(std::string& out, const std::optional<Error>& failure, std::chrono::nanoseconds took) override {
    Open(out, "QueryCompletionInformation", "QueryCompletionInformation",
         {{"Timestamp", Type::kDatetime},
          {"ClientRequestId", Type::kString},
          {"ActivityId", Type::kGuid},
          {"SubActivityId", Type::kGuid},
          {"ParentActivityId", Type::kGuid},
          {"Level", Type::kInt},
          {"LevelName", Type::kString},
          {"StatusCode", Type::kInt},
          {"StatusCodeName", Type::kString},
          {"EventType", Type::kInt},
          {"EventTypeName", Type::kString},
          {"Payload", Type::kString}});
    if (failure) {
      std::string payload = R"({"Count":1,"Text":)";
      AppendJsonString(payload, ErrorText(*failure, facts_.text));
      AppendCompletion(out, 2, "Error", 4, "QueryInfo", payload + "}");
    } else {
      AppendCompletion(out, 4, "Info", 4, "QueryInfo",
                       R"({"Count":1,"Text":"Query completed successfully"})");
    }
    out += ',';
    AppendCompletion(out, 6, "Stats", 0, "QueryResourceConsumption",
                     fmt::format(R"({{"ExecutionTime":{:.6f}}})", static_cast<double>(took.count()) / 1e9));
    out += R"(]},{"FrameType":"DataSetCompletion","HasErrors":)";
    out += failure ? "true" : "false";
    out += R"(,"Cancelled":)";
    out += failure && failure->code == ErrorCode::kCancelled ? "true" : "false";
    if (failure)
      out += fmt::format(R"(,"OneApiErrors":[{}])", OneApiError(*failure, facts_.text, facts_.ids));
    out += "}]";
  }

 private:
  void Open(std::string& out, std::string_view kind, std::string_view name,
            const std::vector<V2Column>& columns) {
    out += fmt::format(R"(,{{"FrameType":"DataTable","TableId":{},"TableKind":"{}","TableName":)", tables_++,
                       kind);
    AppendJsonString(out, name);
    out += R"(,"Columns":[)";
    for (size_t i = 0; i < columns.size(); ++i) {
      out += i == 0 ? R"({"ColumnName":)" : R"(,{"ColumnName":)";
      AppendJsonString(out, columns[i].name);
      out += fmt::format(R"(,"ColumnType":"{}"}})", ColumnType(columns[i].type));
    }
    out += R"(],"Rows":[)";
    rows_ = 0;
  }

  void AppendProperties(std::string& out, size_t table,
                        const std::optional<plan::Visualization>& visualization) {
    Open(out, "QueryProperties", "@ExtendedProperties",
         {{"TableId", Type::kInt}, {"Key", Type::kString}, {"Value", Type::kDynamic}});
    out += fmt::format(R"([{},"Visualization",)", table);
    AppendJsonString(out, VisualizationText(visualization));
    out += ']';
    if (facts_.cached) {
      // Kusto docs, query results cache.
      std::string origin = R"({"OriginalClientRequestId":)";
      AppendJsonString(origin, facts_.cached->client_request_id);
      origin += fmt::format(R"(,"OriginalStartedOn":"{}"}})", FormatDatetime(facts_.cached->started));
      out += fmt::format(R"(,[{},"ServerCache",)", table);
      AppendJsonString(out, origin);
      out += ']';
    }
    out += "]}";
  }

  void AppendCompletion(std::string& out, int level, std::string_view level_name, int event,
                        std::string_view event_name, std::string_view payload) const {
    out += fmt::format(R"(["{}",)", FormatDatetime(SystemClock().Now()));
    AppendJsonString(out, facts_.ids.client);
    out += fmt::format(R"(,"{0}","{0}","{0}",{1},"{2}",{3},"{4}",{5},"{6}",)", facts_.ids.activity, level,
                       level_name, level == 2 ? -2133196799 : 0, level == 2 ? "E_FAIL" : "S_OK (0)", event,
                       event_name);
    AppendJsonString(out, payload);
    out += ']';
  }

  QueryFacts facts_;
  size_t tables_ = 0;
  size_t results_ = 0;
  uint64_t rows_ = 0;  // of the open table
};

}  // namespace

std::unique_ptr<DatasetWriter> MakeV2Writer(QueryFacts facts) {
  return std::make_unique<V2Writer>(std::move(facts));
}

}  // namespace harrier::api::kusto
