#include <gtest/gtest.h>

#include "runtime/kernel_testing.h"

namespace harrier::runtime {
namespace {

TEST(TextRecords, Csv) {
  EXPECT_EQ(Apply("parse_csv", {Value::String("aa,\"b,b\",\"say \"\"x\"\"\"\nnext")}).text(),
            R"(["aa","b,b","say \"x\""])");
}

TEST(TextRecords, CommandLine) {
  auto split = [](const char* s) {
    return Apply("parse_command_line", {Value::String(s), Value::String("windows")}).text();
  };
  EXPECT_EQ(split(R"(echo "hello world!")"), R"(["echo","hello world!"])");
  EXPECT_EQ(split(R"(a.exe "C:\dir\\" \"q x\\y)"), R"(["a.exe","C:\\dir\\","\"q","x\\\\y"])");
}

TEST(TextRecords, HexAndBytes) {
  EXPECT_EQ(Apply("tohex_long", {Value::Long(-256), Value::Long(1)}).text(), "ffffffffffffff00");
  EXPECT_EQ(Apply("tohex_int", {Value::Int(-256), Value::Long(8)}).text(), "ffffff00");
  EXPECT_EQ(Apply("format_bytes", {Value::Real(10332), Value::Long(1), Value::String("")}).text(), "10.1 KB");
  EXPECT_EQ(Apply("format_bytes", {Value::Real(20010332), Value::Long(0), Value::String("KB")}).text(),
            "19541 KB");
}

TEST(TextRecords, MakeString) {
  EXPECT_EQ(Apply("make_string", {Value::Dynamic("[75,[117,115]]")}).text(), "Kus");
}

}  // namespace
}  // namespace harrier::runtime
