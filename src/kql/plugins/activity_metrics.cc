#include "kql/plugins/activity.h"

namespace harrier::kql {

// Kusto docs, activity_metrics plugin: each bin against the one before it: distinct ids, those that the
// earlier bin lacks, and which part of the earlier bin's ids came back or stayed away.
Result<Relation> BindActivityMetrics(PluginCall& call) {
  TRY_OK(call.CheckCount(3, SIZE_MAX));
  TRY(Activity activity, Activity::Read(call));
  // Start and End may be left out; what follows the window is then a column.
  const auto* fourth = call.size() > 3 ? call.value(3).As<syntax::NameRef>() : nullptr;
  const bool period =
      call.size() > 4 && (fourth == nullptr || !call.binder.FindColumn(call.input, fourth->name).has_value());
  size_t next = 2;
  if (period) {
    TRY_OK(activity.SetPeriod(2, 3));
    next = 4;
  }
  TRY_OK(activity.SetStep(next));
  TRY_OK(activity.SetDimensions(next + 1));
  activity.AddRows();
  return activity.Bind(fmt::format(
                           R"(let Seen = Rows {0} | summarize by Id, B = {1}{2};
        let Before = Seen | extend B = {3};
        Seen
        | join kind=leftouter (Before | extend Back = 1) on Id, B{2}
        | summarize Ids = count(), Returned = countif(Back == 1) by B{2}
        | join kind=leftouter (Before | summarize Earlier = count() by B{2}) on B{2}
        | extend Rate = todouble(Returned) / coalesce(Earlier, 0)
        | project B{2}, Ids, Fresh = Ids - Returned, Rate, Churn = 1.0 - Rate
        | sort by B asc{4})",
                           period ? "| where T between (Start .. End)" : "", activity.bins().Of("T"),
                           activity.by(), activity.bins().Move("B", "1"), activity.ThenBy()),
                       {"dcount_values", "dcount_newvalues", "retention_rate", "churn_rate"});
}

}  // namespace harrier::kql
