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

/// The rows that a hunting query gave at one time, kept to be compared with those of another time.
struct HuntingResult {
  std::string id;         // a guid
  std::string workspace;  // compared without case
  std::string query;      // the hunting query's id
  int64_t query_version = 0;
  int64_t window_from = 0;  // ticks
  int64_t window_to = 0;
  std::string columns;  // JSON: [{"name", "type"}]
  int64_t rows = 0;
  bool complete = true;      // false: there were more rows than are kept
  std::string user;          // object id of who ran it
  int64_t started = 0;       // ticks
  std::string parameters{};  // JSON: the values by name; empty if it had none
};

struct HuntingResultRow {
  std::string hash;  // of `text`
  std::string text;  // JSON: the array of its values
};

/// Each call is a transaction of its own.
class HuntingResults {
 public:
  explicit HuntingResults(Database& database) : database_(database) {}

  Status Add(const HuntingResult& result, std::span<const HuntingResultRow> rows);
  Result<std::optional<HuntingResult>> Find(std::string_view workspace, std::string_view id);
  /// A query's results, the newest first.
  Result<std::vector<HuntingResult>> OfQuery(std::string_view workspace, std::string_view query);
  /// In their order.
  Result<std::vector<HuntingResultRow>> RowsOf(std::string_view id);
  /// Removes what started before `before`; how many results there were.
  Result<int64_t> Prune(int64_t before);

 private:
  Database& database_;
};

}  // namespace harrier::store
