#include "hunting/parameters/parameter.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace harrier::hunting {
namespace {

std::string Literal(Type type, std::string_view value) {
  const auto literal = LiteralOf(type, json::parse(value), "p");
  return literal ? *literal : literal.error().message;
}

TEST(Parameters, AreReadFromTheText) {
  const auto declared = DeclaredParameters(
      "declare query_parameters(host:string, days:long = 7);\nT | where x > datetime({{StartTimeISO}})");
  ASSERT_EQ(declared.size(), 2U);
  EXPECT_EQ(declared[0].name, "host");
  EXPECT_EQ(declared[0].type, Type::kString);
  EXPECT_FALSE(declared[0].has_default);
  EXPECT_EQ(declared[1].type, Type::kLong);
  EXPECT_TRUE(declared[1].has_default);
  EXPECT_TRUE(DeclaredParameters("T | where x == 'query_parameters'").empty());
}

TEST(Parameters, BecomeLiteralsOfTheirTypesAndNothingElse) {
  EXPECT_EQ(Literal(Type::kString, R"("a\" | take 1 // \\")"), R"("a\" | take 1 // \\")");
  EXPECT_EQ(Literal(Type::kLong, "7"), "long(7)");
  EXPECT_EQ(Literal(Type::kReal, "1.5"), "real(1.5)");
  EXPECT_EQ(Literal(Type::kBool, "true"), "true");
  EXPECT_EQ(Literal(Type::kDatetime, R"("2026-01-02")"), "datetime(2026-01-02T00:00:00.0000000Z)");
  EXPECT_EQ(Literal(Type::kTimespan, R"("1d")"), "time(1.00:00:00)");
  EXPECT_EQ(Literal(Type::kDynamic, R"({"a":[1]})"), R"x(dynamic({"a":[1]}))x");
  EXPECT_EQ(Literal(Type::kGuid, R"("74be27de-1e4e-49d9-b579-fe0b331d3642")"),
            "guid(74be27de-1e4e-49d9-b579-fe0b331d3642)");
}

TEST(Parameters, RefuseValuesOfOtherTypes) {
  EXPECT_EQ(Literal(Type::kLong, R"("7")"), "p must be a whole number");
  EXPECT_EQ(Literal(Type::kLong, "7.5"), "p must be a whole number");
  EXPECT_EQ(Literal(Type::kInt, "3000000000"), "p must be a whole number of 32 bits");
  EXPECT_EQ(Literal(Type::kString, "7"), "p must be a text, for a string");
  EXPECT_EQ(Literal(Type::kBool, "1"), "p must be true or false");
  EXPECT_EQ(Literal(Type::kReal, R"("x")"), "p must be a number");
  EXPECT_EQ(Literal(Type::kGuid, R"x("7) | take 1")x"), "p must be a guid, not '7) | take 1'");
  EXPECT_EQ(Literal(Type::kDatetime, R"x("now()")x"),
            "p must be a time such as 2026-01-31T12:00:00Z, not 'now()'");
  EXPECT_EQ(Literal(Type::kTimespan, R"("soon")"), "p must be a timespan such as 1d or 02:00:00, not 'soon'");
}

const std::vector<DeclaredParameter> kDeclared = {
    {"host", Type::kString, false}, {"days", Type::kLong, true}, {"who", Type::kString, false}};

std::string Refusal(std::string_view notes) {
  std::vector<ParameterNote> read;
  const json::value given = json::parse(notes);
  for (const json::value& one : given.as_array())
    read.push_back(FromJson<ParameterNote>(one.as_object()).value());
  const auto accepted = AcceptNotes(std::move(read), kDeclared, "n");
  return accepted ? "accepted" : accepted.error().message;
}

TEST(Parameters, NotesFitTheText) {
  EXPECT_EQ(Refusal(R"([{"name":"host","type":"string","default":"a","label":"Host","choices":["a","b"]}])"),
            "accepted");
  EXPECT_EQ(Refusal(R"([{"name":"days","default":3,"choices":"range x from 1 to 3 step 1"}])"), "accepted");
  EXPECT_EQ(
      Refusal(R"([{"name":"other"}])"),
      "n[0].name: the query does not declare 'other'; it would by: declare query_parameters(other:string);");
  EXPECT_EQ(Refusal(R"([{"name":"host"},{"name":"host"}])"), "n[1].name: 'host' is described twice");
  EXPECT_EQ(Refusal(R"([{"name":"days","type":"string"}])"),
            "n[0].type: the query declares 'days' as long, not string");
  EXPECT_EQ(Refusal(R"([{"name":"days","default":"3"}])"), "n[0].default must be a whole number");
  EXPECT_EQ(Refusal(R"([{"name":"days","choices":[1,"2"]}])"), "n[0].choices[1] must be a whole number");
  EXPECT_EQ(Refusal(R"([{"name":"days","choices":7}])"), "n[0].choices must be a list of values, or a query");
  EXPECT_EQ(Refusal(R"([{"name":"host","default":"c","choices":["a"]}])"),
            R"(n[0].default must be one of ["a"])");
}

TEST(Parameters, TakeWhatIsGivenElseWhatIsNoted) {
  ParameterNote host;
  host.name = "host";
  host.default_value = "noted";
  ParameterNote who;
  who.name = "who";
  who.choices = json::array{"alice", "bob"};
  const std::vector<ParameterNote> notes = {host, who};
  const auto values = ValuesFor(kDeclared, notes, json::object{{"who", "bob"}, {"unknown", 1}});
  ASSERT_TRUE(values) << values.error().message;
  EXPECT_EQ(values->text(), R"({"host":"noted","who":"bob"})");
  EXPECT_EQ(values->literals,
            (std::map<std::string, std::string>{{"host", "\"noted\""}, {"who", "\"bob\""}}));
  EXPECT_EQ(ValuesFor(kDeclared, notes, json::object{{"who", "eve"}}).error().message,
            R"(the parameter 'who' must be one of ["alice","bob"])");
  EXPECT_EQ(ValuesFor(kDeclared, {}, {}).error().message,
            "no value was given for the parameters 'host' (string), 'who' (string), which have no default");
}

}  // namespace
}  // namespace harrier::hunting
