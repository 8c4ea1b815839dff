#include "kql/plugins/activity.h"

namespace harrier::kql {

// Kusto docs, active_users_count plugin: an appearance is active if the id was seen in enough periods within
// the look-back window before it; the distinct ids with active appearances are counted by bin.
Result<Relation> BindActiveUsersCount(PluginCall& call) {
  TRY_OK(call.CheckCount(8, SIZE_MAX));
  TRY(Activity activity, Activity::Read(call));
  TRY_OK(activity.SetPeriod(2, 3));
  TRY_OK(activity.SetLength("Lookback", 4).map([](const Value&) {}));
  TRY_OK(activity.SetLength("Period", 5).map([](const Value&) {}));
  TRY(const Value wanted, call.Constant(6, Type::kLong));
  const int64_t before = wanted.integer() - 1;
  if (before < 0) return call.Bad(6, "at least one period is wanted");
  TRY_OK(activity.SetStep(7));
  TRY_OK(activity.SetDimensions(8));
  activity.AddRows();
  // Of the period that is `before` periods back, the last appearance tells whether it is in the window; of
  // the appearances of one period, the first has the window that reaches back furthest.
  const std::string by = activity.by();
  std::string same = fmt::format("row_number() > {0} and Id == prev(Id, {0})", before);
  for (size_t i = 8; i < call.size(); ++i) same += fmt::format(" and D{0} == prev(D{0}, {1})", i - 8, before);
  const std::string periods =
      before == 0 ? ""
                  : fmt::format(R"(| join kind=inner (Known | summarize Last = max(T) by Id, P{0}
          | sort by {1}Id asc, P asc
          | extend Enough = {2}, Reached = prev(Last, {3})
          | where Enough) on Id, P{0}
        | where First - Reached < Lookback)",
                                by, activity.SortBy(), same, before);
  return activity.Bind(
      fmt::format(R"(let Known = Rows | where T > Start - Lookback and T <= End | extend P = bin(T, Period);
        Known | where T >= Start
        | summarize First = min(T) by Id, P{0}, B = {1}
        {2}
        | summarize Ids = count_distinct(Id) by B{0}
        | project B{0}, Ids
        | sort by B asc{3})",
                  by, activity.bins().Of("T"), periods, activity.ThenBy()),
      {"dcount"});
}

}  // namespace harrier::kql
