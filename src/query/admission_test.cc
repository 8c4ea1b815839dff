#include "query/admission.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

namespace harrier::query {
namespace {

using std::chrono::milliseconds;

Admission::Clock::time_point In(milliseconds time) {
  return Admission::Clock::now() + time;
}

void WaitFor(const auto& condition) {
  for (int i = 0; i < 2000 && !condition(); ++i) std::this_thread::sleep_for(milliseconds(1));
  ASSERT_TRUE(condition());
}

TEST(Admission, ShortQueriesPassWhileHeavyOnesWait) {
  Admission admission({.slots = 1, .short_slots = 1, .queue = 4});
  auto heavy = admission.Enter(Cost::kHeavy, In(milliseconds(1)), {});
  ASSERT_TRUE(heavy);
  auto second = admission.Enter(Cost::kHeavy, In(milliseconds(20)), {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kTimeout);
  EXPECT_TRUE(admission.Enter(Cost::kShort, In(milliseconds(1)), {}));
}

TEST(Admission, RefusesWhatNoLongerFitsIntoTheQueue) {
  Admission admission({.slots = 1, .short_slots = 1, .queue = 0});
  auto first = admission.Enter(Cost::kHeavy, In(milliseconds(1)), {});
  ASSERT_TRUE(first);
  const auto second = admission.Enter(Cost::kHeavy, In(milliseconds(1000)), {});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kBusy);
  first->Release();
  EXPECT_TRUE(admission.Enter(Cost::kHeavy, In(milliseconds(1)), {}));
}

TEST(Admission, StopEndsTheWait) {
  Admission admission({.slots = 1, .short_slots = 1, .queue = 4});
  auto first = admission.Enter(Cost::kHeavy, In(milliseconds(1)), {});
  std::stop_source stop;
  std::atomic<bool> cancelled = false;
  std::jthread waiter([&] {
    const auto second = admission.Enter(Cost::kHeavy, In(milliseconds(60'000)), stop.get_token());
    cancelled = !second && second.error().code == ErrorCode::kCancelled;
  });
  WaitFor([&] { return admission.Load(Cost::kHeavy).second == 1; });
  stop.request_stop();
  WaitFor([&] { return cancelled.load(); });
  EXPECT_EQ(admission.Load(Cost::kHeavy).second, 0U);
}

TEST(Admission, ServesInOrderAndNeverMoreThanTheSlots) {
  Admission admission({.slots = 1, .short_slots = 1, .queue = 8});
  auto first = admission.Enter(Cost::kHeavy, In(milliseconds(1)), {});
  std::mutex mutex;
  std::vector<int> order;
  std::vector<std::jthread> waiters;
  for (int i = 0; i < 5; ++i) {
    waiters.emplace_back([&, i] {
      const auto permit = admission.Enter(Cost::kHeavy, In(milliseconds(60'000)), {});
      EXPECT_TRUE(permit);
      EXPECT_EQ(admission.Load(Cost::kHeavy).first, 1U);
      const std::lock_guard lock(mutex);
      order.push_back(i);
    });
    WaitFor([&] { return admission.Load(Cost::kHeavy).second == static_cast<uint32_t>(i) + 1; });
  }
  first->Release();
  waiters.clear();
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4}));
}

}  // namespace
}  // namespace harrier::query
