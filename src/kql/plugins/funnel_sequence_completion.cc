#include "kql/plugins/activity.h"
#include "runtime/json_text.h"

namespace harrier::kql {

namespace {

/// The longest times as ticks (or numbers), a JSON array.
Result<std::string> ReadPeriods(const PluginCall& call, size_t at, Type type) {
  TRY(const Value periods, call.Constant(at, Type::kDynamic));
  std::vector<std::string_view> items;
  if (!runtime::JsonArrayItems(periods.text(), items) || items.empty())
    return call.Bad(at, "an array of the longest times is wanted here");
  std::string out = "[";
  for (const std::string_view item : items) {
    const plan::ExprPtr period =
        plan::Fold(call.binder.Convert(plan::Lit(Value::Dynamic(std::string(item))), type));
    if (!period->is_literal() || period->value.is_null())
      return call.Bad(at, fmt::format("{} is no length of time", item));
    if (out.size() > 1) out += ',';
    out += std::to_string(period->value.integer());
  }
  return out + "]";
}

}  // namespace

// Kusto docs, funnel_sequence_completion plugin: for each period, how many ids came as far as each state of
// the sequence within that time from its first state.
Result<Relation> BindFunnelSequenceCompletion(PluginCall& call) {
  TRY_OK(call.CheckCount(8, 8));
  Binder& binder = call.binder;
  TRY(Activity activity, Activity::Read(call));
  if (activity.time_type() == Type::kReal) return call.Bad(1, "the timeline is a datetime, timespan or long");
  TRY_OK(activity.SetPeriod(2, 3));
  TRY_OK(activity.SetStep(4));
  TRY_OK(activity.SetDimensions(5, 6));
  TRY(const plan::Column state, call.Column(5));
  TRY(const Value sequence, call.Constant(6, Type::kDynamic));
  const std::vector<std::string> states = runtime::JsonTexts(sequence.text());
  constexpr size_t kMostSteps = 62;
  if (states.empty() || states.size() > kMostSteps)
    return call.Bad(6, fmt::format("an array of 1 to {} states is wanted here", kMostSteps));
  TRY(const std::string periods, ReadPeriods(call, 7, activity.length_type()));
  activity.AddRows();

  std::string bits;
  for (size_t i = 0; i < states.size(); ++i) {
    activity.text().Value(fmt::format("S{}", i), plan::Lit(Value::String(states[i])));
    bits += fmt::format("{}iff(tostring(D0) == S{}, {}, 0)", i == 0 ? "" : " + ", i, int64_t{1} << i);
  }
  TRY(const Relation events, activity.text().Bind(fmt::format(
                                 R"(Rows | where T between (Start .. End)
        | project B = {}, Id, T, Bits = tolong({}))",
                                 activity.bins().Of("T"), bits)));
  // For each id and bin, the least time to every step.
  plan::Aggregate aggregate;
  const plan::Column bin = binder.NewColumn("B", events.columns()[0].type);
  const plan::Column id = binder.NewColumn("Id", events.columns()[1].type);
  aggregate.keys = {{bin, plan::Ref(events.columns()[0])}, {id, plan::Ref(events.columns()[1])}};
  plan::AggCall spans;
  spans.op = plan::AggOp::kKernel;
  spans.kernel = runtime::AllKernels().FindAggregate("sequence_spans");
  spans.args = {plan::ApplyAs(Type::kLong, plan::Op::kWiden, {plan::Ref(events.columns()[2])}),
                plan::Ref(events.columns()[3]), plan::Lit(Value::Long(static_cast<int64_t>(states.size())))};
  spans.outputs = {binder.NewColumn("Spans", Type::kDynamic)};
  std::vector<plan::Column> columns = {bin, id, spans.outputs[0]};
  aggregate.aggs.push_back(std::move(spans));
  const Relation taken =
      binder.WithNode(events, plan::MakeNode(std::move(aggregate), {events.node}, std::move(columns)));

  PluginText text(call);
  text.Table("Taken", taken);
  text.Value("Periods", plan::Lit(Value::Dynamic(periods)));
  text.Value("States", plan::Lit(sequence));
  TRY(const Relation bound, text.Bind(fmt::format(
                                R"(let Reached = Taken
          | mv-expand with_itemindex = Step Taken = Spans to typeof(long)
          | where isnotnull(Taken)
          | mv-expand with_itemindex = Period Most = Periods to typeof(long)
          | where Taken <= Most
          | summarize Ids = count_distinct(Id) by B, Step, Period;
        Taken | summarize by B
        | mv-expand Period = range(0, array_length(Periods) - 1) to typeof(long)
        | mv-expand Step = range(0, {} - 1) to typeof(long)
        | join kind=leftouter Reached on B, Period, Step
        | sort by B asc, Period asc, Step asc
        | project B, State = tostring(States[Step]), Most = tolong(Periods[Period]), Ids = coalesce(Ids, 0))",
                                states.size())));
  std::vector<NamedExpr> items = {{activity.timeline().name, plan::Ref(bound.columns()[0]), {}},
                                  {state.name, plan::Ref(bound.columns()[1]), {}},
                                  {"Period", plan::Ref(bound.columns()[2]), {}},
                                  {"dcount", plan::Ref(bound.columns()[3]), {}}};
  if (activity.length_type() == Type::kTimespan)
    items[2].expr = plan::ApplyAs(Type::kTimespan, plan::Op::kWiden, {items[2].expr});
  return binder.Project(bound, std::move(items));
}

}  // namespace harrier::kql
