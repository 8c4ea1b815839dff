#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "engine/engine.h"
#include "hunting/journal/log_row.h"
#include "store/store.h"

namespace harrier::hunting {

struct OutboxOptions {
  store::Store* store = nullptr;  // all must outlive the outbox
  const Clock* clock = nullptr;
  Log* log = nullptr;
  /// Where the log rows of a workspace (a guid; "" is the tenant) go; null: nowhere.
  std::function<engine::Storage*(std::string_view workspace)> storage_of;
  /// The path before the names of a workspace's objects:
  /// "/subscriptions/…/providers/Microsoft.SecurityInsights".
  std::function<std::string(std::string_view workspace)> provider_of;
  std::vector<RowMaker> makers = AllRowMakers();
};

/// Replays the store's journal into log tables: each change becomes its rows once, whatever ends the process
/// in between, and soon after its commit.
class Outbox {
 public:
  explicit Outbox(OutboxOptions options) : options_(std::move(options)) {}
  /// Ends the thread; what it has not yet replayed is replayed by the next one.
  ~Outbox();

  /// Replays on a thread of its own from now on.
  void Start();
  /// Replays what is there now, in the caller's thread. Not beside Start.
  Status CatchUp();

 private:
  /// Replays the next changes; false if there are none.
  Result<bool> Step();
  Result<std::vector<store::Change>> Below(const RowMaker& maker, const store::Change& change);
  Status AppendAll(const std::vector<store::Change>& changes);
  void Run(const std::stop_token& stop);

  OutboxOptions options_;
  std::optional<int64_t> position_;  // once it was read
  std::jthread thread_;
};

}  // namespace harrier::hunting
