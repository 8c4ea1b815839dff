#include "engine/duckdb/deadlines.h"

namespace harrier::engine::duckdb {

Deadlines::Token& Deadlines::Token::operator=(Token&& other) noexcept {
  if (this != &other) {
    Cancel();
    owner_ = std::exchange(other.owner_, nullptr);
    key_ = other.key_;
  }
  return *this;
}

void Deadlines::Token::Cancel() {
  if (owner_ == nullptr) return;
  const std::lock_guard lock(owner_->mutex_);
  owner_->pending_.erase(key_);
  owner_ = nullptr;
}

Deadlines::Deadlines() : thread_([this](const std::stop_token& stop) { Run(stop); }) {}

Deadlines::~Deadlines() = default;

Deadlines::Token Deadlines::At(Time time, std::function<void()> callback) {
  const std::lock_guard lock(mutex_);
  const std::pair key(time, next_++);
  pending_.emplace(key, std::move(callback));
  changed_.notify_one();
  return {this, key};
}

void Deadlines::Run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (pending_.empty()) {
      changed_.wait(lock, stop, [this] { return !pending_.empty(); });
      continue;
    }
    const auto first = pending_.begin();
    if (first->first.first > std::chrono::steady_clock::now()) {
      const auto key = first->first;
      changed_.wait_until(lock, stop, key.first,
                          [this, key] { return pending_.empty() || pending_.begin()->first != key; });
      continue;
    }
    // Called under the lock, so that a cancelled token's callback is over.
    first->second();
    pending_.erase(first);
  }
}

}  // namespace harrier::engine::duckdb
