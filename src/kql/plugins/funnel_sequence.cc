#include "kql/plugins/activity.h"
#include "runtime/json_text.h"

namespace harrier::kql {

namespace {

/// prev(x, n), where n may be 0.
std::string Prev(std::string_view x, size_t n) {
  return n == 0 ? std::string(x) : fmt::format("prev({}, {})", x, n);
}

}  // namespace

// Kusto docs, funnel_sequence plugin: ids that took the states of a sequence one after the other, with the
// states before and after it: three tables, by both, by the one before, by the one after. Equal states in a
// row are one; states further apart than the window do not belong together.
Result<Relation> BindFunnelSequence(PluginCall& call) {
  TRY_OK(call.CheckCount(8, 8));
  Binder& binder = call.binder;
  TRY(Activity activity, Activity::Read(call));
  TRY_OK(activity.SetPeriod(2, 3));
  TRY_OK(activity.SetLength("Window", 4).map([](const Value&) {}));
  TRY_OK(activity.SetStep(5));
  TRY_OK(activity.SetDimensions(6, 7));
  TRY(const Value sequence, call.Constant(7, Type::kDynamic));
  const std::vector<std::string> states = runtime::JsonTexts(sequence.text());
  if (states.empty()) return call.Bad(7, "an array of states is wanted here");
  activity.AddRows();
  TRY(const plan::Column state, call.Column(6));
  const Type type = state.type == Type::kDynamic ? Type::kString : state.type;
  activity.text().Value("None", plan::Lit(type == Type::kString ? Value::String("") : Value::Null(type)));

  const size_t n = states.size();
  std::string match;
  for (size_t i = 0; i < n; ++i) {
    activity.text().Value(fmt::format("S{}", i), plan::Lit(Value::String(states[i])));
    const size_t back = n - 1 - i;
    match += fmt::format("{}tostring({}) == S{}", i == 0 ? "" : " and ", Prev("D0", back), i);
    if (back > 0) match += " and " + Prev("Linked", back - 1);
  }
  TRY(const Relation found, activity.text().Bind(fmt::format(
                                R"(Rows | where T between (Start .. End)
        | sort by Id asc, T asc
        | extend Run = row_cumsum(iff({0}, 1, 0))
        | summarize First = min(T), Last = max(T) by Id, D0, Run
        | sort by Run asc
        | extend Linked = row_number() > 1 and Id == prev(Id) and First - prev(Last) <= Window
        | extend Match = {1}, T = {2}, Prev = iff({3}, {4}, None), Next = iff(next(Linked), next(D0), None)
        | where Match
        | project T = {5}, Id, Prev, Next)",
                                activity.Changed(true), match, Prev("First", n - 1), Prev("Linked", n - 1),
                                Prev("D0", n), activity.bins().Of("T"))));
  LetValue::Tabular shared{found, binder.ids().NextShared(), false};
  Relation out;
  for (const std::vector<std::string>& by :
       {std::vector<std::string>{"Prev", "Next"}, std::vector<std::string>{"Prev"},
        std::vector<std::string>{"Next"}}) {
    PluginText text(call);
    text.Table("Found", binder.Reference(shared));
    const std::string keys = fmt::format("T, {}", fmt::join(by, ", "));
    TRY(out, text.Bind(fmt::format(
                 R"(Found | summarize Ids = count_distinct(Id), Samples = make_set(Id, 128) by {0}
        | project {0}, Ids, Samples
        | sort by T asc, Ids desc, {1} asc)",
                 keys, fmt::join(by, " asc, "))));
    std::vector<std::string> names = {activity.timeline().name};
    for (const std::string& name : by) names.push_back(name == "Prev" ? "prev" : "next");
    names.insert(names.end(), {"dcount", "samples"});
    out = Renamed(binder, out, names);
    if (by.size() == 2 || by[0] == "Prev") {
      binder.side_results().push_back(
          {by.size() == 2 ? "PrimaryResult" : "PrimaryResult_1", out.node, std::nullopt});
    }
  }
  out.last = true;
  return out;
}

}  // namespace harrier::kql
