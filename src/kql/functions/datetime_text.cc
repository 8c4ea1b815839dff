#include "kql/functions/lowering.h"

// Making datetimes and timespans of parts, reading Unix times, writing in a format, time zones (Kusto docs:
// make_datetime(), make_timespan(), unixtime_…_todatetime(), format_datetime(), datetime_utc_to_local()).
namespace harrier::kql {
namespace {

using plan::ExprPtr;

ExprPtr Long(int64_t v) {
  return plan::Lit(Value::Long(v));
}

Result<ExprPtr> LowerMakeDatetime(CallContext& call, std::vector<ExprPtr> args) {
  if (args.size() == 1) return ConvertAny(std::move(args[0]), Type::kDatetime);
  while (args.size() < 6) args.push_back(Long(0));
  for (size_t i = 0; i < args.size(); ++i)
    args[i] = ConvertAny(std::move(args[i]), i == 5 ? Type::kReal : Type::kLong);
  return plan::CallKernel("make_datetime", std::move(args), call.span());
}

Result<ExprPtr> LowerMakeTimespan(CallContext& call, std::vector<ExprPtr> args) {
  if (args.size() == 1) return ConvertAny(std::move(args[0]), Type::kTimespan);
  // Two and three arguments begin with hours, four with days.
  if (args.size() < 4) args.insert(args.begin(), Long(0));
  while (args.size() < 4) args.push_back(Long(0));
  for (size_t i = 0; i < args.size(); ++i)
    args[i] = ConvertAny(std::move(args[i]), i == 3 ? Type::kReal : Type::kLong);
  return plan::CallKernel("make_timespan", std::move(args), call.span());
}

template <int64_t ticks>
Result<ExprPtr> LowerFromUnix(CallContext& call, std::vector<ExprPtr> args) {
  if (args[0]->type == Type::kLong)
    return plan::CallKernel("from_unix_long", {std::move(args[0]), Long(ticks)}, call.span());
  return plan::CallKernel("from_unix", {ConvertAny(std::move(args[0]), Type::kReal), Long(ticks)},
                          call.span());
}

FunctionDef FromUnix(std::string_view name, Result<ExprPtr> (*lower)(CallContext&, std::vector<ExprPtr>),
                     std::string_view doc, std::string_view example) {
  return {.name = name,
          .signatures = {"(timestamp: long|real|decimal): datetime"},
          .lower = lower,
          .doc = doc,
          .example = example};
}

}  // namespace

extern const FunctionDef kMakeDatetime, kMakeTimespan, kUnixSeconds, kUnixMilliseconds, kUnixMicroseconds,
    kUnixNanoseconds, kFormatDatetime, kFormatTimespan, kUtcToLocal, kLocalToUtc;

const FunctionDef kMakeDatetime{
    .name = "make_datetime",
    .signatures = {"(year: scalar, month?: number, day?: number, hour?: number, minute?: number, second?: "
                   "number): datetime"},
    .lower = LowerMakeDatetime,
    .result_name = ResultName::kOnlyArgument,
    .doc = "A datetime of its parts; null if there is no such moment.",
    .example = "print make_datetime(2017, 10, 1, 12, 10)",
};
const FunctionDef kMakeTimespan{
    .name = "make_timespan",
    .signatures = {"(days: scalar, hours?: number, minutes?: number, seconds?: number): timespan"},
    .lower = LowerMakeTimespan,
    .result_name = ResultName::kOnlyArgument,
    .doc =
        "A timespan of hours and minutes, of hours, minutes and seconds, or of days, hours, minutes and "
        "seconds.",
    .example = "print make_timespan(1, 12, 30, 55.123)",
};
const FunctionDef kUnixSeconds =
    FromUnix("unixtime_seconds_todatetime", LowerFromUnix<10'000'000>, "Seconds since 1970 as a datetime.",
             "print unixtime_seconds_todatetime(1546300800)");
const FunctionDef kUnixMilliseconds = FromUnix("unixtime_milliseconds_todatetime", LowerFromUnix<10'000>,
                                               "Milliseconds since 1970 as a datetime.",
                                               "print unixtime_milliseconds_todatetime(1546300800000)");
const FunctionDef kUnixMicroseconds =
    FromUnix("unixtime_microseconds_todatetime", LowerFromUnix<10>, "Microseconds since 1970 as a datetime.",
             "print unixtime_microseconds_todatetime(1546300800000000)");
const FunctionDef kUnixNanoseconds{
    .name = "unixtime_nanoseconds_todatetime",
    .signatures = {"(timestamp: long|real|decimal): datetime"},
    .lower = [](CallContext& call, std::vector<ExprPtr> args) -> Result<ExprPtr> {
      return plan::CallKernel("from_unix_nanoseconds", {ConvertAny(std::move(args[0]), Type::kLong)},
                              call.span());
    },
    .doc = "Nanoseconds since 1970 as a datetime.",
    .example = "print unixtime_nanoseconds_todatetime(1546300800000000000)",
};
const FunctionDef kFormatDatetime{
    .name = "format_datetime",
    .signatures = {"(date: datetime, format: string): string"},
    .kernel = "format_datetime",
    .result_name = ResultName::kFirstArgument,
    .doc = "A datetime written as the format says: yyyy, MM, dd, HH, mm, ss, fff….",
    .example = R"(print format_datetime(datetime(2017-01-29 09:00:05), "yy-MM-dd [HH:mm:ss]"))",
};
const FunctionDef kFormatTimespan{
    .name = "format_timespan",
    .signatures = {"(timespan: timespan, format: string): string"},
    .kernel = "format_timespan",
    .result_name = ResultName::kFirstArgument,
    .doc = "A timespan written as the format says: d, h, m, s, f.",
    .example = R"(print format_timespan(time(29.09:00:05.12345), "dd.hh:mm:ss:FF"))",
};
const FunctionDef kUtcToLocal{
    .name = "datetime_utc_to_local",
    .signatures = {"(from: datetime, timezone: string): datetime"},
    .kernel = "datetime_utc_to_local",
    .doc = "The clock time that a zone (IANA name) shows at a moment given in UTC.",
    .example = R"(print datetime_utc_to_local(datetime(2020-02-02), "UTC"))",
};
const FunctionDef kLocalToUtc{
    .name = "datetime_local_to_utc",
    .signatures = {"(from: datetime, timezone: string): datetime"},
    .kernel = "datetime_local_to_utc",
    .doc = "The moment in UTC at which a zone (IANA name) shows the given clock time.",
    .example = R"(print datetime_local_to_utc(datetime(2020-02-02), "UTC"))",
};

extern const FunctionDef kListTimezones;
const FunctionDef kListTimezones{
    .name = "datetime_list_timezones",
    .signatures = {"(): dynamic"},
    .kernel = "datetime_list_timezones",
    .doc = "The names of the time zones that are known here (IANA names).",
    .example = R"(print array_length(datetime_list_timezones()) > 0)",
};

}  // namespace harrier::kql
