#include "ingest/external_data.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "engine/duckdb/storage_testing.h"
#include "ingest/external_schema.h"
#include "query/session.h"

namespace harrier::ingest {
namespace {

std::string TextOf(const Value& value) {
  if (value.is_null()) return "null";
  if (const auto* number = std::get_if<int64_t>(&value.data())) return std::to_string(*number);
  return value.text();
}

class ExternalDataTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = engine::duckdb::OpenAt("");
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    database_ = std::move(*opened);
    service_ = query::MakeService({.engine = &database_->engine(),
                                   .storage = &database_->storage(),
                                   .clock = &engine::duckdb::TestClock(),
                                   .external = MakeExternalReader({folder()}),
                                   .external_schema = MakeExternalSchemaReader({folder()})});
  }
  std::string folder() const { return directory_.path() + "/outside"; }

  void Write(const std::string& name, std::string_view text) {
    const std::string path = directory_.path() + "/" + name;
    std::filesystem::create_directories(path.substr(0, path.rfind('/')));
    std::ofstream(path, std::ios::binary) << text;
  }

  /// The rows as "a|b" texts, or the error.
  std::vector<std::string> Ask(const std::string& query) {
    query::Request request;
    request.text = query;
    auto answer = service_->Run(std::move(request));
    if (!answer) return {answer.error().message};
    auto table = (*answer)->NextTable();
    if (!table) return {table.error().message};
    std::vector<std::string> out;
    while (true) {
      auto chunk = (*table)->rows->Next();
      if (!chunk) return {chunk.error().message};
      if (!*chunk) return out;
      for (size_t row = 0; row < (*chunk)->rows; ++row) {
        std::string text;
        for (const auto& column : (*chunk)->columns)
          text += (text.empty() ? "" : "|") + TextOf(runtime::ValueAt(column, row));
        out.push_back(text);
      }
    }
  }

 private:
  engine::duckdb::TemporaryDirectory directory_;
  std::unique_ptr<engine::duckdb::Database> database_;
  std::unique_ptr<query::Service> service_;
};

using Texts = std::vector<std::string>;

TEST_F(ExternalDataTest, ReadsSeparatedFilesByPosition) {
  Write("outside/list.csv", "Name,Count\n\"a, b\",1\nc,none\nd\n");
  EXPECT_EQ(
      Ask("externaldata(name:string, n:long)[\"list.csv\"] with (format=\"csv\", ignoreFirstRecord=true)"),
      (Texts{"a, b|1", "c|null", "d|null"}));
  EXPECT_EQ(Ask("externaldata(name:string)[\"file:///list.csv\"] | where name == 'Name'"), Texts{"Name"});
  Write("outside/list.tsv", "x\t2025-01-02\n");
  EXPECT_EQ(Ask("externaldata(k:string, t:datetime)['list.tsv'] | project k, year = getyear(t)"),
            Texts{"x|2025"});
}

TEST_F(ExternalDataTest, ReadsNamedFieldsByName) {
  Write("outside/a.json", "{\"b\":{\"c\":1},\"a\":\"x\"}\n{\"a\":\"y\"}\n");
  EXPECT_EQ(Ask("externaldata(a:string, b:dynamic)['a.json'] with (format=json) | project a, tostring(b.c)"),
            (Texts{"x|1", "y|"}));
  Write("outside/b.json", "[{\"a\":1},{\"a\":2}]");
  EXPECT_EQ(Ask("externaldata(a:long)['b.json'] with (format='multijson') | summarize sum(a)"), Texts{"3"});
}

TEST_F(ExternalDataTest, ReadsLinesAndWholeTexts) {
  Write("outside/ips.txt", "10.0.0.1\n10.0.0.2\n");
  EXPECT_EQ(Ask("externaldata(ip:string)['ips.txt']"), (Texts{"10.0.0.1", "10.0.0.2"}));
  EXPECT_EQ(Ask("externaldata(all:string)['ips.txt'] with (format='raw') | project strlen(all)"),
            Texts{"18"});
}

TEST_F(ExternalDataTest, TakesAnAddressForItsCopy) {
  Write("outside/feeds.example.org/v1/list.csv", "1.2.3.4\n");
  EXPECT_EQ(Ask("externaldata(ip:string)[h@'https://Feeds.example.org/v1/list.csv?sig=secret']"),
            Texts{"1.2.3.4"});
  const Texts refused = Ask("externaldata(ip:string)['https://evil.example.com/x.csv;key']");
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_NE(refused[0].find("evil.example.com"), std::string::npos) << refused[0];
  EXPECT_EQ(refused[0].find("key"), std::string::npos) << refused[0];
}

TEST_F(ExternalDataTest, StaysInsideOfItsFolder) {
  Write("secret.csv", "secret\n");
  Write("outside/ok.csv", "fine\n");
  std::filesystem::create_symlink("../secret.csv", folder() + "/link.csv");
  for (const std::string& path :
       {std::string("../secret.csv"), folder() + "/../secret.csv", std::string("link.csv"),
        std::string("file:///../secret.csv"), std::string("https://../secret.csv"),
        std::string("/etc/hostname"), std::string("")}) {
    const Texts answer = Ask("externaldata(a:string)['" + path + "'] with (format=csv)");
    ASSERT_EQ(answer.size(), 1U) << path;
    EXPECT_NE(answer[0].find("cannot be reached"), std::string::npos) << path << ": " << answer[0];
  }
  EXPECT_EQ(Ask("externaldata(a:string)['" + folder() + "/ok.csv']"), Texts{"fine"});
}

TEST_F(ExternalDataTest, RefusesFormatsItLacks) {
  Write("outside/a.avro", "Obj");
  const Texts answer = Ask("externaldata(a:string)['a.avro'] with (format='avro')");
  ASSERT_EQ(answer.size(), 1U);
  EXPECT_NE(answer[0].find("format 'avro'"), std::string::npos) << answer[0];
}

TEST_F(ExternalDataTest, ReadsInlineTables) {
  Write("outside/parts/p-1.csv", "k,n\nx,1\n");
  Write("outside/parts/deep/p-2.csv", "k,n\ny,2\n");
  Write("outside/parts/other.csv", "k,n\nz,3\n");
  Write("outside/parts/p-3.txt", "w,4\n");
  EXPECT_EQ(Ask("inline_external_table(k:string, n:long) kind=storage dataformat=csv ('parts') "
                "with (includeHeaders='All', namePrefix='p-', fileExtension='.csv') | sort by n asc"),
            (Texts{"x|1", "y|2"}));
  EXPECT_EQ(
      Ask("inline_external_table(k:string) kind=storage dataformat=csv ('parts/p-1.csv', 'parts/p-3.txt') "
          "| summarize count()"),
      Texts{"3"});
  const Texts refused = Ask(
      "inline_external_table(k:string) kind=storage dataformat=csv (h@'https://store.example.org/x?sig=s1')");
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_NE(refused[0].find("store.example.org"), std::string::npos) << refused[0];
  EXPECT_EQ(refused[0].find("s1"), std::string::npos) << refused[0];
  EXPECT_EQ(Ask("inline_external_table kind=delta ('parts')"),
            Texts{"not supported: inline_external_table kind=delta"});
  EXPECT_EQ(Ask("inline_external_table(a:datetime) kind=storage partition by (d:datetime = startofday(a)) "
                "pathformat=('day=' datetime_pattern('yyyy', d)) dataformat=csv ('parts')"),
            Texts{"not supported: partitions of an inline_external_table"});
}

TEST_F(ExternalDataTest, InfersSchemas) {
  Write(
      "outside/events/js-1.json",
      R"({"source":"S","created_at":"2022-04-10 15:47:57","author_id":739144091473215488,"t":1547083647000})"
      "\n"
      R"({"source":"S","few":3,"real":1.5,"bag":{"a":1},"flag":true})"
      "\n");
  Write("outside/events/js-2.json", "{\"other\":1}\n");
  Write("outside/events/no.txt", "x");
  const std::string bag = "dynamic({'StorageContainers':['https://Own/ignored'],'DataFormat':'json'})";
  const std::string all =
      "(dynamic({'StorageContainers':[h@'events'],'FileExtension':'.json','FileNamePrefix':'js-','Mode':'all'"
      ","
      "'DataFormat':'json'}))";
  EXPECT_EQ(
      Ask("evaluate infer_storage_schema" + all),
      Texts{"source:string, created_at:datetime, author_id:long, t:long, few:long, real:real, bag:dynamic, "
            "flag:bool, other:long"});
  EXPECT_EQ(Ask("let options = dynamic({'StorageContainers':['events/js-2.json'],'DataFormat':'json'}); "
                "evaluate infer_storage_schema(options)"),
            Texts{"other:long"});
  EXPECT_EQ(
      Ask("evaluate infer_storage_schema_with_suggestions" + all +
          " | mv-expand c = parse_json(SuggestedTableSchema).Columns | project "
          "strcat(c.OriginalColumn.Name, ' ', c.RecommendedColumn.CslType.type, ' ', "
          "c.RecommendedColumn.CslType.IsSummable, ' ', c.ApplicableTransformationMapping)"),
      (Texts{"source string false None", "created_at datetime true None", "author_id string false None",
             "t datetime true DateTimeFromUnixMilliseconds", "few long true None", "real real true None",
             "bag dynamic false None", "flag bool false None", "other long true None"}));
  Write("outside/list.csv", "name,n\na,1\n");
  EXPECT_EQ(Ask("evaluate infer_storage_schema(dynamic({'StorageContainers':['list.csv'],'DataFormat':'csv',"
                "'InferenceOptions':{'UseFirstRowAsHeader':true}}))"),
            Texts{"name:string, n:long"});
  const Texts refused = Ask("evaluate infer_storage_schema(" + bag + ")");
  ASSERT_EQ(refused.size(), 1U);
  EXPECT_NE(refused[0].find("'own'"), std::string::npos) << refused[0];
}

TEST(ExternalData, WithoutAFolderNothingIsRead) {
  const auto rows = MakeExternalReader({})(
      {{"https://a.example.org/x.csv"}, {{"a", Type::kString}}, "", false}, {1000000000, {}});
  ASSERT_FALSE(rows.has_value());
  EXPECT_EQ(rows.error().code, ErrorCode::kForbidden);
  EXPECT_NE(rows.error().message.find("a.example.org"), std::string::npos);
}

}  // namespace
}  // namespace harrier::ingest
