#include "kql/plugins/activity.h"

namespace harrier::kql {

// Kusto docs, activity_engagement plugin: the distinct ids of each bin, of the outer window that ends with
// it, and their ratio.
Result<Relation> BindActivityEngagement(PluginCall& call) {
  TRY_OK(call.CheckCount(4, SIZE_MAX));
  TRY(Activity activity, Activity::Read(call));
  const bool period = call.size() > 5;
  size_t next = 2;
  if (period) {
    TRY_OK(activity.SetPeriod(2, 3));
    next = 4;
  }
  TRY_OK(activity.SetStep(next));
  TRY(const Value outer, activity.SetLength("Outer", next + 1));
  TRY_OK(activity.SetDimensions(next + 2));
  activity.AddRows();
  TRY(const int64_t bins, activity.BinsIn(outer));
  const Bins& cut = activity.bins();
  return activity.Bind(
      fmt::format(R"(let Seen = Rows {0} | summarize by Id, B = {1}{2};
        let Inner = Seen | summarize Ids = count() by B{2};
        let Last = {3};
        Seen
        | mv-expand K = range(0, {4}) to typeof(long)
        | extend W = {5}
        | where {6} W <= Last and (K == 0 or {7} - Outer <= B)
        | summarize All = count_distinct(Id) by B = W{2}
        | join kind=leftouter Inner on B{2}
        | extend Ids = coalesce(Ids, 0)
        | project B{2}, Ids, All, Ratio = todouble(Ids) / All
        | sort by B asc{8})",
                  period ? "| where T > Start - Outer and T <= End" : "", cut.Of("T"), activity.by(),
                  period ? "End" : "toscalar(Rows | summarize max(T))", bins - 1, cut.Move("B", "K"),
                  period ? "W >= " + cut.Of("Start") + " and" : "", cut.Move("W", "1"), activity.ThenBy()),
      {"dcount_activities_inner", "dcount_activities_outer", "activity_ratio"});
}

}  // namespace harrier::kql
