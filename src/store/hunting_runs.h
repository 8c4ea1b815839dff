#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace harrier::store {

class Database;

/// One count of one hunting query over one window.
struct HuntingRun {
  /// The window asked for, the one before it (for the delta), or one of a scheduled sweep.
  enum class Kind { kCurrent, kPrevious, kSweep };
  enum class Status { kDone, kFailed, kCancelled, kNotAvailable };

  std::string id;         // a guid
  std::string batch;      // a guid: the "run all" or the sweep that it belongs to
  std::string workspace;  // compared without case
  std::string query;      // the hunting query's id
  int64_t query_version = 0;
  Kind kind = Kind::kCurrent;
  int64_t window_from = 0;  // ticks
  int64_t window_to = 0;
  std::optional<int64_t> rows;
  int64_t duration_ns = 0;
  int64_t bytes = 0;  // read
  Status status = Status::kDone;
  std::string error;
  std::string user;          // object id of who started it
  int64_t started = 0;       // ticks
  std::string parameters{};  // JSON: the values by name; empty if it had none
};

/// The history of hunting queries' runs. Each call is a transaction of its own.
class HuntingRuns {
 public:
  explicit HuntingRuns(Database& database) : database_(database) {}

  /// All or none.
  harrier::Status Add(std::span<const HuntingRun> runs);
  /// A query's runs that started at `since` (ticks) or later, oldest first.
  Result<std::vector<HuntingRun>> OfQuery(std::string_view workspace, std::string_view query, int64_t since);
  /// The same of all queries of a workspace.
  Result<std::vector<HuntingRun>> OfWorkspace(std::string_view workspace, int64_t since);
  Result<std::vector<HuntingRun>> OfBatch(std::string_view workspace, std::string_view batch);
  /// Removes what started before `before`; how many there were.
  Result<int64_t> Prune(int64_t before);

 private:
  Database& database_;
};

}  // namespace harrier::store
