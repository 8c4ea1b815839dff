#include "api/arm/odata.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace harrier::api::arm {
namespace {

const boost::json::value kIncident = boost::json::parse(R"({
  "name": "7a1e", "properties": {
    "title": "It's odd", "severity": "High", "status": "New", "incidentNumber": 42, "score": 0.5, "open": true,
    "createdTimeUtc": "2026-11-20T10:00:00.1234567Z", "owner": {"assignedTo": null},
    "labels": [{"labelName": "a"}, {"labelName": "b"}], "tactics": ["Execution"]}})");

bool Holds(std::string_view text) {
  const auto filter = Filter::Parse(text);
  EXPECT_TRUE(filter.has_value()) << text << ": " << (filter ? "" : filter.error().message);
  return filter && filter->Matches(kIncident);
}

TEST(Odata, Compares) {
  for (const char* text :
       {"properties/status eq 'New'", "Properties/Status eq 'New'", "properties/severity ne 'Low'",
        "properties/incidentNumber gt 41", "properties/incidentNumber le 42.0", "properties/score lt 1",
        "properties/title eq 'It''s odd'", "properties/open eq true", "properties/missing eq null",
        "properties/owner/assignedTo eq null", "properties/createdTimeUtc ge 2026-11-20T10:00:00Z",
        "properties/createdTimeUtc lt datetime'2026-11-21'",
        "properties/createdTimeUtc gt '2026-11-19T00:00:00+00:00'", "properties/status in ('Active','New')",
        "name eq '7a1e'", "properties/open"}) {
    EXPECT_TRUE(Holds(text)) << text;
  }
  for (const char* text : {"properties/status eq 'new'", "properties/status eq 1", "properties/missing gt 1",
                           "properties/missing eq ''", "properties/incidentNumber eq '42'",
                           "properties/createdTimeUtc lt 2026-11-20T10:00:00Z",
                           "properties/status in ('Closed')", "properties/status"}) {
    EXPECT_FALSE(Holds(text)) << text;
  }
}

TEST(Odata, Combines) {
  EXPECT_TRUE(Holds("properties/status eq 'Old' or properties/open and properties/score eq 0.5"));
  EXPECT_FALSE(Holds("(properties/status eq 'New' or properties/open) and properties/score eq 1"));
  EXPECT_TRUE(Holds("not (properties/status eq 'Old') and not contains(properties/title, 'zzz')"));
}

TEST(Odata, CallsAndQuantifies) {
  EXPECT_TRUE(Holds("contains(properties/title, 'odd')"));
  EXPECT_TRUE(Holds("startswith(tolower(properties/title),'it') and endswith(properties/title,'odd')"));
  EXPECT_TRUE(Holds("contains(properties/tactics,'Execution') and length(properties/labels) eq 2"));
  EXPECT_TRUE(Holds("properties/labels/any(l: l/labelName eq 'b')"));
  EXPECT_TRUE(Holds("properties/labels/any(l:l/labelName eq 'a') and properties/labels/any()"));
  EXPECT_FALSE(Holds("properties/labels/all(l: l/labelName eq 'b')"));
  EXPECT_TRUE(Holds("properties/tactics/any(t: t eq 'Execution')"));
}

TEST(Odata, RefusesWhatItCannotRead) {
  for (const char* text :
       {"", "eq 1", "a eq", "a eq 'x", "a eq 1)", "(a eq 1", "near(a, 1)", "contains(a)", "a eq #", "a b",
        "a in ()", "x/any(l l eq 1)", ":", ":r", "a :", "::", "what'x' eq 1"}) {
    EXPECT_FALSE(Filter::Parse(text).has_value()) << text;
  }
  EXPECT_EQ(Filter::Parse("status eq (").error().message,
            "$filter: expected a property, a value or '(' at position 12");
  std::string deep;
  for (int i = 0; i < 900; ++i) deep += "(";
  EXPECT_FALSE(Filter::Parse(deep).has_value());
}

TEST(Odata, Orders) {
  const auto a = boost::json::parse(R"({"p":{"t":"2026-01-02T00:00:00Z","n":1}})");
  const auto b = boost::json::parse(R"({"p":{"t":"2026-01-01T00:00:00Z","n":1}})");
  const auto none = boost::json::parse(R"({"p":{}})");
  EXPECT_TRUE(Ordering::Parse("p/t")->Before(b, a));
  EXPECT_TRUE(Ordering::Parse("p/n asc, P/T desc")->Before(a, b));
  EXPECT_FALSE(Ordering::Parse("p/n")->Before(a, b));
  EXPECT_TRUE(Ordering::Parse("p/t")->Before(none, a));
  EXPECT_FALSE(Ordering::Parse("p desc")->Before(a, b));
  EXPECT_FALSE(Ordering::Parse("p/t sideways").has_value());
  EXPECT_FALSE(Ordering::Parse("").has_value());
  EXPECT_FALSE(Ordering::Parse("a,").has_value());
}

}  // namespace
}  // namespace harrier::api::arm
