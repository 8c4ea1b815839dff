#include "kql/functions/lowering.h"

// Parts, starts and ends of datetimes; differences and sums by calendar units (Kusto docs, datetime
// functions).
namespace harrier::kql {
namespace {

FunctionDef Edge(std::string_view name, std::string_view doc, std::string_view example,
                 ResultName result_name = ResultName::kNone) {
  return {.name = name,
          .signatures = {"(date: datetime, offset: long = 0): datetime"},
          .kernel = name,
          .result_name = result_name,
          .doc = doc,
          .example = example};
}

FunctionDef PartOf(std::string_view name, std::vector<std::string_view> aliases, std::string_view doc,
                   std::string_view example) {
  return {.name = name,
          .aliases = std::move(aliases),
          .signatures = {"(date: datetime): int"},
          .kernel = name,
          .doc = doc,
          .example = example};
}

}  // namespace

extern const FunctionDef kStartOfDay, kStartOfWeek, kStartOfMonth, kStartOfYear, kEndOfDay, kEndOfWeek,
    kEndOfMonth, kEndOfYear, kDayOfWeek, kDayOfMonth, kDayOfYear, kMonthOfYear, kGetYear, kHourOfDay,
    kWeekOfYear, kDatetimePart, kDatetimeDiff, kDatetimeAdd;

const FunctionDef kStartOfDay =
    Edge("startofday", "The start of the day, moved by a number of days.",
         "print startofday(datetime(2017-01-01 10:10:17), -1)", ResultName::kFirstArgument);
const FunctionDef kStartOfWeek =
    Edge("startofweek", "The start of the week (Sunday), moved by a number of weeks.",
         "print startofweek(datetime(2017-01-01 10:10:17))");
const FunctionDef kStartOfMonth = Edge("startofmonth", "The start of the month, moved by a number of months.",
                                       "print startofmonth(datetime(2017-01-01 10:10:17), 1)");
const FunctionDef kStartOfYear = Edge("startofyear", "The start of the year, moved by a number of years.",
                                      "print startofyear(datetime(2017-01-01 10:10:17))");
const FunctionDef kEndOfDay = Edge("endofday", "The last moment of the day, moved by a number of days.",
                                   "print endofday(datetime(2017-01-01 10:10:17))");
const FunctionDef kEndOfWeek =
    Edge("endofweek", "The last moment of the week (Saturday), moved by a number of weeks.",
         "print endofweek(datetime(2017-01-01 10:10:17))");
const FunctionDef kEndOfMonth =
    Edge("endofmonth", "The last moment of the month, moved by a number of months.",
         "print endofmonth(datetime(2017-01-01 10:10:17))");
const FunctionDef kEndOfYear = Edge("endofyear", "The last moment of the year, moved by a number of years.",
                                    "print endofyear(datetime(2017-01-01 10:10:17))");

const FunctionDef kDayOfWeek{
    .name = "dayofweek",
    .signatures = {"(date: datetime): timespan"},
    .kernel = "dayofweek",
    .doc = "The days since the last Sunday, as a timespan.",
    .example = "print dayofweek(datetime(2015-12-14))",
};
const FunctionDef kDayOfMonth =
    PartOf("dayofmonth", {}, "The day's number in its month.", "print dayofmonth(datetime(2015-12-14))");
const FunctionDef kDayOfYear =
    PartOf("dayofyear", {}, "The day's number in its year.", "print dayofyear(datetime(2015-12-14))");
const FunctionDef kMonthOfYear = PartOf("monthofyear", {"getmonth"}, "The month's number in its year.",
                                        "print monthofyear(datetime(2015-12-14))");
const FunctionDef kGetYear = PartOf("getyear", {}, "The year.", "print getyear(datetime(2015-10-12))");
const FunctionDef kHourOfDay =
    PartOf("hourofday", {}, "The hour, 0 to 23.", "print hourofday(datetime(2015-12-14 18:54))");
const FunctionDef kWeekOfYear = PartOf("week_of_year", {"weekofyear"},
                                       "The week's number as ISO 8601 counts: week 1 has the first Thursday.",
                                       "print week_of_year(datetime(2020-12-31))");

const FunctionDef kDatetimePart{
    .name = "datetime_part",
    .aliases = {"datepart"},
    .signatures = {"(part: string, date: datetime): int"},
    .kernel = "datetime_part",
    .doc = "A part of a date by name: Year, Quarter, Month, week_of_year, Day, DayOfYear, Hour… Nanosecond.",
    .example = R"(print datetime_part("month", datetime(2017-10-30 01:02:03)))",
};
const FunctionDef kDatetimeDiff{
    .name = "datetime_diff",
    .signatures = {"(period: string, datetime1: datetime, datetime2: datetime): long"},
    .kernel = "datetime_diff",
    .doc = "How many boundaries of the period lie between the second datetime and the first.",
    .example = R"(print datetime_diff("day", datetime(2017-10-29), datetime(2017-09-30 23:59)))",
};
const FunctionDef kDatetimeAdd{
    .name = "datetime_add",
    .signatures = {"(period: string, amount: long, datetime: datetime): datetime"},
    .kernel = "datetime_add",
    .doc = "A datetime moved by a number of periods: Year, Quarter, Month, Week, Day, Hour… Nanosecond.",
    .example = R"(print datetime_add("month", -15, datetime(2017-01-01)))",
};

}  // namespace harrier::kql
