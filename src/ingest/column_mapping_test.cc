#include "ingest/column_mapping.h"

#include <gtest/gtest.h>

#include "ingest/json_record.h"

namespace harrier::ingest {
namespace {

/// The row that a JSON object becomes: "column=kind:text …".
std::string Map(std::string_view mapping, std::string json) {
  const auto parsed = ColumnMapping::Parse(mapping);
  if (!parsed) return "error: " + parsed.error().message;
  json.reserve(json.size() + 64);
  JsonRecordReader reader;
  Record record;
  EXPECT_EQ(reader.Read(json, record), "");
  record.raw = json;
  record.line = 7;
  Row row;
  Scratch scratch;
  parsed->Apply(record, row, scratch);
  std::string out;
  for (const Field& field : row.fields)
    out += fmt::format("{}={}:{} ", field.name, static_cast<int>(field.kind), field.text);
  return out;
}

constexpr std::string_view kObject = R"({"a":1,"b":{"c d":[{"e":"x"},2.50,null]},"t":1700000000,"s":"y"})";

TEST(ColumnMapping, FollowsPaths) {
  EXPECT_EQ(Map(R"([{"column":"A","path":"$.a"},{"column":"E","path":"$.b['c d'][0].e"},)"
                R"({"column":"N","path":"$.b[\"c d\"][1]"},{"column":"O","path":"$['b']"}])",
                std::string(kObject)),
            R"(A=2:1 E=3:x N=2:2.5 O=4:{"c d":[{"e":"x"},2.50,null]} )");
}

TEST(ColumnMapping, LeavesOutWhatIsNotThere) {
  EXPECT_EQ(
      Map(R"([{"column":"A","path":"$.z"},{"column":"B","path":"$.a.b"},{"column":"C","path":"$.b['c d'][2]"},)"
          R"({"column":"D","path":"$.b['c d'][9]"},{"column":"E","path":"$[0]"}])",
          std::string(kObject)),
      "");
}

TEST(ColumnMapping, ReadsTheNewForm) {
  EXPECT_EQ(Map(R"([{"Column":"S","Properties":{"Path":"$.s"},"DataType":"string"},)"
                R"({"Column":"C","Properties":{"ConstValue":"fixed"}},)"
                R"({"column":"L","Properties":{"transform":"SourceLineNumber"}},{"column":"W","path":"$"}])",
                R"({"s":"y"})"),
            R"(S=3:y C=5:fixed L=2:7 W=4:{"s":"y"} )");
}

TEST(ColumnMapping, TakesValuesByTheirPlace) {
  EXPECT_EQ(
      Map(R"([{"column":"X","ordinal":"3"},{"column":"Y","Properties":{"Ordinal":0}},{"column":"Z","Ordinal":4}])",
          std::string(kObject)),
      "X=3:y Y=2:1 ");
}

TEST(ColumnMapping, ReadsUnixTimes) {
  const std::string expected = "T=3:2023-11-14T22:13:20.0000000Z ";
  EXPECT_EQ(
      Map(R"([{"column":"T","path":"$.t","transform":"DateTimeFromUnixSeconds"}])", R"({"t":1700000000})"),
      expected);
  EXPECT_EQ(Map(R"([{"column":"T","path":"$.t","transform":"DateTimeFromUnixMilliseconds"}])",
                R"({"t":1700000000000})"),
            expected);
  EXPECT_EQ(Map(R"([{"column":"T","path":"$.t","transform":"DateTimeFromUnixNanoseconds"}])",
                R"({"t":"1700000000000000000"})"),
            expected);
  EXPECT_EQ(Map(R"([{"column":"T","path":"$.t","transform":"DateTimeFromUnixSeconds"}])",
                R"({"t":9223372036854775807})"),
            "T=2:9223372036854775807 ");
}

TEST(ColumnMapping, RefusesWhatIsNone) {
  EXPECT_EQ(Map("{}", "{}"), "error: the ingestion mapping is not a JSON array of objects");
  EXPECT_EQ(Map("[]", "{}"), "error: the ingestion mapping has no columns");
  EXPECT_EQ(Map("[{\"path\":\"$.a\"}]", "{}"), "error: an element of the ingestion mapping names no column");
  EXPECT_EQ(Map(R"([{"column":"A"}])", "{}"),
            "error: the mapping's column 'A' has neither a path nor an ordinal nor a constant");
  for (const char* path : {"a", "$a", "$.", "$[", "$['a", "$['a'", "$[x]", "$[1", "$.a..b"}) {
    EXPECT_NE(Map(fmt::format(R"([{{"column":"A","path":"{}"}}])", path), "{}").find("is not of the form"),
              std::string::npos)
        << path;
  }
  EXPECT_EQ(Map(R"([{"column":"A","path":"$.a","transform":"BytesAsBase64"}])", "{}"),
            "error: not supported: the mapping transformation 'BytesAsBase64'");
}

}  // namespace
}  // namespace harrier::ingest
