#include "hunting/templates/hunt_template.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "hunting/shape/yaml.h"
#include "query/service_testing.h"

namespace harrier::hunting {
namespace {

std::string Refusal(std::string_view properties) {
  const auto accepted = AcceptHuntTemplate(json::parse(properties).as_object());
  return accepted ? "accepted" : accepted.error().message;
}

TEST(Yaml, PlainScalarsAreWhatTheySay) {
  EXPECT_EQ(json::serialize(ParseYaml("a: 7\nb: \"7\"\nc: [true, no way, ~]\nd: |\n  x\n  y\n").value()),
            R"({"a":7,"b":"7","c":[true,"no way",null],"d":"x\ny\n"})");
  EXPECT_NE(ParseYaml("a: [").error().message.find("line 1"), std::string::npos);
}

TEST(HuntTemplate, RefusalsNameWhatAndWhere) {
  EXPECT_EQ(Refusal(R"({"displayName":"t","description":"d","queries":[{"id":"q"}]})"), "accepted");
  EXPECT_EQ(Refusal(R"({"displayName":"t"})"), "properties.description is missing");
  EXPECT_EQ(Refusal(R"({"displayName":"t","description":"d","queries":[{"id":"q","name":"n","query":"T"}]})"),
            "properties.queries[0] names the query 'q', and has one of its own: one of them is wanted");
  EXPECT_EQ(Refusal(R"({"displayName":"t","description":"d","queries":[{"name":"n"}]})"),
            "properties.queries[0] has no id, nor a query");
  EXPECT_EQ(Refusal(R"({"displayName":"t","description":"d","queries":[{"name":"n","query":"T",
                        "entityMappings":[{"entityType":"Ship","fieldMappings":[]}]}]})"),
            "properties.queries[0].entityMappings[0].entityType: there is no entity type 'Ship'; Account, "
            "Host and IP "
            "are some");
  EXPECT_EQ(Refusal(R"({"displayName":"t","description":"d","checklist":[{"note":"n"}]})"),
            "properties.checklist[0].title is missing");
  EXPECT_EQ(
      Refusal(
          R"({"displayName":"t","description":"d","parameters":[{"name":"days","type":"long","default":"x"}]})"),
      "properties.parameters[0].default must be a whole number");
  EXPECT_EQ(Refusal(R"({"displayName":"t","description":"d","parameters":[{"name":"days","type":"long"}],
                        "queries":[{"name":"n","query":"declare query_parameters(days:string); T"}]})"),
            "the query 'n' declares 'days' as string, the template as long");
}

HuntTemplate Example() {
  return AcceptHuntTemplate(json::parse(R"({"displayName":"t","description":"d","hypothesis":"It is so.",
      "labels":["l"],"parameters":[{"name":"host","type":"string"}],
      "checklist":[{"title":"Look","done":true}],
      "queries":[{"id":"known"},{"id":"gone"},
                 {"name":"own","query":"declare query_parameters(host:string); print host"}]})")
                                .as_object())
      .value();
}

TEST(HuntTemplate, StartsAHuntWithItsValues) {
  HuntingQuery known;
  known.id = "known";
  known.name = "Known";
  known.query = "declare query_parameters(host:string, other:long = 1); print host, other";
  const TemplateStart start = StartOf({"x", Example()}, {known}, json::object{{"host", "ws01"}}).value();
  EXPECT_EQ(start.missing, std::vector<std::string>{"gone"});
  EXPECT_EQ(start.hunt.hypothesis, "It is so.");
  EXPECT_EQ(start.hunt.hunt_template, "x");
  EXPECT_EQ(json::serialize(start.hunt.parameters), R"({"host":"ws01"})");
  ASSERT_EQ(start.queries.size(), 2U);
  for (const HuntingQuery& query : start.queries) {
    ASSERT_EQ(query.parameters.size(), 1U) << query.name;
    EXPECT_EQ(query.parameters[0].name, "host");
    EXPECT_EQ(query.parameters[0].default_value, "ws01");
  }
  EXPECT_EQ(StartOf({"x", Example()}, {}, {}).error().message,
            "no value was given for the parameters 'host' (string), which have no default");
  EXPECT_EQ(StartOf({"x", Example()}, {}, json::object{{"hots", "a"}}).error().message,
            "the template has no parameter 'hots'");
  EXPECT_EQ(StartOf({"x", Example()}, {}, json::object{{"host", 1}}).error().message,
            "the parameter 'host' must be a text, for a string");
}

TEST(HuntTemplate, OfAHuntForgetsItsValuesAndWhatWasDone) {
  HuntDossier dossier;
  dossier.hunt.description = "d";
  dossier.hunt.hypothesis = "It is so.";
  dossier.hunt.checklist = {{"Look", "n", true}};
  dossier.hunt.parameters = json::object{{"host", "ws01"}};
  SavedSearch search;
  search.display_name = "own";
  search.query = "declare query_parameters(host:string, days:long); print host, days";
  search.tags = {{"tactics", "Execution, Discovery"}, {"techniques", "T1059"}};
  search.entity_mappings = {{"Host", {{"HostName", "host"}}}};
  ParameterNote host, days;
  host.name = "host";
  host.type = "string";
  host.default_value = "ws01";
  days.name = "days";
  days.type = "long";
  days.default_value = 3;
  search.parameters = {host, days};
  dossier.queries.push_back({{}, search});
  const HuntTemplate made = TemplateOf(dossier, "From a hunt");
  EXPECT_EQ(
      json::serialize(ToJson(made)),
      R"({"displayName":"From a hunt","description":"d","hypothesis":"It is so.","attackTactics":[],)"
      R"("attackTechniques":[],"labels":[],"queries":[{"name":"own",)"
      R"("query":"declare query_parameters(host:string, days:long); print host, days",)"
      R"("tactics":["Execution","Discovery"],"techniques":["T1059"],)"
      R"("entityMappings":[{"entityType":"Host","fieldMappings":[{"identifier":"HostName","columnName":"host"}]}],)"
      R"("queryParameters":[{"name":"host","type":"string"},{"name":"days","type":"long","default":3}]}],)"
      R"("checklist":[{"title":"Look","note":"n","done":false}],)"
      R"("parameters":[{"name":"host","type":"string"}]})");
}

class BuiltInTemplates : public query::ServiceTest {};

TEST_F(BuiltInTemplates, RunAndNameQueriesThatAreThere) {
  ASSERT_GE(BuiltInHuntTemplates().size(), 3U);
  for (const NamedTemplate& one : BuiltInHuntTemplates()) {
    const Status right = CheckTemplateQueries(*service_, one.content, nullptr);
    EXPECT_TRUE(right) << one.id << ": " << right.error().message;
    EXPECT_FALSE(one.content.hypothesis.empty());
    for (const TemplateQuery& query : one.content.queries) {
      if (query.id.empty()) continue;
      EXPECT_TRUE(std::any_of(BuiltInHuntingQueries().begin(), BuiltInHuntingQueries().end(),
                              [&](const HuntingQuery& known) { return known.id == query.id; }))
          << one.id << ": " << query.id;
    }
  }
}

TEST(HuntTemplates, OfBadFilesNameTheFile) {
  EXPECT_EQ(ParseHuntTemplates("== a\ndisplayName: x\n").error().message,
            "a: properties.description is missing");
  EXPECT_EQ(ParseHuntTemplates("== a\ndisplayName: x\ndescription: y\n== b\n7\n").error().message,
            "b: it has no members");
}

}  // namespace
}  // namespace harrier::hunting
