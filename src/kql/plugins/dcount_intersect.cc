#include "kql/plugins/plugin.h"

namespace harrier::kql {

// Kusto docs, dcount_intersect plugin: for each row, how many values the first sets have in common, as
// columns s0, s1… beside the others.
Result<Relation> BindDcountIntersect(PluginCall& call) {
  TRY_OK(call.CheckCount(2, 16));
  Binder& binder = call.binder;
  std::vector<plan::ExprPtr> sketches;
  for (size_t i = 0; i < call.size(); ++i) {
    TRY(plan::ExprPtr sketch, binder.BindScalar(call.value(i), RowScope{.row = &call.input}));
    if (sketch->type != Type::kDynamic) return call.Bad(i, "a sketch made by hll() is wanted here");
    sketches.push_back(std::move(sketch));
  }
  TRY(plan::ExprPtr all, binder.CallNamed("pack_array", std::move(sketches), call.span));
  const plan::ExprPtr counts = plan::CallKernel("hll_intersections", {std::move(all)}, call.span);
  std::vector<NamedExpr> items;
  for (size_t i = 0; i < call.size(); ++i) {
    plan::ExprPtr count =
        plan::CallKernel("dyn_path", {counts, plan::Lit(Value::Dynamic(fmt::format("[{}]", i)))}, call.span);
    items.push_back({fmt::format("s{}", i), binder.Convert(std::move(count), Type::kLong), call.span});
  }
  return binder.Extend(call.input, std::move(items));
}

}  // namespace harrier::kql
