#include "query/writers/row_writer.h"

#include <sstream>

#include <gtest/gtest.h>

#include "base/time_text.h"
#include "query/fixed_answer.h"
#include "query/writers/cell_text.h"
#include "query/writers/display_text.h"

namespace harrier::query {
namespace {

FixedTable Sample() {
  FixedTable table(
      {{"Computer", Type::kString}, {"n", Type::kLong}, {"bag", Type::kDynamic}, {"at", Type::kDatetime}});
  table.AddRow({Value::String("a,\"b\"\nc"), Value::Long(7), Value::Dynamic(R"({"x":1})"),
                Value::Datetime(*ParseDatetime("2026-01-01"))});
  table.AddRow({Value::String(""), Value::Null(Type::kLong), Value::Null(Type::kDynamic),
                Value::Null(Type::kDatetime)});
  return table;
}

std::string Write(RowWriter& writer, std::ostringstream& out, FixedTable table) {
  std::vector<FixedTable> tables;
  tables.push_back(std::move(table));
  const auto answer = AnswerOf(std::move(tables));
  auto result = answer->NextTable().value();
  writer.Begin(result->rows->columns());
  while (auto chunk = result->rows->Next().value()) writer.Rows(*chunk);
  writer.End();
  return out.str();
}

TEST(CsvWriter, QuotesWhatNeedsIt) {
  std::ostringstream out;
  EXPECT_EQ(
      Write(*MakeCsvWriter(out), out, Sample()),
      "Computer,n,bag,at\r\n\"a,\"\"b\"\"\nc\",7,\"{\"\"x\"\":1}\",2026-01-01T00:00:00.0000000Z\r\n,,,\r\n");
}

TEST(JsonWriter, WritesObjects) {
  std::ostringstream array, lines;
  const std::string first =
      R"({"Computer":"a,\"b\"\nc","n":7,"bag":{"x":1},"at":"2026-01-01T00:00:00.0000000Z"})";
  const std::string second = R"({"Computer":"","n":null,"bag":null,"at":null})";
  EXPECT_EQ(Write(*MakeJsonWriter(array, false), array, Sample()), "[\n" + first + ",\n" + second + "\n]\n");
  EXPECT_EQ(Write(*MakeJsonWriter(lines, true), lines, Sample()), first + "\n" + second + "\n");
  std::ostringstream empty;
  EXPECT_EQ(Write(*MakeJsonWriter(empty, false), empty, FixedTable({{"x", Type::kLong}})), "[]\n");
}

TEST(TableWriter, AlignsNumbersToTheRight) {
  FixedTable table({{"k", Type::kString}, {"count_", Type::kLong}});
  table.AddRow({Value::String("alpha"), Value::Long(5)});
  table.AddRow({Value::String("b"), Value::Long(1234567)});
  std::ostringstream out;
  EXPECT_EQ(Write(*MakeTableWriter(out, {}), out, std::move(table)),
            "k       count_\n"
            "─────  ───────\n"
            "alpha        5\n"
            "b      1234567\n");
}

TEST(TableWriter, CutsLongTextsAndLeavesOutColumns) {
  FixedTable table({{"text", Type::kString}, {"n", Type::kLong}});
  table.AddRow({Value::String(std::string(100, 'x')), Value::Long(5)});
  std::ostringstream out;
  EXPECT_EQ(Write(*MakeTableWriter(out, {.width = 20}), out, std::move(table)),
            "text               n\n"
            "─────────────────  ─\n"
            "xxxxxxxxxxxxxxxx…  5\n");
  std::vector<std::pair<std::string, Type>> schema;
  std::vector<Value> row;
  for (int i = 0; i < 9; ++i) {
    schema.emplace_back(fmt::format("column_{}", i), Type::kString);
    row.push_back(Value::String("a value of some length"));
  }
  FixedTable wide(schema);
  wide.AddRow(row);
  std::ostringstream narrow;
  const std::string text = Write(*MakeTableWriter(narrow, {.width = 40}), narrow, std::move(wide));
  EXPECT_NE(text.find("… and 5 more columns to the right"), std::string::npos) << text;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(DisplayWidth(line), 40U) << line;
}

TEST(DisplayText, DisarmsTerminalCodes) {
  EXPECT_EQ(DisplayText("a\x1b[31mb\tc\nd"), "a·[31mb→c⏎d");
  EXPECT_EQ(DisplayText("\xE2\x80\xAEx\xFF"), "·x?");
  EXPECT_EQ(DisplayWidth("日本"), 4U);
  EXPECT_EQ(Truncated("日本語", 4), "日…");
}

TEST(CellText, WritesDecimalsExactly) {
  const auto text = [](int128 value) {
    std::string out;
    AppendDecimal(out, value);
    return out;
  };
  constexpr int128 kOne = 1'000'000'000'000'000'000;
  EXPECT_EQ(text(0), "0");
  EXPECT_EQ(text(kOne), "1");
  EXPECT_EQ(text(-1), "-0.000000000000000001");
  EXPECT_EQ(text(kOne * 100 + kOne / 4), "100.25");
}

}  // namespace
}  // namespace harrier::query
