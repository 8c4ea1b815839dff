#include "kql/plugins/plugin.h"

namespace harrier::kql {

// Kusto docs, narrow plugin: a row for each cell: row number, column name, value as text.
Result<Relation> BindNarrow(PluginCall& call) {
  TRY_OK(call.CheckCount(0, 0));
  Binder& binder = call.binder;
  const Relation& input = call.input;
  plan::WindowCall number;
  number.output = binder.NewColumn("$row", Type::kLong);
  const plan::Column row = number.output;
  std::vector<plan::Column> columns = input.columns();
  columns.push_back(row);
  const Relation numbered = binder.WithNode(
      input, plan::MakeNode(plan::Window{{std::move(number)}}, {input.node}, std::move(columns)));
  std::vector<plan::ExprPtr> cells;
  for (const plan::Column& column : input.columns()) {
    TRY(plan::ExprPtr pair,
        binder.CallNamed("pack_array",
                         {plan::Lit(Value::String(column.name)), binder.ToText(plan::Ref(column))},
                         call.span));
    cells.push_back(std::move(pair));
  }
  TRY(plan::ExprPtr all, binder.CallNamed("pack_array", std::move(cells), call.span));
  plan::Unnest unnest;
  unnest.sources = {std::move(all)};
  const plan::Column cell = binder.NewColumn("cell", Type::kDynamic);
  columns = numbered.columns();
  columns.push_back(cell);
  const Relation expanded =
      binder.WithNode(numbered, plan::MakeNode(std::move(unnest), {numbered.node}, std::move(columns)));
  auto part = [&](int i) {
    return binder.ToText(
        plan::CallKernel("dyn_path", {plan::Ref(cell), plan::Lit(Value::Dynamic(fmt::format("[{}]", i)))}));
  };
  const plan::ExprPtr zero_based =
      plan::CallKernel("subtract_long", {plan::Ref(row), plan::Lit(Value::Long(1))});
  return binder.Project(expanded, {{"Row", zero_based, {}}, {"Column", part(0), {}}, {"Value", part(1), {}}});
}

}  // namespace harrier::kql
