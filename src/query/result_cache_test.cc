#include "query/result_cache.h"

#include <filesystem>
#include <fstream>
#include <thread>

#include "base/ticks.h"
#include "query/service_testing.h"

namespace harrier::query {
namespace {

class ResultCacheTest : public ServiceTest {};

/// A view that hides nothing, and is one all the same.
class Everything final : public View {
 public:
  const std::string& id() const override { return id_; }
  std::optional<std::string> RowsOf(std::string_view) const override { return ""; }

 private:
  std::string id_;
};

TEST_F(ResultCacheTest, TheSameQuestionGetsTheSameAnswerUntilRowsComeIn) {
  EXPECT_FALSE(Ask("Syslog | count").cached);
  const Asked again = Ask("Syslog | count");
  EXPECT_TRUE(again.cached);
  EXPECT_EQ(again.first, "10");
  Ingest(5);
  const Asked grown = Ask("Syslog | count");
  EXPECT_FALSE(grown.cached);
  EXPECT_EQ(grown.first, "15");
  EXPECT_TRUE(Ask("Syslog | count").cached);
}

TEST_F(ResultCacheTest, RowsOfOtherTablesDoNotMatter) {
  Ask("Syslog | count");
  Ingest(5, "SecurityEvent");
  EXPECT_TRUE(Ask("Syslog | count").cached);
  Ask("union Sys*, SecurityEv* | count");
  Ingest(1, "SecurityEvent");
  EXPECT_EQ(Ask("union Sys*, SecurityEv* | count").first, "16");
}

TEST_F(ResultCacheTest, AnEmptyTableThatFillsMatters) {
  // The table without rows is left out of the plan.
  EXPECT_EQ(Ask("union Syslog, SecurityEvent | count").first, "10");
  Ingest(2, "SecurityEvent");
  EXPECT_EQ(Ask("union Syslog, SecurityEvent | count").first, "12");
  EXPECT_EQ(Ask("search in (Syslog, Event) 'host1' | count").first, "1");
}

TEST_F(ResultCacheTest, SubqueriesAndSharedPartsMatter) {
  const char* text =
      "let h = materialize(SecurityEvent | project Computer); Syslog | where Computer in (h) | count";
  EXPECT_EQ(Ask(text).first, "0");
  Ingest(3, "SecurityEvent");
  EXPECT_EQ(Ask(text).first, "3");
}

TEST_F(ResultCacheTest, FilesOfAddressesMatter) {
  const std::string path = testing::TempDir() + "/result_cache_test.mmdb";
  const auto write = [](const std::string& to, const char* text) { std::ofstream(to) << text; };
  std::filesystem::remove(path);
  Start([&](ServiceOptions& options) { options.geo_databases = {path}; });
  const auto cached = [&] { return Ask("Syslog | count").cached; };
  EXPECT_FALSE(cached());
  EXPECT_TRUE(cached());
  write(path, "first");
  EXPECT_FALSE(cached());
  EXPECT_TRUE(cached());
  // Another file of the same size in its place, as weekly updates do it.
  write(path + ".new", "other");
  std::filesystem::rename(path + ".new", path);
  EXPECT_FALSE(cached());
  EXPECT_TRUE(cached());
  write(path, "longer");
  EXPECT_FALSE(cached());
  std::filesystem::remove(path);
}

TEST_F(ResultCacheTest, NamesMatter) {
  ASSERT_TRUE(database_->storage().CreateFunction({"F", "() { Syslog | take 1 }", "", ""}));
  EXPECT_EQ(Ask("F | count").first, "1");
  EXPECT_TRUE(Ask("F | count").cached);
  ASSERT_TRUE(database_->storage().CreateFunction({"F", "() { Syslog | take 2 }", "", ""}));
  EXPECT_EQ(Ask("F | count").first, "2");
  catalog::Table table;
  table.name = "Mine_CL";
  table.columns = {{"TimeGenerated", Type::kDatetime}, {"Computer", Type::kString}};
  ASSERT_TRUE(database_->storage().CreateTable(table));
  Ingest(1, "Mine_CL");
  EXPECT_EQ(Ask("Mine_CL | count").first, "1");
  ASSERT_TRUE(database_->storage().DropTable("Mine_CL"));
  EXPECT_TRUE(Ask("Mine_CL | count").failure.has_value());
}

TEST_F(ResultCacheTest, WhatTheDataDecidesMatters) {
  const char* text = "Syslog | take 1 | evaluate pivot(Computer) | getschema | count";
  Ask(text);
  EXPECT_TRUE(Ask(text).cached);
  Ingest(1);
  EXPECT_FALSE(Ask(text).cached);
}

TEST_F(ResultCacheTest, EveryPartOfTheRequestMatters) {
  Request request;
  request.text =
      "declare query_parameters(a: string = 'x', ab: string = ''); Syslog | where Computer != a | count";
  request.parameters = {{"a", "'b'"}};
  Ask(request);
  EXPECT_TRUE(Ask(request).cached);
  const auto differs = [&](const std::function<void(Request&)>& change) {
    Request other = request;
    change(other);
    return !Ask(other).cached;
  };
  EXPECT_TRUE(differs([](Request& r) { r.parameters = {{"ab", "'b'"}}; }));
  EXPECT_TRUE(differs([](Request& r) { r.parameters = {{"a", "'host1'"}}; }));
  EXPECT_TRUE(differs([](Request& r) { r.timespan = {0, 1}; }));
  EXPECT_TRUE(differs([](Request& r) { r.max_rows = 3; }));
  EXPECT_TRUE(differs([](Request& r) { r.max_bytes = 300; }));
  EXPECT_TRUE(differs([](Request& r) { r.take_rows = 0; }));
  EXPECT_TRUE(differs([](Request& r) { r.view = std::make_shared<Everything>(); }));
  EXPECT_TRUE(differs([](Request& r) { r.database = "harrier"; }));
  EXPECT_TRUE(differs([](Request& r) { r.text += " "; }));
  EXPECT_TRUE(Ask(request).cached);
}

TEST_F(ResultCacheTest, WhatIsAnotherEachTimeIsNotKept) {
  for (const char* text :
       {"print now()", "Syslog | where TimeGenerated > ago(1d) | count", "print rand()", "Syslog | sample 1",
        "print x = new_guid()", "let f = () { now() }; Syslog | extend t = f() | count",
        "print a = toscalar(Syslog | summarize take_any(rand()))", "print t = '{{EndTimeISO}}'"}) {
    const Asked first = Ask(text);
    EXPECT_FALSE(first.failure) << text << first.failure->message;
    if (std::string_view(text).find("{{") != std::string_view::npos) clock_.Set(clock_.Now() + 1);
    EXPECT_FALSE(Ask(text).cached) << text;
  }
}

TEST_F(ResultCacheTest, AFixedNowIsKept) {
  const char* text = "set query_now = datetime(2026-01-01); Syslog | where TimeGenerated < now() | count";
  EXPECT_FALSE(Ask(text).cached);
  EXPECT_TRUE(Ask(text).cached);
  Request request;
  request.text = "Syslog | where TimeGenerated < now() | count";
  request.now = 1'000'000;
  EXPECT_EQ(Ask(request).first, "0");
  EXPECT_TRUE(Ask(request).cached);
  request.now = 639'000'000'000'000'000;
  EXPECT_EQ(Ask(request).first, "10");
}

TEST_F(ResultCacheTest, Off) {
  Request request;
  request.text = "Syslog | count";
  request.cache.off = true;
  Ask(request);
  EXPECT_FALSE(Ask("Syslog | count").cached);  // nothing was kept
  EXPECT_FALSE(Ask(request).cached);
  request.cache = {};
  request.cache.refresh = true;
  EXPECT_FALSE(Ask(request).cached);
  EXPECT_TRUE(Ask("Syslog | count").cached);
  request.cache = {};
  request.cache.max_age_ns = 0;
  EXPECT_FALSE(Ask(request).cached);
  const char* text = "set query_results_cache_force_refresh; Syslog | count";
  Ask(text);
  EXPECT_FALSE(Ask(text).cached);
  Start([](ServiceOptions& options) { options.cache_bytes = 0; });
  Ask("Syslog | count");
  EXPECT_FALSE(Ask("Syslog | count").cached);
}

TEST_F(ResultCacheTest, Age) {
  Request request;
  request.text = "Syslog | count";
  const char* text = "set query_results_cache_max_age = 1m; Syslog | count";
  Ask(request);
  Ask(text);
  clock_.Set(clock_.Now() + 61 * kTicksPerSecond);
  EXPECT_FALSE(Ask(text).cached);
  EXPECT_TRUE(Ask(request).cached);
  request.cache.max_age_ns = 60'000'000'000;
  EXPECT_FALSE(Ask(request).cached);
  EXPECT_TRUE(Ask(request).cached);
}

TEST_F(ResultCacheTest, ErrorsAndCutAnswersAreNotKept) {
  EXPECT_TRUE(Ask("Syslog | where Nothing == 1").failure);
  Request request;
  request.text = "Syslog | project Computer";
  request.max_rows = 5;
  for (int i = 0; i < 2; ++i) {
    const Asked asked = Ask(request);
    EXPECT_FALSE(asked.cached);
    EXPECT_EQ(asked.rows, 5U);
    ASSERT_TRUE(asked.failure);
    EXPECT_EQ(asked.failure->code, ErrorCode::kLimit);
  }
  {  // a reader that leaves
    request.max_rows = std::nullopt;
    auto answer = service_->Run(request).value();
    auto table = answer->NextTable().value();
    ASSERT_TRUE(table->rows->Next().value());
    table->rows.reset();
    EXPECT_FALSE(answer->NextTable().value());
  }
  EXPECT_FALSE(Ask(request).cached);
}

TEST_F(ResultCacheTest, AllTypesAndTablesComeBack) {
  const char* text =
      "print a = int(1), b = 2.5, c = true, d = dynamic([1]), e = "
      "guid(74be27de-1e4e-49d9-b579-fe0b331d3642), "
      "f = decimal(1.5), g = int(null), h = 'a text of some length'; Syslog | project Computer; Syslog | "
      "take 0";
  const auto read = [&] {
    std::vector<Value> values;
    Request request;
    request.text = text;
    const auto answer = service_->Run(request).value();
    while (auto table = answer->NextTable().value()) {
      values.push_back(Value::String(table->name));
      for (const plan::Column& column : table->rows->columns()) values.push_back(Value::String(column.name));
      while (auto chunk = table->rows->Next().value()) {
        for (const runtime::ColumnView& column : chunk->columns) {
          for (size_t row = 0; row < chunk->rows; ++row) values.push_back(runtime::ValueAt(column, row));
        }
      }
    }
    return values;
  };
  const std::vector<Value> first = read();
  EXPECT_TRUE(Ask(text).cached);
  EXPECT_EQ(read(), first);
  EXPECT_GT(first.size(), 30U);
}

std::shared_ptr<CachedResult> ResultOf(size_t bytes) {
  auto result = std::make_shared<CachedResult>();
  result->bytes = bytes;
  return result;
}

TEST_F(ResultCacheTest, TheLongestUnusedMakesRoom) {
  ResultCache cache(8000);
  const auto has = [&](const std::string& key) {
    return cache.Find(key, database_->tables(), 0, std::nullopt) != nullptr;
  };
  for (const char* key : {"a", "b", "c", "d", "e", "f", "g", "h"}) cache.Put(key, ResultOf(990));
  EXPECT_EQ(cache.entries(), 8U);
  EXPECT_TRUE(has("a"));
  cache.Put("i", ResultOf(990));
  EXPECT_TRUE(has("a"));
  EXPECT_FALSE(has("b"));
  EXPECT_LE(cache.bytes(), 8000U);
  cache.Put("large", ResultOf(1001));
  EXPECT_FALSE(has("large"));
  cache.Put("a", ResultOf(10));
  EXPECT_EQ(cache.entries(), 8U);
  EXPECT_EQ(cache.bytes(), 7 * 992U + 12U);
}

TEST_F(ResultCacheTest, LargeAnswersAreNotKept) {
  Start([](ServiceOptions& options) { options.cache_bytes = 80'000; });
  EXPECT_EQ(Ask("range x from 1 to 100000 step 1").rows, 100'000U);
  EXPECT_FALSE(Ask("range x from 1 to 100000 step 1").cached);
  Ask("range x from 1 to 100 step 1");
  EXPECT_TRUE(Ask("range x from 1 to 100 step 1").cached);
}

TEST_F(ResultCacheTest, ManyAtOnceWhileRowsComeIn) {
  std::atomic<uint64_t> acknowledged = 10;
  std::atomic<bool> done = false;
  std::vector<std::jthread> readers;
  std::atomic<int> wrong = 0;
  std::atomic<int> hits = 0;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      while (!done) {
        const uint64_t least = acknowledged;
        const Asked asked = Ask("Syslog | count");
        if (asked.failure || std::stoull(asked.first) < least) ++wrong;
        if (asked.cached) ++hits;
      }
    });
  }
  for (int i = 0; i < 50; ++i) {
    Ingest(1);
    ++acknowledged;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  done = true;
  readers.clear();
  EXPECT_EQ(wrong, 0);
  EXPECT_GT(hits, 0);
  EXPECT_EQ(Ask("Syslog | count").first, "60");
}

}  // namespace
}  // namespace harrier::query
