#include "query/watchdog.h"

#include <atomic>

#include "query/service_testing.h"

namespace harrier::query {
namespace {

constexpr uint64_t kMb = uint64_t{1} << 20;

bool WaitFor(const std::stop_token& token) {
  for (int i = 0; i < 500 && !token.stop_requested(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return token.stop_requested();
}

/// Long enough for the watchdog to look.
void Pause() {
  std::this_thread::sleep_for(std::chrono::milliseconds(80));
}

TEST(Watchdog, EndsTheOneThatGrewMost) {
  std::atomic<uint64_t> resident = 100 * kMb;
  Watchdog watchdog(1000 * kMb, [&] { return resident.load(); });
  const auto large = watchdog.Watch({});
  Pause();
  resident += 500 * kMb;
  Pause();
  const auto small = watchdog.Watch({});
  resident += 500 * kMb;
  EXPECT_TRUE(WaitFor(large->token()));
  EXPECT_FALSE(small->token().stop_requested());
  const Error reason = large->Reason({ErrorCode::kCancelled, "the query was cancelled"});
  EXPECT_EQ(reason.code, ErrorCode::kLimit);
  EXPECT_NE(reason.message.find("E_LOW_MEMORY_CONDITION"), std::string::npos);
  EXPECT_EQ(large->Reason({ErrorCode::kTimeout, "late"}).code, ErrorCode::kTimeout);
  EXPECT_EQ(small->Reason({ErrorCode::kCancelled, "left"}).code, ErrorCode::kCancelled);
}

TEST(Watchdog, SparesThoseThatTookLittle) {
  std::atomic<uint64_t> resident = 2000 * kMb;  // what others have left behind
  Watchdog watchdog(1000 * kMb, [&] { return resident.load(); });
  const auto query = watchdog.Watch({});
  Pause();
  resident += 10 * kMb;
  Pause();
  EXPECT_FALSE(query->token().stop_requested());
}

TEST(Watchdog, HandsOnTheClientsWish) {
  Watchdog watchdog(0);
  std::stop_source client;
  const auto query = watchdog.Watch(client.get_token());
  EXPECT_FALSE(query->token().stop_requested());
  client.request_stop();
  EXPECT_TRUE(query->token().stop_requested());
}

class WatchedService : public ServiceTest {};

TEST_F(WatchedService, AQueryThatOutgrowsTheProcessEndsAndTheOthersGoOn) {
  Start([](ServiceOptions& options) { options.memory_limit = ResidentBytes() + 300 * kMb; });
  const Asked asked =
      Ask("range x from 1 to 50000000 step 1 | summarize n = dcount(x) by x | summarize max(n)");
  ASSERT_TRUE(asked.failure);
  EXPECT_EQ(asked.failure->code, ErrorCode::kLimit) << asked.failure->message;
  EXPECT_NE(asked.failure->message.find("E_LOW_MEMORY_CONDITION"), std::string::npos)
      << asked.failure->message;
  EXPECT_EQ(Ask("Syslog | count").first, "10");
}

}  // namespace
}  // namespace harrier::query
