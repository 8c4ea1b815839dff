#pragma once

#include <filesystem>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/time_text.h"
#include "engine/duckdb/database.h"

/// For tests of storage: a directory of their own, small batches, counts by query.
namespace harrier::engine::duckdb {

/// A directory that is gone with it.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = std::filesystem::temp_directory_path() / "harrier-storage-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

inline int64_t Ticks(const char* text) {
  return ParseDatetime(text).value();
}

inline const FixedClock& TestClock() {
  static const FixedClock* const clock = new FixedClock(Ticks("2026-01-15"));
  return *clock;
}

inline Result<std::unique_ptr<Database>> OpenAt(const std::string& directory) {
  DatabaseOptions options;
  options.directory = directory;
  options.clock = &TestClock();
  options.threads = 2;
  options.memory_bytes = 512ULL * 1024 * 1024;
  return Database::Open(options);
}

/// Rows of Syslog: `count` messages "m0", "m1"… from `first` on, one a second.
inline runtime::Batch SyslogBatch(size_t count, const char* first = "2026-01-10T00:00:00Z") {
  runtime::Batch batch;
  batch.table = "Syslog";
  batch.columns.emplace_back("TimeGenerated", runtime::ColumnBuilder(Type::kDatetime));
  batch.columns.emplace_back("SyslogMessage", runtime::ColumnBuilder(Type::kString));
  for (size_t i = 0; i < count; ++i) {
    batch.columns[0].second.AppendLong(Ticks(first) + static_cast<int64_t>(i) * 10'000'000);
    batch.columns[1].second.AppendText(fmt::format("m{} and some text to have a length", i));
  }
  return batch;
}

/// Reads columns of a table, with a condition over the first; rows as text, cells joined by '|'.
inline std::vector<std::string> ReadRows(Database& database, const std::string& table,
                                         const std::vector<plan::Column>& columns,
                                         const plan::ExprPtr& filter = {}) {
  plan::Scan scan;
  scan.table = table;
  for (const plan::Column& column : columns) scan.source.push_back(column.name);
  scan.filter = filter;
  const auto node = plan::MakeNode(std::move(scan), {}, columns);
  std::vector<std::string> rows;
  auto stream = database.engine().Run(*node, {});
  if (!stream) return {"error: " + stream.error().message};
  while (true) {
    auto chunk = (*stream)->Next();
    if (!chunk) return {"error: " + chunk.error().message};
    if (!*chunk) break;
    for (size_t r = 0; r < (*chunk)->rows; ++r) {
      std::string& row = rows.emplace_back();
      for (const runtime::ColumnView& view : (*chunk)->columns) {
        if (!row.empty()) row += "|";
        const Value value = runtime::ValueAt(view, r);
        if (value.is_null()) {
          row += "null";
        } else if (view.type == Type::kDatetime) {
          row += FormatDatetime(value.integer());
        } else if (view.type == Type::kReal) {
          row += fmt::format("{}", value.real());
        } else if (view.type == Type::kBool) {
          row += value.boolean() ? "true" : "false";
        } else if (std::holds_alternative<int64_t>(value.data())) {
          row += std::to_string(value.integer());
        } else {
          row += value.text().empty() ? "''" : value.text();
        }
      }
    }
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

inline size_t CountRows(Database& database, const std::string& table) {
  return ReadRows(database, table, {{1, "TimeGenerated", Type::kDatetime}}).size();
}

}  // namespace harrier::engine::duckdb
