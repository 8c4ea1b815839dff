#pragma once

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

#include "base/log.h"
#include "store/store.h"

namespace harrier::hunting {

/// Tells whoever listens that the journal has grown. Safe for use by several threads.
class JournalFeed {
 public:
  /// Both must outlive it.
  JournalFeed(store::Store& store, Log& log) : store_(store), log_(log) {}
  ~JournalFeed();

  void Start();
  /// Calls `grown`, from another thread, after each commit, for as long as what it returns is kept.
  std::shared_ptr<void> Listen(std::function<void()> grown);

 private:
  void Run(const std::stop_token& stop);

  store::Store& store_;
  Log& log_;
  std::mutex mutex_;
  std::list<std::weak_ptr<std::function<void()>>> listeners_;
  std::jthread thread_;
};

}  // namespace harrier::hunting
