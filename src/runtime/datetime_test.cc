#include <gtest/gtest.h>

#include "runtime/time_zone.h"
#include "runtime/value_testing.h"

namespace harrier::runtime {
namespace {

Value Moved(std::string_view kernel, std::string_view time, int64_t offset = 0) {
  return Apply(kernel, {Time(time), Value::Long(offset)});
}
Value Added(std::string_view unit, int64_t n, std::string_view time) {
  return Apply("datetime_add", {Text(unit), Value::Long(n), Time(time)});
}
Value Difference(std::string_view unit, std::string_view a, std::string_view b) {
  return Apply("datetime_diff", {Text(unit), Time(a), Time(b)});
}

TEST(Datetime, StartsAndEnds) {
  EXPECT_EQ(Moved("startofday", "2017-01-01 10:10:17", -1), Time("2016-12-31"));
  EXPECT_EQ(Moved("startofweek", "2017-01-04 10:10:17"), Time("2017-01-01"));
  EXPECT_EQ(Moved("startofweek", "2017-01-01"), Time("2017-01-01"));
  EXPECT_EQ(Moved("startofmonth", "2017-01-31", 1), Time("2017-02-01"));
  EXPECT_EQ(Moved("startofyear", "2017-06-01", -1), Time("2016-01-01"));
  EXPECT_EQ(Moved("endofmonth", "2016-02-10"), Time("2016-02-29 23:59:59.9999999"));
  EXPECT_EQ(Moved("endofweek", "2017-01-01 10:10:17"), Time("2017-01-07 23:59:59.9999999"));
  EXPECT_EQ(Moved("endofyear", "9999-05-05"), Time("9999-12-31 23:59:59.9999999"));
  EXPECT_TRUE(Moved("startofday", "0001-01-01", -1).is_null());
}

TEST(Datetime, OffsetsThatLeaveTheCalendarGiveNull) {
  for (const char* kernel : {"startofday", "startofweek", "startofmonth", "startofyear"}) {
    EXPECT_TRUE(Moved(kernel, "2017-01-01", INT64_MAX / 2).is_null()) << kernel;
    EXPECT_TRUE(Moved(kernel, "2017-01-01", INT64_MIN / 2).is_null()) << kernel;
  }
  // So many ticks that 64 bits would come round to the calendar again.
  EXPECT_TRUE(Moved("startofweek", "2017-01-01", 3'050'057).is_null());
  EXPECT_TRUE(Moved("startofweek", "2017-01-01", -3'050'057).is_null());
}

TEST(Datetime, PartsOfADay) {
  EXPECT_EQ(Apply("dayofweek", {Time("2015-12-14")}), Span("1d"));
  EXPECT_EQ(Apply("dayofyear", {Time("2016-12-31")}), Value::Int(366));
  EXPECT_EQ(Apply("week_of_year", {Time("2020-12-31")}), Value::Int(53));
  EXPECT_EQ(Apply("week_of_year", {Time("1999-01-01")}), Value::Int(53));
  EXPECT_EQ(Apply("week_of_year", {Time("1970-01-01")}), Value::Int(1));
  EXPECT_EQ(Apply("datetime_part", {Text("Quarter"), Time("2017-10-30")}), Value::Int(4));
  EXPECT_EQ(Apply("datetime_part", {Text("microsecond"), Time("2017-10-30 01:02:03.7654321")}),
            Value::Int(765432));
  EXPECT_TRUE(Apply("datetime_part", {Text("fortnight"), Time("2017-10-30")}).is_null());
}

TEST(Datetime, DifferencesCountBoundaries) {
  EXPECT_EQ(Difference("year", "2017-01-01", "2000-12-31"), Value::Long(17));
  EXPECT_EQ(Difference("month", "2017-01-01", "2015-12-30"), Value::Long(13));
  EXPECT_EQ(Difference("week", "2017-10-29", "2017-09-30 23:59"), Value::Long(5));
  EXPECT_EQ(Difference("hour", "2017-10-31 01:00", "2017-10-30 23:59"), Value::Long(2));
  EXPECT_EQ(Difference("nanosecond", "2017-10-30 23:00:00.0000000", "2017-10-30 23:00:00.0000007"),
            Value::Long(-700));
}

TEST(Datetime, SumsKeepToTheCalendar) {
  EXPECT_EQ(Added("month", -15, "2017-01-01"), Time("2015-10-01"));
  EXPECT_EQ(Added("month", 1, "2023-01-31 06:00"), Time("2023-02-28 06:00"));
  EXPECT_EQ(Added("year", 1, "2024-02-29"), Time("2025-02-28"));
  EXPECT_EQ(Added("quarter", 12, "2017-01-01"), Time("2020-01-01"));
  EXPECT_EQ(Added("hour", -1, "2017-01-01"), Time("2016-12-31 23:00"));
  EXPECT_TRUE(Added("year", 8000, "2024-02-29").is_null());
  EXPECT_TRUE(Added("day", INT64_MAX, "2024-02-29").is_null());
  EXPECT_TRUE(Added("year", INT64_MAX, "2024-02-29").is_null());
}

TEST(Datetime, MadeOfParts) {
  const auto make = [](int64_t y, int64_t m, int64_t d, double s) {
    return Apply("make_datetime", {Value::Long(y), Value::Long(m), Value::Long(d), Value::Long(12),
                                   Value::Long(10), Value::Real(s)});
  };
  EXPECT_EQ(make(2017, 10, 1, 1.5), Time("2017-10-01 12:10:01.5"));
  EXPECT_TRUE(make(2017, 2, 29, 0).is_null());
  EXPECT_EQ(Apply("make_timespan", {Value::Long(1), Value::Long(12), Value::Long(30), Value::Real(55.123)}),
            Span("1.12:30:55.123"));
}

TEST(Datetime, UnixTimes) {
  EXPECT_EQ(Apply("from_unix_long", {Value::Long(1546300800), Value::Long(10'000'000)}), Time("2019-01-01"));
  EXPECT_EQ(Apply("from_unix", {Value::Real(1546300800.5), Value::Long(10'000'000)}),
            Time("2019-01-01 00:00:00.5"));
  EXPECT_TRUE(Apply("from_unix_long", {Value::Long(INT64_MAX), Value::Long(10'000'000)}).is_null());
  EXPECT_EQ(Apply("from_unix_nanoseconds", {Value::Long(1546300800000000000)}), Time("2019-01-01"));
}

TEST(Datetime, Formats) {
  const auto format = [](std::string_view time, std::string_view f) {
    return Apply("format_datetime", {Time(time), Text(f)});
  };
  EXPECT_EQ(format("2017-01-29 09:00:05", "yy-MM-dd [HH:mm:ss]"), Text("17-01-29 [09:00:05]"));
  EXPECT_EQ(format("2017-01-29 09:00:05", "yyyy-M-dd [H:mm:ss]"), Text("2017-1-29 [9:00:05]"));
  EXPECT_EQ(format("2017-01-29 21:00:05.12", "yy-MM-dd [hh:mm:ss tt] fff F"),
            Text("17-01-29 [09:00:05 PM] 120 1"));
  const auto span = [](std::string_view t, std::string_view f) {
    return Apply("format_timespan", {Span(t), Text(f)});
  };
  EXPECT_EQ(span("29.09:00:05.12345", "dd.hh:mm:ss:FF"), Text("29.09:00:05:12"));
  EXPECT_EQ(span("29.09:00:05.12345", "ddd.h:mm:ss [fffffff]"), Text("029.9:00:05 [1234500]"));
}

TEST(Datetime, ZonesKnowTheirSummers) {
  if (TimeZone::Load("Europe/Brussels") == nullptr) GTEST_SKIP() << "no IANA time zones on this machine";
  const auto local = [](std::string_view t, std::string_view zone) {
    return Apply("datetime_utc_to_local", {Time(t), Text(zone)});
  };
  const auto utc = [](std::string_view t, std::string_view zone) {
    return Apply("datetime_local_to_utc", {Time(t), Text(zone)});
  };
  EXPECT_EQ(utc("2020-02-02 20:02:20", "US/Pacific"), Time("2020-02-03 04:02:20"));
  EXPECT_EQ(utc("2020-02-02 20:02:20", "Europe/Paris"), Time("2020-02-02 19:02:20"));
  EXPECT_EQ(local("2020-07-01 12:00", "Europe/Brussels"), Time("2020-07-01 14:00"));
  // 02:00 to 03:00 does not exist on this day.
  EXPECT_EQ(utc("2022-03-27 02:00", "Europe/Brussels"), Time("2022-03-27 00:00"));
  EXPECT_EQ(utc("2022-03-27 03:00", "Europe/Brussels"), Time("2022-03-27 01:00"));
  // Beyond the table of transitions the rule goes on.
  EXPECT_EQ(local("2090-07-01 12:00", "Europe/Brussels"), Time("2090-07-01 14:00"));
  EXPECT_EQ(local("2090-01-01 12:00", "Europe/Brussels"), Time("2090-01-01 13:00"));
  EXPECT_EQ(TimeZone::Load("../passwd"), nullptr);
  EXPECT_EQ(TimeZone::Load("Europe"), nullptr);
  EXPECT_EQ(TimeZone::Parse("TZif2"), nullptr);
}

}  // namespace
}  // namespace harrier::runtime
