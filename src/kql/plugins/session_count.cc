#include "kql/plugins/activity.h"

namespace harrier::kql {

// Kusto docs, session_count plugin: a session begins where an id was not seen within the look-back window;
// those that begin in each bin are counted.
Result<Relation> BindSessionCount(PluginCall& call) {
  TRY_OK(call.CheckCount(6, SIZE_MAX));
  TRY(Activity activity, Activity::Read(call));
  TRY_OK(activity.SetPeriod(2, 3));
  TRY_OK(activity.SetStep(4));
  TRY_OK(activity.SetLength("Lookback", 5).map([](const Value&) {}));
  TRY_OK(activity.SetDimensions(6));
  activity.AddRows();
  return activity.Bind(fmt::format(R"(Rows | where T >= Start - Lookback and T <= End
        | sort by {0}Id asc, T asc
        | extend New = {1} or T - prev(T) > Lookback
        | where New and T >= Start
        | summarize Sessions = count() by T = {2}{3}
        | project T{3}, Sessions
        | sort by T asc{4})",
                                   activity.SortBy(), activity.Changed(true), activity.bins().Of("T"),
                                   activity.by(), activity.ThenBy()),
                       {"count_sessions"});
}

}  // namespace harrier::kql
