#include "ingest/collector_columns.h"

#include "ingest/formats/format.h"
#include "ingest/ingest_testing.h"
#include "ingest/row_ingest.h"

namespace harrier::ingest {
namespace {

class CollectorColumnsTest : public IngestTest {
 protected:
  void Take(std::string body, const std::string& time_field = "", const std::string& resource = "") {
    const TablePolicy policy{.make = true, .grow = true};
    const auto table = TableAppender::Open(storage(), engine::duckdb::TestClock(), "App_CL", policy, "");
    ASSERT_TRUE(table) << table.error().message;
    CollectorColumns columns(storage().catalog()->FindTable("App_CL"), time_field, resource);
    RowIngest rows(**table, [&](const Record& record, Row& row, Scratch&) {
      columns.Apply(record, row);
      return std::string_view();
    });
    const Status read = ReadJsonArray(body, rows, LoneObject::kTaken);
    ASSERT_TRUE(read) << read.error().message;
    const auto report = rows.Finish();
    ASSERT_TRUE(report) << report.error().message;
  }
  /// The table's own columns, with their types.
  std::string Columns() {
    std::string out;
    for (const auto& column : storage().catalog()->FindTable("App_CL")->columns) {
      if (column.name.size() > 2 && column.name[column.name.size() - 2] == '_')
        out += fmt::format("{}:{} ", column.name, TypeName(column.type));
    }
    return out;
  }
};

TEST_F(CollectorColumnsTest, NamesColumnsByType) {
  Take(R"([{"text":"a","n":5,"real":1.5,"ok":true,"when":"2026-01-02T03:04:05Z",)"
       R"("id":"74be27de-1e4e-49d9-b579-fe0b331d3642","bag":{"a":1},"list":[1],"nothing":null}])");
  EXPECT_EQ(
      Columns(),
      "text_s:string n_d:real real_d:real ok_b:bool when_t:datetime id_g:guid bag_s:string list_s:string ");
  EXPECT_EQ(RowOf("App_CL", {"text_s", "n_d", "ok_b", "bag_s", "list_s", "SourceSystem"}),
            "a|5|true|{\"a\":1}|[1]|RestAPI");
}

TEST_F(CollectorColumnsTest, TakesAnObjectAlone) {
  Take(R"( {"a":"x"} )");
  EXPECT_EQ(RowOf("App_CL", {"a_s"}), "x");
}

TEST_F(CollectorColumnsTest, PutsWhatFitsIntoColumnsThatAreThere) {
  Take(R"([{"n":5,"ok":true}])");
  Take(R"([{"n":"7","ok":"false"}])");
  EXPECT_EQ(Columns(), "n_d:real ok_b:bool ");
  EXPECT_EQ(Rows("App_CL", {"n_d", "ok_b"}), (Texts{"5|true", "7|false"}));
  Take(R"([{"n":"many"}])");
  EXPECT_EQ(Columns(), "n_d:real ok_b:bool n_s:string ");
}

TEST_F(CollectorColumnsTest, MakesASecondColumnWithinOneText) {
  Take(R"([{"n":5},{"n":"many"},{"n":"6"}])");
  EXPECT_EQ(Columns(), "n_d:real n_s:string ");
  EXPECT_EQ(Rows("App_CL", {"n_d", "n_s"}), (Texts{"5|''", "null|6", "null|many"}));
}

TEST_F(CollectorColumnsTest, TakesTimeAndResourceFromWhatTheRequestNames) {
  Take(R"([{"when":"2026-01-02T03:04:05Z","TimeGenerated":"2020-01-01T00:00:00Z"}])", "when",
       "/subscriptions/s/resourceGroups/g");
  EXPECT_EQ(RowOf("App_CL", {"TimeGenerated", "when_t", "TimeGenerated_t", "_ResourceId"}),
            "2026-01-02T03:04:05.0000000Z|2026-01-02T03:04:05.0000000Z|2020-01-01T00:00:00.0000000Z|"
            "/subscriptions/s/resourceGroups/g");
}

}  // namespace
}  // namespace harrier::ingest
