#include "query/admission.h"

#include <algorithm>

namespace harrier::query {

Admission::Admission(AdmissionOptions options) : queue_(options.queue) {
  lane(Cost::kHeavy).slots = std::max(options.slots, 1U);
  lane(Cost::kShort).slots = std::max(options.short_slots, 1U);
  lane(Cost::kOutside).slots = std::max(options.outside_slots, 1U);
}

Result<Admission::Permit> Admission::Enter(Cost cost, Clock::time_point deadline, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  Lane& lane = this->lane(cost);
  if (lane.running < lane.slots) {
    ++lane.running;
    return Permit(this, cost);
  }
  if (lane.waiting.size() >= queue_) {
    return Fail(ErrorCode::kBusy, "too many queries: {} run and {} wait already; try again in a while",
                lane.running, lane.waiting.size());
  }
  Waiter waiter;
  const auto place = lane.waiting.insert(lane.waiting.end(), &waiter);
  waiter.changed.wait_until(lock, stop, deadline, [&] { return waiter.granted; });
  if (waiter.granted) return Permit(this, cost);
  lane.waiting.erase(place);
  if (stop.stop_requested()) return Fail(ErrorCode::kCancelled, "the query was cancelled while it waited");
  return Fail(ErrorCode::kTimeout, "the query waited for its turn until its time was up");
}

std::pair<uint32_t, uint32_t> Admission::Load(Cost cost) const {
  const std::lock_guard lock(mutex_);
  const Lane& lane = lanes_[static_cast<size_t>(cost)];
  return {lane.running, static_cast<uint32_t>(lane.waiting.size())};
}

Admission::Permit& Admission::Permit::operator=(Permit&& other) noexcept {
  if (this != &other) {
    Release();
    owner_ = std::exchange(other.owner_, nullptr);
    cost_ = other.cost_;
  }
  return *this;
}

void Admission::Permit::Release() {
  if (owner_ == nullptr) return;
  {
    const std::lock_guard lock(owner_->mutex_);
    Lane& lane = owner_->lane(cost_);
    if (lane.waiting.empty()) {
      --lane.running;
    } else {
      Waiter* const next = lane.waiting.front();
      lane.waiting.pop_front();
      next->granted = true;
      next->changed.notify_one();
    }
  }
  owner_ = nullptr;
}

}  // namespace harrier::query
