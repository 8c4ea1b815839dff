#include "kql/plugins/plugin.h"

namespace harrier::kql {

namespace {

struct Steps {
  std::vector<NamedExpr> conditions;
  std::vector<NamedExpr> dimensions;
};

/// Conditions are steps, anything else is a dimension.
Result<Steps> ReadSteps(const PluginCall& call) {
  Steps out;
  const RowScope scope{.row = &call.input};
  for (size_t i = 3; i < call.size(); ++i) {
    TRY(std::vector<NamedExpr> bound, call.binder.BindItem(call.argument(i), scope));
    if (bound.size() != 1) return call.Bad(i, "one value is wanted here");
    NamedExpr& item = bound[0];
    if (item.expr->type != Type::kBool) {
      if (item.name.empty()) item.name = fmt::format("Column{}", out.dimensions.size() + 1);
      out.dimensions.push_back(std::move(item));
    } else if (!out.dimensions.empty()) {
      return call.Bad(i, "the dimensions come after the steps");
    } else {
      if (item.name.empty()) item.name = fmt::format("Expr{}", out.conditions.size() + 1);
      out.conditions.push_back(std::move(item));
    }
  }
  if (out.conditions.size() < 2) return call.Bad("at least two steps are wanted, each a condition");
  return out;
}

}  // namespace

// Kusto docs, sequence_detect plugin: every way to take one moment for each step, later than the one before,
// within the longest time between steps and over all.
Result<Relation> BindSequenceDetect(PluginCall& call) {
  TRY_OK(call.CheckCount(5, SIZE_MAX));
  Binder& binder = call.binder;
  TRY(const plan::Column timeline, call.Column(0));
  if (timeline.type != Type::kDatetime && timeline.type != Type::kLong && timeline.type != Type::kTimespan)
    return call.Bad(0, "the timeline is a datetime, timespan or long");
  const Type length = timeline.type == Type::kDatetime ? Type::kTimespan : timeline.type;
  TRY(const Value window, call.Constant(1, length));
  TRY(const Value span, call.Constant(2, length));
  if (window.integer() <= 0) return call.Bad(1, "a length greater than zero is wanted");
  TRY(const Steps steps, ReadSteps(call));

  std::vector<NamedExpr> items = {{"T", plan::Ref(timeline), {}}};
  for (size_t i = 0; i < steps.conditions.size(); ++i)
    items.push_back({fmt::format("Is{}", i), steps.conditions[i].expr, {}});
  for (size_t i = 0; i < steps.dimensions.size(); ++i)
    items.push_back({fmt::format("D{}", i), steps.dimensions[i].expr, {}});
  PluginText text(call);
  text.Table("Rows", binder.Project(call.input, std::move(items)));
  text.Value("Window", plan::Lit(window));
  text.Value("Span", plan::Lit(span));
  // What comes within a window of a moment is in its slice of the timeline or in the next one.
  const std::string by = NumberedNames(", ", "D", steps.dimensions.size());
  std::string body = fmt::format("Rows | where Is0 | summarize by T0 = T{}\n", by);
  std::string times = "T0", order = "T0 asc";
  for (size_t i = 1; i < steps.conditions.size(); ++i) {
    body += fmt::format(
        R"(| mv-expand K = range(0, 1) to typeof(long)
        | extend Slice = bin(T{0}, Window) + K * Window
        | join kind=inner (Rows | where Is{1} | summarize by T{1} = T{2} | extend Slice = bin(T{1}, Window))
          on Slice{2}
        | where T{1} > T{0} and T{1} - T{0} <= Window and T{1} - T0 <= Span
        | project {3}, T{1}{2}
        )",
        i - 1, i, by, times);
    times += fmt::format(", T{}", i);
    order += fmt::format(", T{} asc", i);
  }
  body += fmt::format("| project {}{}, Duration = T{} - T0 | sort by {}",
                      by.empty() ? "" : by.substr(2) + ", ", times, steps.conditions.size() - 1, order);
  TRY(const Relation bound, text.Bind(body));
  std::vector<std::string> names;
  for (const NamedExpr& dimension : steps.dimensions) names.push_back(dimension.name);
  for (const NamedExpr& step : steps.conditions) names.push_back(step.name + "_" + timeline.name);
  names.emplace_back("Duration");
  return Renamed(binder, bound, names);
}

}  // namespace harrier::kql
