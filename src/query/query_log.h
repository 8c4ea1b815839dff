#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/clock.h"
#include "query/session.h"

namespace harrier::query {

/// Who asks, and through what, as the log of queries tells it.
struct Asker {
  std::string object_id{};  // the principal's, a guid
  std::string email{};
  std::string client_id{};   // of a service principal
  std::string client_app{};  // names the surface: "ARM", "Kusto", "Hunting page"…
  std::string target{};      // the path of the request, if it was one
  std::string workspace{};   // a guid
};

/// One query that has ended.
struct QueryRecord {
  Asker asker;
  std::string text;
  std::string correlation;                              // the client's request id
  std::optional<std::pair<int64_t, int64_t>> timespan;  // ticks
  int64_t started = 0;                                  // ticks
  int64_t duration_ns = 0;
  std::optional<int64_t> cpu_ns;  // where it is known
  uint64_t rows = 0;              // of all results, counted ones too
  int response_code = 200;        // HTTP's; 499: the client went away
  std::string error;
};

/// Takes note of queries. Safe for use by several threads at once; does not wait for the disk.
class QueryLog {
 public:
  virtual ~QueryLog() = default;
  virtual void Note(QueryRecord record) = 0;
};

/// The service as `asker` sees it: each query that it runs or counts is noted when its answer has ended, also
/// one that fails. `service`, `log` and `clock` must outlive it and its answers.
std::unique_ptr<Service> LoggedBy(Service& service, QueryLog& log, const Clock& clock, Asker asker);

}  // namespace harrier::query
