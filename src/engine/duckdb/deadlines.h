#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace harrier::engine::duckdb {

/// Calls back at set times, on one thread of its own. Callbacks must be short.
class Deadlines {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// A registered callback; once this is destroyed, it neither runs nor will run.
  class Token {
   public:
    Token() = default;
    Token(Token&& other) noexcept
        : owner_(std::exchange(other.owner_, nullptr)), key_(std::move(other.key_)) {}
    Token& operator=(Token&& other) noexcept;
    ~Token() { Cancel(); }
    void Cancel();

   private:
    friend class Deadlines;
    Token(Deadlines* owner, std::pair<Time, uint64_t> key) : owner_(owner), key_(key) {}
    Deadlines* owner_ = nullptr;
    std::pair<Time, uint64_t> key_{};
  };

  Deadlines();
  ~Deadlines();
  Token At(Time time, std::function<void()> callback);

 private:
  void Run(const std::stop_token& stop);

  std::mutex mutex_;
  std::condition_variable_any changed_;
  uint64_t next_ = 0;
  std::map<std::pair<Time, uint64_t>, std::function<void()>> pending_;
  std::jthread thread_;
};

}  // namespace harrier::engine::duckdb
