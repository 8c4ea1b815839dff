#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/engine.h"

namespace harrier::hunting {

/// What feeds a table (content/connectors/connectors.tsv).
struct Connector {
  std::string_view id;  // as Sentinel's content names it
  std::string_view title;
  std::string_view solution;  // that ships it
  std::vector<std::string_view> tables;
};

/// In order of id.
const std::vector<Connector>& Connectors();
/// Those that feed a table.
std::vector<const Connector*> ConnectorsOf(std::string_view table);

/// Whether there is anything for a query to look at.
struct Availability {
  enum class State : uint8_t {
    kAvailable,
    kPartly,   // some of its tables have no data; it runs
    kMissing,  // none has: N/A
  };
  State state = State::kAvailable;
  std::vector<std::string> missing;  // the tables without data
};

/// Data counts if it came later than 14 days before `end` (ticks), where the time that is looked at ends. A
/// query without tables is available.
Availability AvailabilityOf(const std::set<std::string>& tables, engine::Storage& storage, int64_t end);

}  // namespace harrier::hunting
