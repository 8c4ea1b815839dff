#include "kql/plugins/activity.h"

namespace harrier::kql {

// Kusto docs, activity_counts_metrics plugin: for each bin its rows, its distinct ids, those of them never
// seen before, and all seen so far.
Result<Relation> BindActivityCountsMetrics(PluginCall& call) {
  TRY_OK(call.CheckCount(5, SIZE_MAX));
  TRY(Activity activity, Activity::Read(call));
  TRY_OK(activity.SetPeriod(2, 3));
  TRY_OK(activity.SetStep(4));
  TRY_OK(activity.SetDimensions(5));
  activity.AddRows();
  return activity.Bind(
      fmt::format(
          R"(let Seen = Rows | where T between (Start .. End) | summarize N = count() by Id, B = {0}{1};
        Seen | join kind=inner (Seen | summarize First = min(B) by Id{1}) on Id{1}
        | summarize Rows = sum(N), Ids = count(), Fresh = countif(B == First) by B{1}
        | sort by {2}B asc
        | extend SoFar = row_cumsum(Fresh, {3})
        | project B{1}, Rows, Ids, Fresh, SoFar
        | sort by B asc{4})",
          activity.bins().Of("T"), activity.by(), activity.SortBy(), activity.Changed(false),
          activity.ThenBy()),
      {"count", "dcount", "new_dcount", "aggregated_dcount"});
}

}  // namespace harrier::kql
