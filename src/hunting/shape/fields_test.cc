#include "hunting/shape/fields.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace harrier::hunting {
namespace {

constexpr std::string_view kColours[] = {"Red", "Green"};

struct Part {
  std::string name;
  std::optional<int64_t> size;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("name", self.name, {.required = true});
    a("size", self.size);
  }
};

struct Thing {
  std::string title;
  std::string colour;
  bool enabled = false;
  std::optional<Moment> seen;
  std::vector<std::string> labels;
  std::vector<Part> parts;
  json::value extra;

  template <typename Archive, typename Self>
  static void Fields(Archive& a, Self& self) {
    a("title", self.title, {.required = true, .most = 5});
    a("colour", self.colour, {.one_of = kColours, .otherwise = "Red"});
    a("enabled", self.enabled);
    a("seen", self.seen);
    a("labels", self.labels, {.most = 2});
    a("parts", self.parts);
    a("extra", self.extra);
  }
};

std::string Through(const char* text) {
  const auto thing = FromJson<Thing>(json::parse(text).as_object());
  return thing ? json::serialize(ToJson(*thing)) : thing.error().message;
}

TEST(Fields, ReadsAndWrites) {
  EXPECT_EQ(Through(R"({"Title":"a","colour":"GREEN","enabled":"True","seen":"2026-01-01T00:00:00+01:00",
                        "labels":["x"],"parts":[{"name":"p","size":"7"}],"extra":{"k":1},"unknown":1})"),
            R"({"title":"a","colour":"Green","enabled":true,"seen":"2025-12-31T23:00:00.0000000Z",)"
            R"("labels":["x"],"parts":[{"name":"p","size":7}],"extra":{"k":1}})");
  EXPECT_EQ(Through(R"({"title":"a","seen":null})"),
            R"({"title":"a","colour":"Red","enabled":false,"labels":[],"parts":[]})");
}

TEST(Fields, TellsWhatIsWrong) {
  EXPECT_EQ(Through(R"({})"), "properties.title is missing");
  EXPECT_EQ(Through(R"({"title":" "})"), "properties.title is empty");
  EXPECT_EQ(Through(R"({"title":"toolong"})"), "properties.title has 7 characters; 5 are allowed");
  EXPECT_EQ(Through("{\"title\":\"\xC3\xA9\xC3\xA9\xC3\xA9\"}").substr(0, 2), "{\"");
  EXPECT_EQ(Through(R"({"title":["a"]})"), "properties.title must be a text");
  EXPECT_EQ(Through(R"({"title":"a","colour":"blue"})"), "properties.colour: 'blue' is none of Red, Green");
  EXPECT_EQ(Through(R"({"title":"a","enabled":"yes"})"), "properties.enabled must be true or false");
  EXPECT_EQ(Through(R"({"title":"a","seen":"soon"})"),
            "properties.seen must be a time such as 2026-01-31T12:00:00Z");
  EXPECT_EQ(Through(R"({"title":"a","labels":"x"})"), "properties.labels must be a list");
  EXPECT_EQ(Through(R"({"title":"a","labels":["x","y","z"]})"),
            "properties.labels has 3 elements; 2 are allowed");
  EXPECT_EQ(Through(R"({"title":"a","parts":[{"name":"p"},{}]})"), "properties.parts[1].name is missing");
  EXPECT_EQ(Through(R"({"title":"a","parts":[{"name":"p","size":1.5}]})"),
            "properties.parts[0].size must be a whole number");
}

}  // namespace
}  // namespace harrier::hunting
