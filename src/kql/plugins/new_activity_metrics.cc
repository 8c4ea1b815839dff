#include "kql/plugins/activity.h"

namespace harrier::kql {

namespace {

bool NamesColumn(const PluginCall& call, size_t i) {
  const auto* name = call.value(i).As<syntax::NameRef>();
  return name != nullptr && call.binder.FindColumn(call.input, name->name).has_value();
}

/// The ids of the look-back table: its column of the id's name, or its only one.
Result<Relation> KnownIds(const PluginCall& call, const Relation& table, const plan::Column& id, size_t at) {
  const plan::Column* found = table.columns().size() == 1 ? &table.columns()[0] : nullptr;
  for (const plan::Column& column : table.columns()) {
    if (column.name == id.name) found = &column;
  }
  if (found == nullptr) return call.Bad(at, fmt::format("the look-back table has no column '{}'", id.name));
  return call.binder.Project(table, {{"Id", call.binder.Convert(plan::Ref(*found), id.type), {}}});
}

}  // namespace

// Kusto docs, new_activity_metrics plugin: the ids first seen in a bin are a cohort, which is followed
// through the bins after it.
Result<Relation> BindNewActivityMetrics(PluginCall& call) {
  TRY_OK(call.CheckCount(5, SIZE_MAX));
  TRY(Activity activity, Activity::Read(call));
  // The last argument may be a table, the sixth a cohort.
  size_t end = call.size();
  std::optional<Relation> lookback;
  if (end > 5 && !NamesColumn(call, end - 1)) {
    TRY(Bound last, call.binder.BindAny(call.value(end - 1), RowScope{}));
    if (auto* table = std::get_if<Relation>(&last)) {
      lookback = std::move(*table);
      --end;
    }
  }
  TRY_OK(activity.SetPeriod(2, 3));
  TRY_OK(activity.SetStep(4));
  size_t next = 5;
  std::string cohort;
  if (end > 5 && !NamesColumn(call, 5)) {
    TRY(const Value moment, call.Constant(5, activity.time_type()));
    activity.text().Value("Cohort", plan::Lit(moment));
    cohort = " and F == " + activity.bins().Of("Cohort");
    next = 6;
  }
  TRY_OK(activity.SetDimensions(next, end));
  activity.AddRows();
  std::string known;
  if (lookback) {
    TRY(const Relation ids, KnownIds(call, *lookback, activity.id(), call.size() - 1));
    activity.text().Table("Known", ids);
    known = "| join kind=leftanti Known on Id";
  }
  TRY(const int64_t bins, activity.BinsInPeriod());
  // Counts holds, for each cohort and bin, how many of the cohort were seen in the bin.
  return activity.Bind(
      fmt::format(
          R"(let Seen = Rows | where T between (Start .. End) {0} | summarize by Id, B = {1}{2};
        let Counts = Seen | join kind=inner (Seen | summarize F = min(B) by Id{2}) on Id{2}
          | summarize C = count() by F, B{2};
        let Cohorts = Counts | where F == B{3} | project F, One = 1, N = C{2};
        let Newer = Cohorts
          | join kind=inner (Counts | project G = F, B, C, One = 1{2}) on One{2}
          | where G > F and B > F
          | summarize M = sum(C) by F, B{2};
        Cohorts
        | mv-expand K = range(0, {4}) to typeof(long)
        | extend B = {5}
        | where B <= End
        | join kind=leftouter Counts on F, B{2}
        | join kind=leftouter Newer on F, B{2}
        | extend Kept = coalesce(C, 0)
        | project F, B{2}, New = iff(B == F, N, coalesce(M, 0)), Kept, Lost = N - Kept,
            Rate = todouble(Kept) / N, Churn = todouble(N - Kept) / N
        | sort by F asc, B asc{6})",
          known, activity.bins().Of("T"), activity.by(), cohort, bins, activity.bins().Move("F", "K"),
          activity.ThenBy()),
      {"from_" + activity.timeline().name, "to_" + activity.timeline().name},
      {"dcount_new_values", "dcount_retained_values", "dcount_churn_values", "retention_rate", "churn_rate"});
}

}  // namespace harrier::kql
