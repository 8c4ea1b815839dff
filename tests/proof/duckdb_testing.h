#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include <duckdb.h>
#include <gtest/gtest.h>
#include <stdlib.h>

namespace harrier::proof {

/// One open database file, or one in memory, that runs on two threads.
class Database {
 public:
  explicit Database(const char* path = nullptr) {
    duckdb_config config = nullptr;
    duckdb_create_config(&config);
    duckdb_set_config(config, "threads", "2");
    char* error = nullptr;
    EXPECT_EQ(duckdb_open_ext(path, &db_, config, &error), DuckDBSuccess) << error;
    duckdb_free(error);
    duckdb_destroy_config(&config);
  }
  ~Database() { duckdb_close(&db_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  duckdb_database get() const { return db_; }

 private:
  duckdb_database db_ = nullptr;
};

class Connection {
 public:
  explicit Connection(const Database& db) {
    EXPECT_EQ(duckdb_connect(db.get(), &connection_), DuckDBSuccess);
  }
  ~Connection() { duckdb_disconnect(&connection_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  duckdb_connection get() const { return connection_; }

  /// The error of a statement, or "" when it ran.
  std::string Error(const std::string& sql) const {
    duckdb_result result;
    std::string error;
    if (duckdb_query(connection_, sql.c_str(), &result) != DuckDBSuccess) {
      const char* message = duckdb_result_error(&result);
      error = message == nullptr ? "unknown error" : message;
    }
    duckdb_destroy_result(&result);
    return error;
  }
  void Run(const std::string& sql) const { ASSERT_EQ(Error(sql), ""); }

  /// The first value of a query that gives a BIGINT; INT64_MIN with a failure when it does not.
  int64_t Number(const std::string& sql) const {
    duckdb_result result;
    int64_t number = INT64_MIN;
    if (duckdb_query(connection_, sql.c_str(), &result) != DuckDBSuccess) {
      ADD_FAILURE() << duckdb_result_error(&result);
    } else if (duckdb_data_chunk chunk = duckdb_fetch_chunk(result); chunk == nullptr) {
      ADD_FAILURE() << "no rows: " << sql;
    } else {
      duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, 0);
      EXPECT_EQ(duckdb_column_type(&result, 0), DUCKDB_TYPE_BIGINT) << sql;
      number = static_cast<const int64_t*>(duckdb_vector_get_data(vector))[0];
      duckdb_destroy_data_chunk(&chunk);
    }
    duckdb_destroy_result(&result);
    return number;
  }

 private:
  duckdb_connection connection_ = nullptr;
};

/// A folder that goes when the test does.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "harrier-proof-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string File(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace harrier::proof
