#include "api/kusto/routes.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include "api/kusto/wire.h"
#include "base/time_text.h"
#include "query/fixed_answer.h"

namespace harrier::api::kusto {
namespace {

namespace json = boost::json;
using query::FixedTable;

/// Answers every query with what the test gave it, and keeps the request.
class FakeService final : public query::Service {
 public:
  Result<std::unique_ptr<query::Answer>> Run(query::Request request) override {
    asked = std::move(request);
    if (refuse) return tl::unexpected(*refuse);
    return query::AnswerOf(std::move(tables), failure);
  }
  Result<std::string> Explain(const query::Request&) override { return std::string(); }
  query::Checked Check(const query::Request&) override { return {}; }
  catalog::CatalogPtr catalog() const override { return names; }

  query::Request asked;
  std::vector<FixedTable> tables;
  std::optional<Error> failure;
  std::optional<Error> refuse;
  std::shared_ptr<catalog::Catalog> names = std::make_shared<catalog::Catalog>();
};

/// A catalogue without rows.
class FakeStorage final : public engine::Storage {
 public:
  explicit FakeStorage(std::shared_ptr<catalog::Catalog> names) : names_(std::move(names)) {}
  catalog::CatalogPtr catalog() const override { return names_; }
  Status CreateTable(const catalog::Table& table) override {
    names_->Put(table);
    return Ok();
  }
  Status DropTable(std::string_view name) override {
    names_->DropTable(name);
    return Ok();
  }
  Status CreateFunction(const catalog::StoredFunction& function) override {
    names_->Put(function);
    return Ok();
  }
  Status DropFunction(std::string_view name) override {
    dropped = name;
    return Ok();
  }
  Result<bool> Append(const runtime::Batch&, std::string_view, int64_t) override { return true; }
  Result<bool> WasIngested(std::string_view, std::string_view) override { return false; }
  Status MarkIngested(std::string_view, std::string_view, std::string_view, uint64_t) override {
    return Ok();
  }
  Result<engine::TableStats> Stats(std::string_view) override { return engine::TableStats{.rows = 7}; }
  uint64_t Version(std::string_view) const override { return 0; }
  Status Checkpoint() override { return Ok(); }

  std::string dropped;

 private:
  std::shared_ptr<catalog::Catalog> names_;
};

class Kusto : public ::testing::Test {
 protected:
  Kusto() {
    service.names->Put(
        catalog::Table{.name = "SecurityEvent",
                       .columns = {{"TimeGenerated", Type::kDatetime}, {"EventID", Type::kInt}},
                       .description = "Windows",
                       .folder = "Sentinel"});
    router.Add(
        Routes({&service, &storage, &running, &clock, &log, nullptr, "", nullptr, "harrier", {"hunt"}}));
  }

  Response Post(const std::string& path, const std::string& body) {
    Request request;
    request.method = "POST";
    request.path = path;
    request.body = body;
    request.request_id = "11111111-1111-4111-8111-111111111111";
    request.headers = {{"x-ms-client-request-id", "me;1"}};
    const Router::Match match = router.Find("POST", path);
    Response response = match.route->handler(request);
    if (response.rest != nullptr) {
      while (response.rest->Next(response.body)) ++pieces;
    }
    return response;
  }

  json::value Query(const std::string& path, std::string_view text, int status = 200) {
    json::object body{{"db", "harrier"}, {"csl", text}};
    const Response response = Post(path, json::serialize(body));
    EXPECT_EQ(response.status, status) << response.body;
    return json::parse(response.body);
  }

  /// The rows of a command's only table, as JSON text.
  std::string Command(std::string_view text) {
    const json::value answer = Query("/v1/rest/mgmt", text);
    EXPECT_EQ(answer.at("Tables").as_array().size(), 1U);
    return json::serialize(answer.at("Tables").at(0).at("Rows"));
  }

  static std::string Message(const json::value& answer) {
    return std::string(answer.at("error").at("@message").as_string());
  }

  FixedTable EveryType() {
    FixedTable table({{"s", Type::kString},
                      {"i", Type::kInt},
                      {"l", Type::kLong},
                      {"r", Type::kReal},
                      {"b", Type::kBool},
                      {"dt", Type::kDatetime},
                      {"ts", Type::kTimespan},
                      {"g", Type::kGuid},
                      {"d", Type::kDynamic},
                      {"dec", Type::kDecimal}});
    table.AddRow({Value::String("a\"b"), Value::Int(1), Value::Long(1LL << 53), Value::Real(1.5),
                  Value::Bool(true), Value::Datetime(*ParseDatetime("2024-01-01T00:00:00.1234567Z")),
                  Value::Timespan(*ParseTimespan("1.02:03:04")),
                  Value::OfGuid({0x74be27de1e4e49d9, 0xb579fe0b331d3642}), Value::Dynamic(R"({"a":[1,2.0]})"),
                  Value::Decimal(int128{-1'500'000'000'000'000'000})});
    std::vector<Value> nulls;
    for (const plan::Column& column : table.columns) nulls.push_back(Value::Null(column.type));
    table.AddRow(nulls);
    return table;
  }

  FakeService service;
  FakeStorage storage{service.names};
  RunningQueries running;
  SystemClock clock;
  Log log{2, true, LogLevel::kError};
  Router router;
  int pieces = 0;
};

constexpr std::string_view kEveryRow =
    R"([["a\"b",1,9007199254740992,1.5,true,"2024-01-01T00:00:00.1234567Z","1.02:03:04",)"
    R"("74be27de-1e4e-49d9-b579-fe0b331d3642",{"a":[1,2.0]},"-1.5"],["",null,null,null,null,null,null,null,null,null]])";

TEST_F(Kusto, V1HasResultPropertiesStatusAndContents) {
  service.tables.push_back(EveryType());
  const Response response = Post("/v1/rest/query", R"({"db":"NetDefaultDB","csl":"T"})");
  EXPECT_NE(response.body.find(kEveryRow), std::string::npos) << response.body;
  const json::value answer = json::parse(response.body);
  const json::array& tables = answer.at("Tables").as_array();
  ASSERT_EQ(tables.size(), 4U);
  EXPECT_EQ(tables[0].at("TableName"), "Table_0");
  EXPECT_EQ(tables[0].at("Columns").at(7),
            (json::object{{"ColumnName", "g"}, {"DataType", "Guid"}, {"ColumnType", "guid"}}));
  EXPECT_EQ(tables[3].at("Rows").at(0).at(1), "QueryResult");
  EXPECT_EQ(tables[3].at("Rows").at(2).at(2), "QueryStatus");
  EXPECT_EQ(tables[2].at("Rows").at(0).at(9), "me;1");
}

TEST_F(Kusto, V2HasFramesInOrderAndTheChart) {
  service.tables.push_back(EveryType());
  service.tables[0].visualization = plan::Visualization{"piechart", {{"Title", Value::String("t")}}};
  const Response response = Post("/v2/rest/query", R"({"db":"hunt","csl":"T | render piechart"})");
  EXPECT_NE(response.body.find(kEveryRow), std::string::npos) << response.body;
  const json::value frames = json::parse(response.body);
  ASSERT_EQ(frames.as_array().size(), 5U);
  EXPECT_EQ(frames.at(0).at("FrameType"), "DataSetHeader");
  const std::string chart(frames.at(1).at("Rows").at(0).at(2).as_string());
  EXPECT_TRUE(chart.starts_with(R"({"Visualization":"piechart","Title":"t","XColumn":null)")) << chart;
  EXPECT_EQ(frames.at(1).at("Rows").at(0).at(0), frames.at(2).at("TableId"));
  EXPECT_EQ(frames.at(2).at("TableKind"), "PrimaryResult");
  EXPECT_EQ(frames.at(3).at("Rows").at(0).at(5), 4);
  EXPECT_EQ(frames.at(4),
            (json::object{{"FrameType", "DataSetCompletion"}, {"HasErrors", false}, {"Cancelled", false}}));
}

TEST_F(Kusto, SeveralResultsAreTablesEach) {
  for (int i = 0; i < 2; ++i) {
    service.tables.emplace_back(std::vector<std::pair<std::string, Type>>{{"x", Type::kLong}});
    service.tables.back().AddRow({Value::Long(i)});
  }
  EXPECT_EQ(Query("/v1/rest/query", "T").at("Tables").as_array().size(), 5U);
}

TEST_F(Kusto, LongAnswersComeInPiecesAndMayBreakOff) {
  FixedTable table({{"x", Type::kString}});
  for (int i = 0; i < 20'000; ++i) table.AddRow({Value::String("some twenty characters")});
  service.tables.push_back(std::move(table));
  service.failure = Error{ErrorCode::kTimeout, "too slow"};
  const json::value frames = Query("/v2/rest/query", "T");
  const json::array& rows = frames.at(2).at("Rows").as_array();
  ASSERT_EQ(rows.size(), 20'001U);
  EXPECT_TRUE(rows.back().at("OneApiErrors").at(0).at("error").at("@message").as_string().find("too slow") !=
              json::string::npos);
  EXPECT_EQ(frames.at(4).at("HasErrors"), true);
}

TEST_F(Kusto, EarlyFailuresAreHttpErrors) {
  service.tables.emplace_back(std::vector<std::pair<std::string, Type>>{{"x", Type::kLong}});
  service.failure = Error{ErrorCode::kTimeout, "too slow"};
  EXPECT_NE(Message(Query("/v2/rest/query", "T", 504)).find("too slow"), std::string::npos);
  service.refuse = Error{ErrorCode::kBusy, "many"};
  const Response busy = Post("/v2/rest/query", R"({"csl":"T"})");
  EXPECT_EQ(busy.status, 429);
  EXPECT_EQ(FindHeader(busy.headers, "Retry-After"), "5");
}

TEST_F(Kusto, ErrorsNameAllFindingsWithTheirPlaces) {
  Error error{ErrorCode::kSemantic, "first"};
  error.diagnostics = {{"KS142", "no column 'x'", {10, 11}}, {"KS211", "no function 'f'", {15, 16}}};
  service.refuse = error;
  const json::value answer = Query("/v1/rest/query", "T\n| where x == f(1)", 400);
  EXPECT_EQ(Message(answer),
            "Semantic error: SEM0100: no column 'x' [line:position=2:8]\n"
            "SEM0260: no function 'f' [line:position=2:13]");
  EXPECT_EQ(answer.at("error").at("@type"), "Kusto.Data.Exceptions.SemanticException");
  EXPECT_EQ(answer.at("error").at("@permanent"), true);
  EXPECT_EQ(answer.at("error").at("@context").at("diagnostics").at(1).at("start"), 15);
  service.refuse = Error{ErrorCode::kSyntax, "what", {0, 1}, "KS006"};
  EXPECT_EQ(Message(Query("/v2/rest/query", "!", 400)), "Syntax error: SYN0002: what [line:position=1:0]");
}

TEST_F(Kusto, ReadsPropertiesAsTextOrObject) {
  const std::string properties =
      R"({"Options":{"servertimeout":"0:04:00","notruncation":true,"unknown":[1]},"Parameters":{"who":"alice","n":3}})";
  for (const std::string& form : {properties, json::serialize(json::value(properties))}) {
    service.asked = {};
    Post("/v2/rest/query", R"({"db":"harrier","csl":"T","properties":)" + form + "}");
    EXPECT_EQ(service.asked.timeout_ns, 240'000'000'000);
    EXPECT_EQ(service.asked.max_rows, std::numeric_limits<uint64_t>::max());
    EXPECT_EQ(service.asked.parameters, (std::map<std::string, std::string>{{"n", "3"}, {"who", "alice"}}));
  }
}

TEST_F(Kusto, RefusesWhatIsNoRequest) {
  EXPECT_EQ(Post("/v2/rest/query", "nonsense").status, 400);
  EXPECT_EQ(Post("/v2/rest/query", R"({"db":"harrier"})").status, 400);
  EXPECT_EQ(Post("/v2/rest/query", R"({"db":"other","csl":"T"})").status, 404);
  EXPECT_EQ(Post("/v2/rest/query", R"({"csl":"T","properties":{"Options":{"servertimeout":"soon"}}})").status,
            400);
}

TEST_F(Kusto, ReadsLimitsAndCaching) {
  Post(
      "/v2/rest/query",
      R"({"csl":"T","properties":{"Options":{"query_take_max_records":3,"truncationmaxsize":"9","truncationmaxrecords":4,)"
      R"("deferpartialqueryfailures":true,"query_results_cache_max_age":"00:05:00","query_now":"2026-01-01"}}})");
  EXPECT_EQ(service.asked.take_rows, 3U);
  EXPECT_EQ(service.asked.max_rows, 4U);
  EXPECT_EQ(service.asked.max_bytes, 9U);
  EXPECT_TRUE(service.asked.allow_partial);
  EXPECT_EQ(service.asked.cache.max_age_ns, 300'000'000'000);
  EXPECT_EQ(service.asked.now, ParseDatetime("2026-01-01"));
}

TEST_F(Kusto, ShowsDatabasesAndSchemas) {
  EXPECT_TRUE(Command(".show databases").starts_with(R"([["harrier","","v1.0",true,)"));
  const std::string schema = Command(".show database ['harrier'] schema");
  EXPECT_NE(schema.find(R"(["harrier","SecurityEvent","EventID","System.Int32")"), std::string::npos)
      << schema;
  EXPECT_EQ(Command(".show databases schema"), schema);
  EXPECT_EQ(Command(".show databases (['harrier']) schema"), schema);
  for (const char* text : {".show database harrier schema as json", ".show databases schema as json"}) {
    const json::value cell = json::parse(Command(text)).at(0).at(0);
    const json::value parsed = json::parse(cell.as_string());
    EXPECT_EQ(
        parsed.at("Databases").at("harrier").at("Tables").at("SecurityEvent").at("OrderedColumns").at(0),
        (json::object{{"Name", "TimeGenerated"}, {"Type", "System.DateTime"}, {"CslType", "datetime"}}));
  }
  Query("/v1/rest/mgmt", ".show database other schema", 404);
}

TEST_F(Kusto, MakesShowsAndDropsTables) {
  EXPECT_NE(
      Command(".create table ['My_CL'] (A: long, ['b c']: string) with (docstring = 'mine')").find("My_CL"),
      std::string::npos);
  EXPECT_EQ(Command(".show table My_CL cslschema"),
            R"([["My_CL","A:long,b c:string","harrier","Custom","mine"]])");
  Query("/v1/rest/mgmt", ".create table My_CL (A: string)", 400);
  Command(".create-merge table My_CL (A: long, C: bool)");
  EXPECT_NE(Command(".show table My_CL details").find(",7,"), std::string::npos);
  Query("/v1/rest/mgmt", ".drop table SecurityEvent", 400);
  Query("/v1/rest/mgmt", ".drop table Nothing", 400);
  Command(".drop table Nothing ifexists");
  Command(".drop table My_CL");
  EXPECT_EQ(service.names->FindTable("My_CL"), nullptr);
}

TEST_F(Kusto, PipesRowsIntoQueries) {
  Query("/v1/rest/query", ".show tables | where TableName has 'x'");
  EXPECT_EQ(
      service.asked.text,
      "datatable(['TableName']:string, ['DatabaseName']:string, ['Folder']:string, ['DocString']:string)"
      "['SecurityEvent', 'harrier', 'Sentinel', 'Windows']| where TableName has 'x'");
  // A place in the made-up text is one in the user's.
  const auto at = static_cast<uint32_t>(service.asked.text.find("TableName has"));
  service.refuse = Error{ErrorCode::kSemantic, "no", {at, at + 9}, "KS142"};
  EXPECT_NE(Message(Query("/v1/rest/query", ".show tables | where TableName has 'x'", 400))
                .find("[line:position=1:21]"),
            std::string::npos);
}

TEST_F(Kusto, MakesShowsAndDropsFunctions) {
  Command(
      ".create-or-alter function with (docstring = @'d', folder = \"f\") Recent(n: long = 1) { SecurityEvent "
      "| take n }");
  EXPECT_EQ(Command(".show functions"),
            R"j([["Recent","(n: long = 1)","{ SecurityEvent | take n }","f","d"]])j");
  EXPECT_EQ(Command(".show function Recent"), Command(".show functions"));
  Query("/v1/rest/mgmt", ".create function Recent() { 1 }", 400);
  Query("/v1/rest/mgmt", ".create function Bad() { SecurityEvent | where }", 400);
  Command(".drop function Recent");
  EXPECT_EQ(storage.dropped, "Recent");
}

TEST_F(Kusto, ListsAndCancelsQueries) {
  auto entry = running.Begin({"me;2", "a", "app", "user", "T", 0}, {});
  EXPECT_NE(Command(".show queries").find("me;2"), std::string::npos);
  EXPECT_EQ(Command(".cancel query \"me;2\""), R"([["me;2","Cancelled"]])");
  EXPECT_TRUE(entry->token().stop_requested());
  entry.reset();
  Query("/v1/rest/mgmt", ".cancel query 'me;2'", 404);
}

TEST_F(Kusto, NamesCommandsThatAreNotThere) {
  EXPECT_EQ(
      Message(Query("/v1/rest/mgmt", ".alter table T (a: long)", 400)),
      "Semantic error: SEM0260: not supported: the command '.alter table T (a: long)' [line:position=1:1]");
  EXPECT_EQ(Message(Query("/v1/rest/mgmt", "// hm\n.frobnicate it", 400)),
            "Syntax error: SYN0002: there is no command '.frobnicate' [line:position=2:1]");
  Query("/v1/rest/mgmt", ".create table T", 400);
  Query("/v1/rest/mgmt", ".create table T (a: nothing)", 400);
  Query("/v1/rest/mgmt", ".show version garbage", 400);
}

}  // namespace
}  // namespace harrier::api::kusto
