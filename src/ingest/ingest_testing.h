#pragma once

#include <fstream>

#include "engine/duckdb/storage_testing.h"
#include "ingest/ingest.h"

/// For tests of ingestion: files of a few lines into a database in memory, rows back as text.
namespace harrier::ingest {

class IngestTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = engine::duckdb::OpenAt("");
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    database_ = std::move(*opened);
  }
  engine::Storage& storage() { return database_->storage(); }

  std::string Write(const std::string& name, std::string_view text) {
    const std::string path = directory_.path() + "/" + name;
    std::filesystem::create_directories(path.substr(0, path.rfind('/')));
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  /// Runs a request; its report's first file.
  FileReport Run(const IngestRequest& request) {
    const auto report = Ingest(storage(), engine::duckdb::TestClock(), request);
    if (!report) {
      ADD_FAILURE() << report.error().message;
      return {};
    }
    return report->files.empty() ? FileReport{} : report->files.front();
  }

  /// Writes a file and takes it in; all its events must be rows or rejected.
  FileReport Take(const std::string& name, std::string_view text, IngestRequest request = {}) {
    request.paths = {Write(name, text)};
    FileReport report = Run(request);
    if (report.error) ADD_FAILURE() << report.error->message;
    EXPECT_EQ(report.events, report.rows + report.rejected + report.duplicates);
    return report;
  }

  /// The rows of a table, in order of text: the named columns, joined by '|'.
  std::vector<std::string> Rows(const std::string& table, const std::vector<std::string>& names) {
    const catalog::TablePtr known = storage().catalog()->FindTable(table);
    if (known == nullptr) return {"no table " + table};
    std::vector<plan::Column> columns;
    for (const std::string& name : names) {
      const catalog::TableColumn* column = known->Find(name);
      if (column == nullptr) return {"no column " + name};
      columns.push_back({static_cast<plan::ColumnId>(columns.size() + 1), name, column->type});
    }
    return engine::duckdb::ReadRows(*database_, table, columns);
  }
  /// The only row.
  std::string RowOf(const std::string& table, const std::vector<std::string>& names) {
    const auto rows = Rows(table, names);
    return rows.size() == 1 ? rows[0] : fmt::format("{} rows", rows.size());
  }

  engine::duckdb::TemporaryDirectory directory_;
  std::unique_ptr<engine::duckdb::Database> database_;
};

using Texts = std::vector<std::string>;

}  // namespace harrier::ingest
