#include <gtest/gtest.h>

#include "engine/duckdb/database.h"
#include "kql/functions/function.h"
#include "query/session.h"

namespace harrier::query {
namespace {

/// Runs a query to its end: the number of rows of its last table, or the error.
Result<size_t> RowsOf(Service& service, std::string_view text) {
  Request request;
  request.text = std::string(text);
  TRY(const auto answer, service.Run(std::move(request)));
  size_t rows = 0;
  while (true) {
    TRY(auto table, answer->NextTable());
    if (!table) return rows;
    rows = 0;
    while (true) {
      TRY(const auto chunk, table->rows->Next());
      if (!chunk) break;
      rows += chunk->rows;
    }
  }
}

TEST(FunctionExamples, AllOfThemRunAndGiveARow) {
  SystemClock clock;
  auto database = engine::duckdb::Database::Open({.directory = "", .threads = 1, .clock = &clock});
  ASSERT_TRUE(database) << database.error().message;
  const auto service =
      MakeService({.engine = &(*database)->engine(), .storage = &(*database)->storage(), .clock = &clock});
  const auto check = [&](std::string_view name, std::string_view doc, std::string_view example) {
    EXPECT_FALSE(doc.empty()) << name;
    ASSERT_FALSE(example.empty()) << name;
    const Result<size_t> rows = RowsOf(*service, example);
    ASSERT_TRUE(rows) << name << ": " << example << "\n" << rows.error().message;
    EXPECT_EQ(*rows, 1U) << name << ": " << example;
  };
  for (const kql::FunctionDef* def : kql::AllFunctions().functions())
    check(def->name, def->doc, def->example);
  for (const kql::AggregateDef* def : kql::AllFunctions().aggregates())
    check(def->name, def->doc, def->example);
}

}  // namespace
}  // namespace harrier::query
