#pragma once

#include <memory>
#include <string>
#include <vector>

#include <duckdb.h>

#include "base/error.h"
#include "base/value.h"
#include "runtime/kernel.h"

namespace harrier::engine::duckdb {

/// One connection; not to be shared between threads, except for Interrupt.
class Connection {
 public:
  explicit Connection(duckdb_connection handle) : handle_(handle) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// Runs one or more statements and drops their rows.
  Status Execute(const std::string& sql);
  /// Runs one statement and reads all of its rows: for small results. Integers of any width come as long,
  /// text as string; other types than those, real, bool, decimal and guid are kInternal.
  Result<std::vector<std::vector<Value>>> Rows(const std::string& sql);
  /// Makes whatever runs on this connection end soon with an error.
  void Interrupt();
  duckdb_connection handle() const { return handle_; }

 private:
  duckdb_connection handle_;
};

/// Settings of an instance.
struct InstanceOptions {
  uint32_t threads = 0;        // 0: one a core
  uint64_t memory_bytes = 0;   // 0: half of the machine's
  std::string temp_directory;  // where to spill; empty: nowhere
  /// The only directory that may be read, written and attached; empty: none.
  std::string allowed_directory;
};

/// One DuckDB instance, whose own catalogue is in memory; files are attached to it. Kernels are registered.
class Instance {
 public:
  static Result<std::unique_ptr<Instance>> Open(const InstanceOptions& options);
  explicit Instance(duckdb_database handle);
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;
  ~Instance();

  Result<std::unique_ptr<Connection>> Connect();

 private:
  duckdb_database handle_;
  /// Functions that the dialect itself needs.
  runtime::KernelRegistry own_kernels_;
};

/// An error of DuckDB as ours: kLimit for memory, kCancelled for an interrupt, kIo for files, kInternal else.
Error TranslateError(const char* message);

}  // namespace harrier::engine::duckdb
