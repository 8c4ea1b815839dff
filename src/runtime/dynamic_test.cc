#include <gtest/gtest.h>

#include "runtime/value_testing.h"

namespace harrier::runtime {
namespace {

Value Long(int64_t v) {
  return Value::Long(v);
}

TEST(Dynamic, PathsKeepTheTextOfWhatTheyFind) {
  const Value json = Dyn(R"({"a":{"b":[1,2.50,{"c":12345678901234567890}]},"x":null})");
  EXPECT_EQ(Apply("dyn_path", {json, Dyn(R"(["a","b",1])")}), Dyn("2.50"));
  EXPECT_EQ(Apply("dyn_path", {json, Dyn(R"(["a","b",-1,"c"])")}), Dyn("12345678901234567890"));
  EXPECT_TRUE(Apply("dyn_path", {json, Dyn(R"(["A"])")}).is_null());
  EXPECT_TRUE(Apply("dyn_path", {json, Dyn(R"(["x"])")}).is_null());
  EXPECT_TRUE(Apply("dyn_path", {json, Dyn(R"(["a","b",9])")}).is_null());
  EXPECT_TRUE(Apply("dyn_path", {Dyn("[1]"), Dyn(R"(["a"])")}).is_null());
}

TEST(Dynamic, QuotesAndBracketsInsideOfTextsAreText) {
  const Value json =
      Dyn(R"({"a":"x\\","b":{"c":"]}\"{[","d":[["}"],{"e":"\\\""}]},"long enough for blocks":{"k":1}})");
  EXPECT_EQ(Apply("dyn_path", {json, Dyn(R"(["a"])")}), Dyn(R"("x\\")"));
  EXPECT_EQ(Apply("dyn_path", {json, Dyn(R"(["b","d",1,"e"])")}), Dyn(R"("\\\"")"));
  EXPECT_EQ(Apply("dyn_path", {json, Dyn(R"(["long enough for blocks","k"])")}), Dyn("1"));
}

TEST(Dynamic, WhatIsNoJsonBecomesAText) {
  EXPECT_EQ(Apply("parse_json", {Text(R"({"a" : [1, 2]})")}), Dyn(R"({"a":[1,2]})"));
  EXPECT_EQ(Apply("parse_json", {Text("hello")}), Dyn(R"("hello")"));
  EXPECT_EQ(Apply("parse_json", {Text("{broken")}), Dyn(R"("{broken")"));
  EXPECT_EQ(Apply("parse_json", {Text(R"(" a  b ")")}), Dyn(R"(" a  b ")"));
  EXPECT_TRUE(Apply("parse_json", {Text("")}).is_null());
  EXPECT_EQ(Apply("parse_json", {Text(R"({"n":123456789012345678901234567890, "m":-1e999})")}),
            Dyn(R"({"n":123456789012345678901234567890,"m":-1e999})"));
  EXPECT_EQ(Apply("parse_json", {Text("[99999999999999999999999,]")}),
            Dyn(R"("[99999999999999999999999,]")"));
}

TEST(Dynamic, Slices) {
  const Value five = Dyn("[1,2,3,4,5]");
  EXPECT_EQ(Apply("array_slice", {five, Long(2), Long(-1)}), Dyn("[3,4,5]"));
  EXPECT_EQ(Apply("array_slice", {five, Long(-3), Long(-2)}), Dyn("[3,4]"));
  EXPECT_EQ(Apply("array_slice", {five, Long(4), Long(2)}), Dyn("[]"));
  EXPECT_EQ(Apply("array_rotate_left", {five, Long(2)}), Dyn("[3,4,5,1,2]"));
  EXPECT_EQ(Apply("array_rotate_left", {five, Long(-2)}), Dyn("[4,5,1,2,3]"));
  EXPECT_EQ(Apply("array_shift_left", {five, Long(2), Value::Null(Type::kDynamic)}),
            Dyn("[3,4,5,null,null]"));
  EXPECT_EQ(Apply("array_shift_left", {five, Long(-2), Dyn("-1")}), Dyn("[-1,-1,1,2,3]"));
  EXPECT_EQ(Apply("array_split", {five, Dyn("[1,3]")}), Dyn("[[1],[2,3],[4,5]]"));
  EXPECT_EQ(Apply("array_index_of", {five, Dyn("4"), Long(0), Long(-1), Long(1)}), Long(3));
  EXPECT_EQ(Apply("array_index_of", {five, Dyn("9"), Long(0), Long(-1), Long(1)}), Long(-1));
}

TEST(Dynamic, SortsWithNullsAtOneEnd) {
  const auto sort = [](std::string_view json, bool ascending, bool nulls_last) {
    return Apply("array_sort", {Dyn(json), Value::Bool(ascending), Value::Bool(nulls_last)});
  };
  EXPECT_EQ(sort("[10,9,1.5]", true, true), Dyn("[1.5,9,10]"));
  EXPECT_EQ(sort(R"([null,"blue","yellow","green",null])", true, true),
            Dyn(R"(["blue","green","yellow",null,null])"));
  EXPECT_EQ(sort(R"([null,"blue","yellow","green",null])", false, false),
            Dyn(R"([null,null,"yellow","green","blue"])"));
  EXPECT_EQ(sort(R"(["a b","a"])", true, true), Dyn(R"(["a","a b"])"));
  EXPECT_EQ(
      Apply("array_sort_like", {Dyn("[2,1]"), Dyn(R"(["b","a"])"), Value::Bool(true), Value::Bool(true)}),
      Dyn(R"(["a","b"])"));
}

TEST(Dynamic, SetsTakeEqualNumbersAsOne) {
  EXPECT_EQ(Apply("set_union", {Dyn("[1,2]"), Dyn("[2.0,3]")}), Dyn("[1,2,3]"));
  EXPECT_EQ(Apply("set_intersect", {Dyn(R"([1,"1",2])"), Dyn(R"(["1",2])")}), Dyn(R"(["1",2])"));
  EXPECT_EQ(Apply("set_difference", {Dyn("[1,2,2,3]"), Dyn("[3]")}), Dyn("[1,2]"));
  EXPECT_TRUE(Apply("set_intersect", {Dyn("[1]"), Value::Null(Type::kDynamic)}).is_null());
  EXPECT_EQ(Apply("set_equals", {Dyn("[1,2,2]"), Dyn("[2,1]")}), Value::Bool(true));
  EXPECT_EQ(Apply("jaccard_index", {Dyn("[1,2,3]"), Dyn("[2,3,4]")}), Value::Real(0.5));
}

TEST(Dynamic, Bags) {
  EXPECT_EQ(Apply("bag_merge", {Dyn(R"({"a":1})"), Dyn(R"({"a":2,"b":3})")}), Dyn(R"({"a":1,"b":3})"));
  EXPECT_EQ(Apply("bag_remove_keys", {Dyn(R"({"a":1,"b":{"c":1,"d":2}})"), Dyn(R"(["a","$.b.c"])")}),
            Dyn(R"({"b":{"d":2}})"));
  EXPECT_EQ(Apply("bag_set_key", {Dyn(R"({"a":{"b":1}})"), Text("$.a.c"), Dyn("2")}),
            Dyn(R"({"a":{"b":1,"c":2}})"));
  EXPECT_EQ(Apply("bag_set_key", {Dyn(R"({"a":1})"), Text("a"), Dyn("2")}), Dyn(R"({"a":2})"));
  EXPECT_EQ(Apply("bag_has_key", {Dyn(R"({"a":{"b":1}})"), Text("$.a.b")}), Value::Bool(true));
  EXPECT_EQ(Apply("bag_zip", {Dyn(R"(["a",8,"b"])"), Dyn("1")}), Dyn(R"({"a":null,"b":null})"));
  EXPECT_EQ(Apply("bag_pack", {Dyn(R"("k")"), Value::Null(Type::kDynamic)}), Dyn(R"({"k":null})"));
  EXPECT_TRUE(Apply("bag_keys", {Dyn("[1]")}).is_null());
}

TEST(Dynamic, ZipsAndRanges) {
  EXPECT_EQ(Apply("zip", {Dyn("[1,3]"), Dyn("[2]"), Dyn("[7,8]")}), Dyn("[[1,2,7],[3,null,8]]"));
  EXPECT_EQ(Apply("range_long", {Long(1), Long(8), Long(3)}), Dyn("[1,4,7]"));
  EXPECT_EQ(Apply("range_long", {Long(INT64_MAX - 1), Long(INT64_MAX), Long(1)}),
            Dyn("[9223372036854775806,9223372036854775807]"));
  EXPECT_TRUE(Apply("range_long", {Long(1), Long(8), Long(0)}).is_null());
  EXPECT_EQ(Apply("range_datetime", {Time("2015-01-01"), Time("2015-01-02"), Span("1d")}),
            Dyn(R"(["2015-01-01T00:00:00.0000000Z","2015-01-02T00:00:00.0000000Z"])"));
}

TEST(Dynamic, JsonPaths) {
  const Value json = Text(R"({"hosts":[{"Name":"a b"},{"Name":"c","n":[1,2]}]})");
  EXPECT_EQ(Apply("extract_json", {Text("$.hosts[1].Name"), json}), Text("c"));
  EXPECT_EQ(Apply("extract_json", {Text("$['hosts'][0]['Name']"), json}), Text("a b"));
  EXPECT_EQ(Apply("extract_json", {Text("$.hosts[1].n"), json}), Text("[1,2]"));
  EXPECT_EQ(Apply("extract_json", {Text("$.nothing"), json}), Text(""));
}

TEST(Dynamic, BrokenJsonIsNoError) {
  // Values come out of storage as valid JSON; should one not be, kernels still end.
  for (const char* text : {"[", "{", "{\"a", "[1,", "{\"a\":", "\"", "]", "{\"a\":1,,}", "[[[["}) {
    for (const char* kernel : {"array_length", "bag_keys", "treepath", "array_reverse", "array_sum"})
      Apply(kernel, {Dyn(text)});
    Apply("dyn_path", {Dyn(text), Dyn(R"(["a",0])")});
    Apply("bag_merge", {Dyn(text), Dyn(text)});
    Apply("set_union", {Dyn(text), Dyn(text)});
  }
}

}  // namespace
}  // namespace harrier::runtime
