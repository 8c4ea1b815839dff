#include "api/arm/lenient_json.h"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace harrier::api::arm {
namespace {

std::string Read(std::string_view text) {
  const auto value = ParseLenient(text);
  return value ? boost::json::serialize(*value) : "error: " + value.error().message;
}

TEST(LenientJson, ReadsJson) {
  EXPECT_EQ(Read(R"({"a":[1,2.5,true,null,"\u00e9"]})"), "{\"a\":[1,2.5E0,true,null,\"\xC3\xA9\"]}");
  EXPECT_EQ(Read(R"("it's")"), R"("it's")");
}

TEST(LenientJson, ReadsPythonReprs) {
  EXPECT_EQ(Read(R"({'properties': {'displayName': 'it\'s "bm"', 'query': 'T\n| take 1', 'labels': ['x']}})"),
            R"({"properties":{"displayName":"it's \"bm\"","query":"T\n| take 1","labels":["x"]}})");
  EXPECT_EQ(Read(R"({"a": "it's", 'b': "tab\there"})"), R"({"a":"it's","b":"tab\there"})");
  EXPECT_EQ(Read("[True, False, None, nan, inf, -inf]"), R"([true,false,null,null,"Infinity","-Infinity"])");
  EXPECT_EQ(Read(R"(['\x41', '\u00e9', '\U0001F600', '\ud83d\ude00', '\ud83d'])"),
            "[\"A\",\"\xC3\xA9\",\"\xF0\x9F\x98\x80\",\"\xF0\x9F\x98\x80\",\"\xEF\xBF\xBD\"]");
  EXPECT_EQ(Read("{'raw': '\xC3\xA9', 'slash': 'C:\\\\p1.exe'}"),
            "{\"raw\":\"\xC3\xA9\",\"slash\":\"C:\\\\p1.exe\"}");
  EXPECT_EQ(Read("(1, -2, 1e+20, 18446744073709551615, .5)"), "[1,-2,1E20,18446744073709551615,5E-1]");
  EXPECT_EQ(Read("{'enabled': 'true', 'n': 1,}"), R"({"enabled":"true","n":1})");
}

TEST(LenientJson, ReadsNumpyScalars) {
  EXPECT_EQ(Read("[np.int64(5), np.float64(nan), np.float64(1.5), np.True_, np.False_, np.str_('a'), "
                 "numpy.bool_(True), Timestamp('2024-01-01 00:00:00+0000')]"),
            R"([5,null,1.5E0,true,false,"a",true,"2024-01-01 00:00:00+0000"])");
}

TEST(LenientJson, TellsWhereItBreaks) {
  EXPECT_EQ(Read("{'a': oops}"),
            "error: the body is neither JSON nor a Python literal: 'oops' is no value at line 1, column 7");
  EXPECT_EQ(Read("{'a': 1,\n 'b' 2}"),
            "error: the body is neither JSON nor a Python literal: expected ':' at line 2, column 6");
  for (const char* text : {"", "{", "{'a'", "{'a': }", "['a' 'b']", "'open", R"('\q')", R"('\x4')", "{1: 2}",
                           "np.int64 5", "os.system('x')", "1 2", "--1", "1e999", "{'a': 1}}"}) {
    EXPECT_EQ(Read(text).substr(0, 6), "error:") << text;
  }
  EXPECT_EQ(Read("['\xC3']"), "error: the body is not UTF-8");
}

TEST(LenientJson, BoundsDepth) {
  const auto nested = [](size_t depth, const char* open, const char* close) {
    std::string text;
    for (size_t i = 0; i < depth; ++i) text += open;
    text += "'x'";
    for (size_t i = 0; i < depth; ++i) text += close;
    return ParseLenient(text).has_value();
  };
  EXPECT_TRUE(nested(kMaxBodyDepth, "[", "]"));
  EXPECT_FALSE(nested(100'000, "[", "]"));
  EXPECT_FALSE(nested(100'000, "np.int64(", ")"));
  EXPECT_FALSE(nested(100'000, "{'a':", "}"));
}

}  // namespace
}  // namespace harrier::api::arm
