#include "ingest/stream_text.h"

#include "ingest/ingest_testing.h"

namespace harrier::ingest {
namespace {

class StreamTextTest : public IngestTest {
 protected:
  void SetUp() override {
    IngestTest::SetUp();
    catalog::Table table;
    table.name = "Mine_CL";
    table.columns = {{"A", Type::kLong}, {"B", Type::kString}};
    ASSERT_TRUE(storage().CreateTable(table));
  }
  /// "rows/rejected", or why it failed.
  std::string Take(std::string_view format, std::string_view text, StreamText stream = {}) {
    if (stream.table.empty()) stream.table = "Mine_CL";
    stream.format = format;
    const auto report = TakeStreamText(storage(), engine::duckdb::TestClock(), stream, text);
    if (!report) return report.error().message;
    return fmt::format("{}/{}", report->rows, report->rejected);
  }
  Texts Mine() { return Rows("Mine_CL", {"A", "B"}); }
};

TEST_F(StreamTextTest, ReadsCellsInTheOrderOfTheColumns) {
  EXPECT_EQ(Take("csv", "1,\"a, b\"\n"), "1/0");
  EXPECT_EQ(Take("", "2,\n"), "1/0");
  EXPECT_EQ(Take("TSV", "3\tc\n"), "1/0");
  EXPECT_EQ(Take("psv", "4|d\n"), "1/0");
  EXPECT_EQ(Take("scsv", "5;e"), "1/0");
  EXPECT_EQ(Take("sohsv", "6\x01g\n"), "1/0");
  EXPECT_EQ(Take("tsve", "7\th\\ti\\\\n\n"), "1/0");
  EXPECT_EQ(Mine(), (Texts{"1|a, b", "2|''", "3|c", "4|d", "5|e", "6|g", "7|h\ti\\n"}));
}

TEST_F(StreamTextTest, ReadsJsonOfEveryForm) {
  EXPECT_EQ(Take("json", "{\"A\":1,\"B\":\"x\"}\n{\"A\":2}\n"), "2/0");
  EXPECT_EQ(Take("multijson", "[{\"A\":3},\n{\"A\":\n4}]"), "2/0");
  EXPECT_EQ(Take("singlejson", "{\"a\":5}"), "1/0");
  EXPECT_EQ(Mine(), (Texts{"1|x", "2|''", "3|''", "4|''", "5|''"}));
}

TEST_F(StreamTextTest, ReadsTextIntoTheFirstColumn) {
  catalog::Table table;
  table.name = "Text_CL";
  table.columns = {{"Line", Type::kString}};
  ASSERT_TRUE(storage().CreateTable(table));
  StreamText stream;
  stream.table = "Text_CL";
  EXPECT_EQ(Take("txt", "a,b\nc\n", stream), "2/0");
  EXPECT_EQ(Take("raw", "d\ne", stream), "1/0");
  EXPECT_EQ(Rows("Text_CL", {"Line"}), (Texts{"a,b", "c", "d\ne"}));
}

TEST_F(StreamTextTest, PutsWhatHasNoColumnIntoTheBag) {
  EXPECT_EQ(Take("csv", "1,a,more\n"), "1/0");
  EXPECT_EQ(Take("json", R"({"A":"no number","C":{"d":1}})"), "1/0");
  EXPECT_EQ(Rows("Mine_CL", {"A", "_Overflow"}),
            (Texts{"1|{\"Column3\":\"more\"}", "null|{\"A\":\"no number\",\"C\":{\"d\":1}}"}));
}

TEST_F(StreamTextTest, TakesNothingIfARowIsBad) {
  EXPECT_EQ(Take("json", "{\"A\":1}\n{broken"), "0/1");
  EXPECT_EQ(Take("csv", "1,\"a\n"), "0/1");
  EXPECT_EQ(Mine(), Texts{});
}

TEST_F(StreamTextTest, LeavesOutALineOfNames) {
  StreamText stream;
  stream.skip_first = true;
  EXPECT_EQ(Take("csv", "A,B\n1,x\n", stream), "1/0");
  EXPECT_EQ(Mine(), Texts{"1|x"});
}

TEST_F(StreamTextTest, MakesATableOfNamedValuesOnly) {
  StreamText stream;
  stream.table = "New_CL";
  EXPECT_EQ(Take("json", "{}", stream), "there is no table named 'New_CL'");
  stream.policy.make = true;
  EXPECT_EQ(Take("csv", "1,2", stream), "there is no table named 'New_CL'");
  EXPECT_EQ(Take("json", R"({"n":1,"when":"2026-01-02T00:00:00Z"})", stream), "1/0");
  EXPECT_EQ(storage().catalog()->FindTable("New_CL")->Find("when")->type, Type::kDatetime);
  stream.table = "New";
  EXPECT_EQ(Take("json", R"({"n":1})", stream),
            "the name of a new table must end in _CL, which 'New' does not");
  stream.table = "a b_CL";
  EXPECT_EQ(Take("json", R"({"n":1})", stream),
            "the name of a new table must be of letters, digits and '_', which 'a b_CL' is not");
}

TEST_F(StreamTextTest, TakesTheSameBatchOnce) {
  StreamText stream;
  stream.batch_prefix = "request:1";
  EXPECT_EQ(Take("csv", "1,x\n", stream), "1/0");
  EXPECT_EQ(Take("csv", "1,x\n", stream), "0/0");
  EXPECT_EQ(Mine(), Texts{"1|x"});
}

TEST_F(StreamTextTest, NamesTheFormatsThatItReads) {
  EXPECT_EQ(
      Take("avro", "x"),
      "not supported: the stream format 'avro'; there are csv, json, multijson, parquet, psv, raw, scsv, "
      "singlejson, sohsv, tsv, tsve, txt");
}

}  // namespace
}  // namespace harrier::ingest
