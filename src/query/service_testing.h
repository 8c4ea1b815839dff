#pragma once

#include <gtest/gtest.h>

#include "engine/duckdb/database.h"
#include "query/session.h"

/// For tests of the service over a real engine: a database in memory with some rows of Syslog.
namespace harrier::query {

class ServiceTest : public testing::Test {
 protected:
  struct Asked {
    uint64_t rows = 0;  // of all tables, until a failure if there was one
    bool cached = false;
    std::optional<Error> failure;
    std::string first;  // the first cell, as a long's or string's text
  };

  void SetUp() override {
    auto opened = engine::duckdb::Database::Open({.directory = "", .threads = 2, .clock = &clock_});
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    database_ = std::move(*opened);
    Ingest(10);
    Start();
  }

  void Start(const std::function<void(ServiceOptions&)>& change = {}) {
    ServiceOptions options;
    options.engine = &database_->engine();
    options.storage = &database_->storage();
    options.clock = &clock_;
    if (change) change(options);
    service_ = MakeService(options);
  }

  void Ingest(size_t rows, std::string_view table = "Syslog") {
    runtime::Batch batch;
    batch.table = table;
    batch.columns.emplace_back("TimeGenerated", runtime::ColumnBuilder(Type::kDatetime));
    batch.columns.emplace_back("Computer", runtime::ColumnBuilder(Type::kString));
    for (size_t i = 0; i < rows; ++i) {
      batch.columns[0].second.AppendLong(clock_.Now());
      batch.columns[1].second.AppendText(fmt::format("host{}", i));
    }
    ASSERT_TRUE(database_->storage().Append(batch, fmt::format("batch{}", ++batches_), clock_.Now()).value());
  }

  Asked Ask(Request request) {
    Asked asked;
    auto answer = service_->Run(std::move(request));
    if (!answer) {
      asked.failure = answer.error();
      return asked;
    }
    asked.cached = (*answer)->cached() != nullptr;
    while (true) {
      auto table = (*answer)->NextTable();
      if (!table) asked.failure = table.error();
      if (!table || !*table) return asked;
      while (true) {
        auto chunk = (*table)->rows->Next();
        if (!chunk) asked.failure = chunk.error();
        if (!chunk || !*chunk) break;
        if (asked.rows == 0) {
          const Value value = runtime::ValueAt((*chunk)->columns[0], 0);
          asked.first = value.type() == Type::kLong     ? std::to_string(value.integer())
                        : value.type() == Type::kString ? value.text()
                                                        : "";
        }
        asked.rows += (*chunk)->rows;
      }
      if (asked.failure) return asked;
    }
  }
  Asked Ask(std::string_view text) {
    Request request;
    request.text = std::string(text);
    return Ask(std::move(request));
  }

  FixedClock clock_{638'000'000'000'000'000};
  std::unique_ptr<engine::duckdb::Database> database_;
  std::unique_ptr<Service> service_;
  int batches_ = 0;
};

}  // namespace harrier::query
