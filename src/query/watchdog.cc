#include "query/watchdog.h"

#include <algorithm>
#include <cstdio>

#include <malloc.h>
#include <unistd.h>

namespace harrier::query {
namespace {

constexpr std::chrono::milliseconds kEvery{10};
/// Memory comes back some time after a query was told to end.
constexpr std::chrono::milliseconds kGrace{500};
/// What is laid to a query may be the doing of others; less than this is no reason to end it.
constexpr uint64_t kLeast = uint64_t{64} << 20;

}  // namespace

uint64_t ResidentBytes() {
  std::FILE* const file = std::fopen("/proc/self/statm", "re");
  if (file == nullptr) return 0;
  unsigned long long all = 0, resident = 0;
  const bool read = std::fscanf(file, "%llu %llu", &all, &resident) == 2;
  std::fclose(file);
  return read ? resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE)) : 0;
}

Watchdog::Watchdog(uint64_t limit, std::function<uint64_t()> resident)
    : limit_(limit), resident_(std::move(resident)) {
  if (limit_ != 0) thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
}

std::unique_ptr<Watchdog::Watched> Watchdog::Watch(const std::stop_token& also) {
  std::unique_ptr<Watched> query(new Watched(*this, also));
  const std::lock_guard lock(mutex_);
  if (queries_.empty()) last_ = resident_();
  queries_.push_back(query.get());
  changed_.notify_one();
  return query;
}

Watchdog::Watched::~Watched() {
  const std::lock_guard lock(owner_.mutex_);
  owner_.queries_.remove(this);
}

Error Watchdog::Watched::Reason(Error error) const {
  const std::lock_guard lock(owner_.mutex_);
  if (!ended_ || error.code != ErrorCode::kCancelled) return error;
  return {
      ErrorCode::kLimit,
      fmt::format(
          "the server's memory ran short, and this query took the most of it, about {} MB "
          "(E_LOW_MEMORY_CONDITION); narrow its time range, take fewer columns or summarize by fewer keys",
          bytes_ >> 20)};
}

void Watchdog::Run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    changed_.wait(lock, stop, [this] { return !queries_.empty(); });
    if (stop.stop_requested()) return;
    Look();
    changed_.wait_for(lock, stop, kEvery, [] { return false; });
  }
}

void Watchdog::Look() {
  uint64_t now = resident_();
  if (now > last_) {
    for (Watched* query : queries_) query->bytes_ += (now - last_) / queries_.size();
  }
  last_ = now;
  if (now <= limit_) return;
  // A query's stop request runs callbacks of the engine's, which do not come back here.
  const auto moment = std::chrono::steady_clock::now();
  if (moment - ended_last_ < kGrace) return;
  ended_last_ = moment;
  // What ended queries have left with the allocator is no query's memory.
  malloc_trim(0);
  now = last_ = resident_();
  if (now <= limit_) return;
  const auto largest =
      std::max_element(queries_.begin(), queries_.end(), [](const Watched* a, const Watched* b) {
        return (a->ended_ ? 0 : a->bytes_) < (b->ended_ ? 0 : b->bytes_);
      });
  if ((*largest)->ended_ || (*largest)->bytes_ < kLeast) return;
  (*largest)->ended_ = true;
  (*largest)->stop_.request_stop();
}

}  // namespace harrier::query
