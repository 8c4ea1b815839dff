#include <gtest/gtest.h>

#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

bool Is(std::string_view kernel, std::string text, std::string needle) {
  return Apply(kernel, {Value::String(std::move(text)), Value::String(std::move(needle))}).boolean();
}

bool InSet(std::string_view kernel, std::string text, std::string json) {
  return Apply(kernel, {Value::String(std::move(text)), Value::Dynamic(std::move(json))}).boolean();
}

TEST(TextMatch, HasWantsWholeTerms) {
  EXPECT_TRUE(Is("has", "North America", "america"));
  EXPECT_FALSE(Is("has", "North America", "amer"));
  EXPECT_TRUE(Is("has", "user_name", "NAME"));
  EXPECT_TRUE(Is("has", "C:\\Windows\\cmd.exe /c", "cmd.exe"));
  EXPECT_FALSE(Is("has", "xcmd.exe", "cmd.exe"));
  EXPECT_TRUE(Is("has", "say hello world!", "hello world"));
  EXPECT_FALSE(Is("has", "say hello worlds", "hello world"));
  EXPECT_FALSE(Is("has", "a-encb", "-enc"));
  EXPECT_TRUE(Is("has", "run -enc x", "-enc"));
  EXPECT_TRUE(Is("has", "run-enc x", "-enc"));
  EXPECT_FALSE(Is("has", "éabc", "abc"));
  EXPECT_TRUE(Is("has", "—abc—", "abc"));
  EXPECT_TRUE(Is("has", "anything", ""));
  EXPECT_FALSE(Is("has_cs", "North America", "america"));
}

TEST(TextMatch, PrefixesAndSuffixesOfTerms) {
  EXPECT_TRUE(Is("hasprefix", "North America", "ame"));
  EXPECT_FALSE(Is("hasprefix", "North America", "rica"));
  EXPECT_TRUE(Is("hassuffix", "North America", "rica"));
  EXPECT_FALSE(Is("hassuffix", "North America", "ame"));
  EXPECT_FALSE(Is("hasprefix_cs", "North America", "ame"));
}

TEST(TextMatch, ContainsAndItsKin) {
  EXPECT_TRUE(Is("contains", "FabriKam", "BRik"));
  EXPECT_FALSE(Is("contains_cs", "FabriKam", "Kim"));
  EXPECT_TRUE(Is("contains", "", ""));
  EXPECT_TRUE(Is("startswith", "Fabrikam", "fab"));
  EXPECT_FALSE(Is("startswith_cs", "Fabrikam", "fab"));
  EXPECT_TRUE(Is("endswith", "Fabrikam", "KAM"));
  EXPECT_FALSE(Is("endswith_cs", "Fabrikam", "KAM"));
  EXPECT_TRUE(Is("equals_ci", "ÄBC", "äbc"));
  EXPECT_FALSE(Is("equals_ci", "abc", ""));
}

TEST(TextMatch, InDynamics) {
  const auto in = [](std::string_view kernel, std::string json, std::string needle) {
    return Apply(kernel, {Value::Dynamic(std::move(json)), Value::String(std::move(needle))});
  };
  for (const std::string json : {R"({"a":"The \"end\""})", R"(["the end"])", R"("the \"end\"")",
                                 R"("a\u0065nd")", "12.5", "null", "true", "\"\"", "{}"}) {
    for (const std::string needle :
         {"end", "END", "\"", "\\", "u0065", "12.5", "null", "aend", "\"end", "", "[", "{"}) {
      SCOPED_TRACE(json + " " + needle);
      const Value text = Apply("dynamic_to_string", {Value::Dynamic(json)});
      for (const std::string kernel : {"has", "has_cs", "contains", "hasprefix_cs", "hassuffix", "startswith",
                                       "endswith", "equals_ci"}) {
        EXPECT_EQ(in(kernel + "_dynamic", json, needle), Apply(kernel, {text, Value::String(needle)}))
            << kernel;
      }
    }
  }
  EXPECT_EQ(Apply("has_dynamic", {Value::Null(Type::kDynamic), Value::String("a")}), Value::Bool(false));
  EXPECT_EQ(Apply("has_dynamic", {Value::Null(Type::kDynamic), Value::String("")}), Value::Bool(true));
}

TEST(TextMatch, Sets) {
  EXPECT_TRUE(InSet("has_any", "NORTH CAROLINA", R"(["dakota","carolina"])"));
  EXPECT_FALSE(InSet("has_any", "NORTH CAROLINA", R"(["dakota","carol"])"));
  EXPECT_FALSE(InSet("has_any", "NORTH CAROLINA", "[]"));
  EXPECT_TRUE(InSet("has_all", "cold and strong hail", R"(["hail","cold"])"));
  EXPECT_FALSE(InSet("has_all", "cold and strong hail", R"(["hail","warm"])"));
  EXPECT_TRUE(InSet("in_ci", "Kansas", R"(["TEXAS","KANSAS"])"));
  EXPECT_FALSE(InSet("in_ci", "Kansas City", R"(["TEXAS","KANSAS"])"));
  EXPECT_EQ(
      Apply("has_any_index", {Value::String("this is an example"), Value::Dynamic(R"(["no","example"])")}),
      Value::Long(1));
}

TEST(TextMatch, SearchesSeveralColumns) {
  EXPECT_EQ(Apply("search_has", {Value::String("evil"), Value::String("good"), Value::String("so Evil.")}),
            Value::Bool(true));
  EXPECT_EQ(Apply("search_has_cs", {Value::String("evil"), Value::String("so Evil.")}), Value::Bool(false));
}

TEST(TextMatch, NeedlesOfRowsMayDiffer) {
  ColumnBuilder text(Type::kString), needle(Type::kString), out(Type::kBool);
  for (const auto& [t, n] : {std::pair{"abc", "B"}, {"abc", "x"}, {"xyz", "x"}}) {
    text.AppendText(t);
    needle.AppendText(n);
  }
  struct Bools final : Output {
    uint8_t cells[3] = {};
    Bools() { data = cells; }
    void SetText(size_t, std::string_view) override {}
    void SetNull(size_t) override {}
    void SetList(size_t, std::span<const std::string_view>) override {}
  } result;
  const Kernel* contains = AllKernels().Find("contains");
  const auto state = contains->prepare(ConstantArgs(2)).value();
  const ColumnView args[] = {text.View(), needle.View()};
  contains->run({args, 3, &result, state.get()});
  EXPECT_EQ(result.cells[0], 1);
  EXPECT_EQ(result.cells[1], 0);
  EXPECT_EQ(result.cells[2], 1);
}

}  // namespace
}  // namespace harrier::runtime
