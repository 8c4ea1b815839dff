#pragma once

#include <span>

#include "plan/shared_counts.h"
#include "query/preparation.h"

namespace harrier::query {

/// Counts the rows of many queries (Service::Count). Those that look for texts in one column of a table are
/// counted by one scan, the cheapest first.
class Counting {
 public:
  /// All must outlive it.
  Counting(const ServiceOptions& options, Preparation& preparation, Admission& admission, Watchdog& watchdog)
      : options_(options), preparation_(preparation), admission_(admission), watchdog_(watchdog) {}

  void Run(std::span<const Request> requests, const CountSink& done);

 private:
  /// A query whose count is wanted, ready to run.
  struct Ready {
    size_t number = 0;  // of the request
    plan::NodePtr count;
    Terms terms;
    uint64_t cost = 0;  // rows to read, about
    int64_t prepared_ns = 0;
  };

  Result<Ready> Prepare(size_t number, Request request) const;
  /// Counts that have one scan; what could not be told that way is left in `alone`.
  void RunShared(const plan::SharedCount& shared, std::span<const Ready> ready, const CountSink& done,
                 std::vector<const Ready*>& alone);
  void RunAlone(const Ready& ready, const CountSink& done);
  Result<std::vector<std::vector<Value>>> Rows(const plan::NodePtr& root, Terms terms, size_t most);

  const ServiceOptions& options_;
  Preparation& preparation_;
  Admission& admission_;
  Watchdog& watchdog_;
};

}  // namespace harrier::query
