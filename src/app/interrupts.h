#pragma once

#include <mutex>
#include <stop_token>
#include <thread>

#include <pthread.h>

namespace harrier::app {

/// While it lives, Ctrl-C does not end the program: it stops what runs, or, if nothing does, interrupts what
/// the thread that made this reads.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;
  Interrupts& operator=(const Interrupts&) = delete;

  /// A token for what runs from now on, until Done.
  std::stop_token Begin();
  void Done();

 private:
  void Wait(const std::stop_token& end);

  pthread_t reader_;
  std::mutex mutex_;
  bool running_ = false;
  std::stop_source stop_;
  std::jthread waiter_;
};

}  // namespace harrier::app
