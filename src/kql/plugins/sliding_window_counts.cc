#include "kql/plugins/activity.h"

namespace harrier::kql {

// Kusto docs, sliding_window_counts plugin: rows and distinct ids of each bin and the bins before it, as far
// as the look-back window goes.
Result<Relation> BindSlidingWindowCounts(PluginCall& call) {
  TRY_OK(call.CheckCount(6, SIZE_MAX));
  TRY(Activity activity, Activity::Read(call));
  TRY_OK(activity.SetPeriod(2, 3));
  TRY(const Value lookback, activity.SetLength("Lookback", 4));
  TRY_OK(activity.SetStep(5));
  TRY_OK(activity.SetDimensions(6));
  activity.AddRows();
  TRY(const int64_t bins, activity.BinsIn(lookback));
  // Each bin of an id counts in the windows that end with it or later.
  return activity.Bind(
      fmt::format(R"(Rows | where T >= Start - Lookback and T <= End
        | summarize N = count() by Id, B = {0}{3}
        | mv-expand K = range(0, {1}) to typeof(long)
        | extend W = {2}
        | where W >= {4} and W <= End and (K == 0 or {5} - Lookback <= B)
        | summarize Rows = sum(N), Ids = count_distinct(Id) by T = W{3}
        | project T{3}, Rows, Ids
        | sort by T asc{6})",
                  activity.bins().Of("T"), bins - 1, activity.bins().Move("B", "K"), activity.by(),
                  activity.bins().Of("Start"), activity.bins().Move("W", "1"), activity.ThenBy()),
      {"Count", "Dcount"});
}

}  // namespace harrier::kql
