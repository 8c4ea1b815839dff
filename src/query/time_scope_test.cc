#include "query/time_scope.h"

#include <gtest/gtest.h>

#include "base/ticks.h"
#include "base/time_text.h"

namespace harrier::query {
namespace {

const int64_t kNow = *ParseDatetime("2026-01-08T00:00:00Z");

std::string Scope(std::string_view text) {
  const auto scope = ParseTimeScope(text, kNow);
  if (!scope) return "bad";
  return FormatDatetime(scope->first).substr(0, 19) + " " + FormatDatetime(scope->second).substr(0, 19);
}

TEST(TimeScope, ReadsDurationsAndRanges) {
  EXPECT_EQ(Scope("P7D"), "2026-01-01T00:00:00 2026-01-08T00:00:00");
  EXPECT_EQ(Scope("PT86400.0S"), "2026-01-07T00:00:00 2026-01-08T00:00:00");
  EXPECT_EQ(Scope("1d"), Scope("P1D"));
  EXPECT_EQ(Scope("2026-01-01/2026-01-02T12:00Z"), "2026-01-01T00:00:00 2026-01-02T12:00:00");
  EXPECT_EQ(Scope("2026-01-01T00:00:00Z/PT3600.0S"), "2026-01-01T00:00:00 2026-01-01T01:00:00");
  EXPECT_EQ(Scope("P1DT2H/2026-01-03"), "2026-01-01T22:00:00 2026-01-03T00:00:00");
  for (const char* bad : {"", "P", "PT", "P1M", "P1", "x/y", "2026-01-02/2026-01-01", "P7D/", "-P1D"}) {
    EXPECT_EQ(Scope(bad), "bad") << bad;
  }
}

}  // namespace
}  // namespace harrier::query
