#include "kql/plugins/plugin.h"

namespace harrier::kql {

// Kusto docs, preview plugin: two tables, some of the rows and the number of all.
Result<Relation> BindPreview(PluginCall& call) {
  TRY_OK(call.CheckCount(1, 1));
  Binder& binder = call.binder;
  TRY(plan::ExprPtr count, binder.BindRowCount(call.value(0)));
  LetValue::Tabular shared{call.input, binder.ids().NextShared(), false};
  const Relation rows = binder.Reference(shared), all = binder.Reference(shared);
  binder.side_results().push_back({"PrimaryResult",
                                   plan::MakeNode(plan::Limit{std::move(count)}, {rows.node}, rows.columns()),
                                   std::nullopt});
  plan::AggCall number;
  number.outputs = {binder.NewColumn("Count", Type::kLong)};
  std::vector<plan::Column> columns = number.outputs;
  Relation out;
  out.last = true;
  out.node = plan::MakeNode(plan::Aggregate{{}, {std::move(number)}}, {all.node}, std::move(columns));
  return out;
}

}  // namespace harrier::kql
