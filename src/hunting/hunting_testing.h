#pragma once

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "engine/duckdb/database.h"
#include "engine/duckdb/storage_testing.h"
#include "query/session.h"
#include "store/store.h"

namespace harrier::hunting {

/// For tests of hunting objects over real rows: a database in memory, its query service, and a store, at a
/// time that stands still.
class HuntingTest : public testing::Test {
 protected:
  explicit HuntingTest(int64_t now) : clock_(now) {
    database_ =
        std::move(engine::duckdb::Database::Open({.directory = "", .threads = 2, .clock = &clock_}).value());
    service_ = query::MakeService(
        {.engine = &database_->engine(), .storage = &database_->storage(), .clock = &clock_});
    store_ = std::move(
        store::Store::Open(store::Location::Sqlite(directory_.path() + "/store.db"), &clock_, &ids_).value());
  }

  FixedClock clock_;
  SystemIds ids_;
  engine::duckdb::TemporaryDirectory directory_;
  std::unique_ptr<engine::duckdb::Database> database_;
  std::unique_ptr<query::Service> service_;
  std::unique_ptr<store::Store> store_;
};

}  // namespace harrier::hunting
