#include "app/interrupts.h"

#include <csignal>
#include <ctime>

namespace harrier::app {
namespace {

sigset_t InterruptSet() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  return set;
}

/// There only so that a blocking read returns.
void Nothing(int) {}

}  // namespace

Interrupts::Interrupts() : reader_(::pthread_self()) {
  const sigset_t set = InterruptSet();
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  struct sigaction action{};
  action.sa_handler = Nothing;
  ::sigaction(SIGUSR1, &action, nullptr);
  waiter_ = std::jthread([this](const std::stop_token& end) { Wait(end); });
}

Interrupts::~Interrupts() {
  waiter_.request_stop();
  waiter_.join();
  const sigset_t set = InterruptSet();
  ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

std::stop_token Interrupts::Begin() {
  const std::lock_guard lock(mutex_);
  stop_ = std::stop_source();
  running_ = true;
  return stop_.get_token();
}

void Interrupts::Done() {
  const std::lock_guard lock(mutex_);
  running_ = false;
}

void Interrupts::Wait(const std::stop_token& end) {
  const sigset_t set = InterruptSet();
  const timespec tick{0, 100'000'000};
  while (!end.stop_requested()) {
    if (::sigtimedwait(&set, nullptr, &tick) != SIGINT) continue;
    const std::lock_guard lock(mutex_);
    if (running_) {
      stop_.request_stop();
    } else {
      ::pthread_kill(reader_, SIGUSR1);
    }
  }
}

}  // namespace harrier::app
