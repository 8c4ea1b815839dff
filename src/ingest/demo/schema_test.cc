#include <cstdlib>
#include <filesystem>
#include <map>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "base/ticks.h"
#include "ingest/demo/collected.h"
#include "ingest/demo/demo.h"

namespace harrier::ingest::demo {
namespace {

TEST(DemoSchema, ColumnsAreThoseOfTheTables) {
  const char* shared = std::getenv("HARRIER_SHARED");
  const std::string path = std::string(shared != nullptr ? shared : "../shared") + "/schemas/tables.json";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no " << path << ": set HARRIER_SHARED";
  simdjson::dom::parser parser;
  const simdjson::dom::element schemas = parser.load(path);
  Collected rows;
  const int64_t end = kUnixEpochTicks + 1'767'270'896 * kTicksPerSecond;
  ASSERT_TRUE(GenerateDemo({1, end, 0.004}, rows).has_value());
  for (const std::string& table : rows.tables()) {
    // What every table has besides its own columns.
    std::map<std::string, std::string> types = {{"TenantId", "string"},
                                                {"SourceSystem", "string"},
                                                {"Type", "string"},
                                                {"TimeGenerated", "datetime"},
                                                {"_TimeReceived", "datetime"}};
    for (const simdjson::dom::element column : schemas[table]["columns"].get_array()) {
      types[std::string(column.at(0).get_string().value())] = std::string(column.at(1).get_string().value());
    }
    for (const auto& [name, cells] : rows.batches(table).front().columns) {
      const auto at = types.find(name);
      ASSERT_NE(at, types.end()) << table << "." << name;
      EXPECT_EQ(at->second, TypeName(cells.type())) << table << "." << name;
    }
  }
}

}  // namespace
}  // namespace harrier::ingest::demo
