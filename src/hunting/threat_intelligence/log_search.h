#pragma once

#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "hunting/threat_intelligence/indicator_index.h"

namespace harrier::hunting {

/// An indicator in a row.
struct ThreatHit {
  SoughtPtr indicator;
  ObservedColumn column;
  std::string value;    // of the column
  int64_t arrived = 0;  // when the row came in, in ticks
  std::optional<int64_t> event_time;
  const std::string* row = nullptr;  // a JSON object of the columns that have values
};

/// Rows by the time at which they came in, from `from` on and before `to`.
struct ArrivalRange {
  int64_t from = 0;
  int64_t to = INT64_MAX;
};

struct LogSearch {
  engine::Engine& engine;
  const catalog::Table& table;
  const ObservedTable& observed;
  const IndicatorIndex& index;
  ArrivalRange range{};
  /// Whether an indicator counts for rows that came in then.
  std::function<bool(const SoughtIndicator&, int64_t arrived)> counts;
  std::stop_token stop{};
};

/// Looks for all of an index's indicators in a table: one reading of the columns that hold observables, then
/// one of the rows in which something was found, in portions of a few thousand found values. Each indicator
/// is told once for each row and column.
Status SearchLogs(const LogSearch& search, const std::function<Status(const ThreatHit&)>& hit);

/// The reading of the observed columns, and of all columns of the rows that have one of the values in a
/// column.
plan::NodePtr ObservedColumnsPlan(const catalog::Table& table, const ObservedTable& observed,
                                  ArrivalRange range);
using FoundValues = std::map<std::string_view, std::vector<std::string>>;  // by column
plan::NodePtr FoundRowsPlan(const catalog::Table& table, const FoundValues& values, ArrivalRange range);

/// How many rows came in at each time within the range.
Result<std::map<int64_t, uint64_t>> CountArrivals(engine::Engine& engine, const catalog::Table& table,
                                                  ArrivalRange range, std::stop_token stop);

}  // namespace harrier::hunting
