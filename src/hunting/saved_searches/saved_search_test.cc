#include "hunting/saved_searches/saved_search.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "query/service_testing.h"

namespace harrier::hunting {
namespace {

SavedSearch Made(std::string query, std::string alias = "", std::string parameters = "") {
  return {"Hunting Queries", "q", std::move(query), std::move(alias), std::move(parameters), 2, {}, {}, {}};
}

TEST(SavedSearch, KeepsUnknownTags) {
  const auto search = AcceptSavedSearch(
      json::parse(R"({"Category":"Hunting Queries","DisplayName":"d","Query":"T","Version":2,
                      "Tags":[{"Name":"alice@corp.example","Value":"true"},{"name":"tactics","value":"Execution"}]})")
          .as_object());
  ASSERT_TRUE(search.has_value()) << search.error().message;
  EXPECT_EQ(
      json::serialize(ToJson(*search)),
      R"({"category":"Hunting Queries","displayName":"d","query":"T","version":2,)"
      R"("tags":[{"name":"alice@corp.example","value":"true"},{"name":"tactics","value":"Execution"}]})");
}

TEST(SavedSearch, RefusesBadAliases) {
  const auto with = [](std::string_view alias) {
    json::object body{
        {"category", "c"}, {"displayName", "d"}, {"query", "T"}, {"functionAlias", Text(alias)}};
    return AcceptSavedSearch(body).has_value();
  };
  EXPECT_TRUE(with("MyFunction_2"));
  for (const char* alias : {"_Mine", "my function", "2x", "a-b", "true", "false"})
    EXPECT_FALSE(with(alias)) << alias;
  EXPECT_FALSE(AcceptSavedSearch(
      {{"category", "c"}, {"displayName", "d"}, {"query", "T"}, {"functionParameters", "a:int"}}));
}

Result<SavedSearch> Accepted(std::string_view more) {
  return AcceptSavedSearch(
      json::parse(R"({"category":"Hunting Queries","displayName":"d","query":"T")" + std::string(more) + "}")
          .as_object());
}

TEST(SavedSearch, KeepsMappingsInAPropertyAndInATag) {
  const std::string mapped =
      R"([{"entityType":"Host","fieldMappings":[{"identifier":"HostName","columnName":"Computer"}]}])";
  const json::value tag = {{"name", "entityMappings"}, {"value", mapped}};
  const auto by_property = Accepted(
      R"(,"entityMappings":[{"EntityType":"host","FieldMappings":[{"Identifier":"hostname","ColumnName":"Computer"}]}])");
  ASSERT_TRUE(by_property) << by_property.error().message;
  EXPECT_EQ(json::serialize(ToJson(*by_property).at("entityMappings")), mapped);
  EXPECT_EQ(json::serialize(ToJson(*by_property).at("tags")), json::serialize(json::array{tag}));
  // What a client that knows tags only sends back.
  const auto by_tag = Accepted(",\"tags\":[" + json::serialize(tag) + "]");
  ASSERT_TRUE(by_tag) << by_tag.error().message;
  EXPECT_EQ(json::serialize(ToJson(*by_tag)), json::serialize(ToJson(*by_property)));
  const auto without = Accepted(",\"entityMappings\":[],\"tags\":[" + json::serialize(tag) + "]");
  EXPECT_FALSE(without->entity_mappings);
  EXPECT_TRUE(without->tags.empty());
}

TEST(SavedSearch, RefusesMappingsThatMapNothing) {
  EXPECT_EQ(Accepted(R"(,"entityMappings":[{"entityType":"Ship","fieldMappings":[]}])").error().message,
            "properties.entityMappings[0].entityType: there is no entity type 'Ship'; Account, Host and IP "
            "are some");
  EXPECT_EQ(
      Accepted(R"(,"entityMappings":[{"entityType":"Host","fieldMappings":[{"identifier":"HostName"}]}])")
          .error()
          .message,
      "properties.entityMappings[0].fieldMappings[0].columnName is missing");
  EXPECT_EQ(Accepted(R"(,"tags":[{"name":"entityMappings","value":"Host"}])").error().message,
            "properties.tags['entityMappings'] must be a JSON array, as properties.entityMappings is");
}

class SavedSearchQuery : public query::ServiceTest {
 protected:
  std::string Checked(const SavedSearch& search) {
    const Status status = CheckQuery(*service_, search, nullptr);
    if (status) return "";
    const Error& error = status.error();
    const Span span = error.diagnostics.empty() ? error.span : error.diagnostics.front().span;
    return search.query.substr(span.begin, span.end - span.begin);
  }
};

TEST_F(SavedSearchQuery, IsCheckedWithPlaces) {
  EXPECT_EQ(Checked(Made("Syslog | where Computer == 'a'")), "");
  EXPECT_EQ(Checked(Made("Syslog | where Bogus == 'a'")), "Bogus");
  EXPECT_EQ(Checked(Made("Syslog | where TimeGenerated > todatetime('{{StartTimeISO}}')")), "");
  EXPECT_EQ(Checked(Made("Syslog | where TimeGenerated > datetime({{EndTimeISO}}) and Bogus == 1")), "Bogus");
  EXPECT_FALSE(CheckQuery(*service_, Made("Syslog | whre x"), nullptr).has_value());
}

TEST_F(SavedSearchQuery, MapsColumnsOfItsResult) {
  const auto refusal = [&](std::string query, std::string column) {
    SavedSearch search = Made(std::move(query));
    search.entity_mappings = {{"Host", {{"HostName", std::move(column)}}}};
    const Status status = CheckQuery(*service_, search, nullptr);
    return status ? "" : status.error().message;
  };
  EXPECT_EQ(refusal("Syslog | project Host = Computer", "Host"), "");
  EXPECT_EQ(refusal("Syslog | project Host = Computer", "Computer"),
            "properties.entityMappings[0].fieldMappings[0].columnName: the query's result has no column "
            "'Computer'");
  // Only the rows tell which columns there are.
  EXPECT_EQ(refusal("Syslog | evaluate pivot(Computer)", "ws01"), "");
}

TEST_F(SavedSearchQuery, OfAFunctionIsCheckedWithItsParameters) {
  EXPECT_EQ(Checked(Made("Syslog | where Computer == who and TimeGenerated > ago(since)", "F",
                         "who:string, since:timespan = 1d")),
            "");
  EXPECT_EQ(Checked(Made("T | where x > n", "F", "T:(x:long), n:long")), "");
  EXPECT_EQ(Checked(Made("T | take 1", "F", "T:(*)")), "");
  EXPECT_EQ(Checked(Made("Syslog | where Computer == whom", "F", "who:string")), "whom");
  EXPECT_FALSE(CheckQuery(*service_, Made("Syslog", "F", "who:strng"), nullptr).has_value());
}

TEST_F(SavedSearchQuery, BecomesAFunction) {
  const catalog::StoredFunction function = FunctionOf(Made("Syslog | take n", "Some", "n:long = 1"));
  EXPECT_EQ(function.name, "Some");
  ASSERT_TRUE(database_->storage().CreateFunction(function).has_value());
  query::Request request;
  request.text = "Some(3) | count";
  EXPECT_EQ(Ask(request).first, "3");
  EXPECT_TRUE(FunctionOf(Made("Syslog")).name.empty());
}

}  // namespace
}  // namespace harrier::hunting
