#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <thread>
#include <vector>

#include "base/error.h"
#include "store/connection.h"

namespace harrier::store {

/// The connections to one database: one that writes, some that read. Safe for use by several threads.
class Database {
 public:
  static Result<std::unique_ptr<Database>> Open(const Location& location);

  /// Runs `fn` in a transaction that no other writer, in this process or another, runs beside; it is
  /// committed, and on disk, if `fn` returns Ok. `fn` may not call Write.
  Status Write(const std::function<Status(Connection&)>& fn);
  /// One statement in a transaction of its own; how many rows it changed.
  Result<int64_t> WriteOne(std::string_view sql, std::initializer_list<Cell> cells);
  /// Runs `fn` on one consistent state.
  Status Read(const std::function<Status(Connection&)>& fn);

  Location::Kind kind() const { return location_.kind; }

 private:
  explicit Database(Location location) : location_(std::move(location)) {}

  /// Opens the connection if there is none, and begins; once more if the server had gone.
  Status Begin(std::unique_ptr<Connection>& connection, std::string_view statement);

  const Location location_;
  std::mutex write_mutex_;
  std::atomic<std::thread::id> writing_;
  std::unique_ptr<Connection> writer_;

  std::mutex readers_mutex_;
  std::vector<std::unique_ptr<Connection>> readers_;  // those that nobody uses
};

}  // namespace harrier::store
