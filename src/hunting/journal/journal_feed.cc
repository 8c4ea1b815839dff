#include "hunting/journal/journal_feed.h"

#include <condition_variable>

namespace harrier::hunting {
namespace {

/// What another process commits is seen after so long.
constexpr int64_t kLook = 1'000'000'000;
/// After a failure of the store.
constexpr auto kPause = std::chrono::seconds(2);

}  // namespace

JournalFeed::~JournalFeed() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

void JournalFeed::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
}

std::shared_ptr<void> JournalFeed::Listen(std::function<void()> grown) {
  auto listener = std::make_shared<std::function<void()>>(std::move(grown));
  const std::lock_guard lock(mutex_);
  listeners_.push_back(listener);
  return listener;
}

void JournalFeed::Run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any pause;
  int64_t seen = 0;
  while (!stop.stop_requested()) {
    const Result<bool> grown = store_.WaitForChanges(seen, stop, kLook);
    const Result<int64_t> last = grown && *grown ? store_.LastSequence() : Result<int64_t>(seen);
    if (!grown || !last) {
      log_.Error("the journal cannot be read", {{"why", (grown ? last.error() : grown.error()).message}});
      std::unique_lock lock(mutex);
      pause.wait_for(lock, stop, kPause, [] { return false; });
      continue;
    }
    if (*last == seen) continue;
    seen = *last;
    const std::lock_guard lock(mutex_);
    std::erase_if(listeners_, [](const auto& listener) {
      const auto call = listener.lock();
      if (call) (*call)();
      return call == nullptr;
    });
  }
}

}  // namespace harrier::hunting
