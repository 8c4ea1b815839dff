#include "kql/plugins/patterns.h"

namespace harrier::kql {

// Kusto docs, diffpatterns_text plugin: words, by their place in a text, that the rows of a condition have
// more often than the others.
Result<Relation> BindDiffpatternsText(PluginCall& call) {
  TRY_OK(call.CheckCount(2, 5));
  Binder& binder = call.binder;
  TRY(const plan::Column text, call.Column(0));
  if (text.type != Type::kString) return call.Bad(0, "a column of texts is wanted here");
  TRY(const plan::ExprPtr condition, binder.BindPredicate(call.value(1), RowScope{.row = &call.input}));
  TRY(const double fewest, ReadNumber(call, 2, 1, 0, 200));
  TRY(const double threshold, ReadNumber(call, 3, 0.05, 0.015, 1));
  TRY(const double most, ReadNumber(call, 4, 200, 0, 200));
  const plan::ExprPtr no = plan::Lit(Value::Bool(false));
  const Relation rows = RowsOfAggregate(
      call, "diffpatterns_text",
      {plan::Ref(text),
       plan::ApplyAs(Type::kBool, plan::Op::kCase, {condition, plan::Lit(Value::Bool(true)), no}),
       plan::Lit(Value::Real(threshold)), plan::Lit(Value::Long(static_cast<int64_t>(fewest))),
       plan::Lit(Value::Long(static_cast<int64_t>(most)))});
  const auto real = [&](size_t i) { return Part(binder, rows, i, Type::kReal); };
  return binder.Project(rows, {{"Count_of_True", Part(binder, rows, 0, Type::kLong), {}},
                               {"Count_of_False", Part(binder, rows, 1, Type::kLong), {}},
                               {"Percent_of_True", Percent(real(0), real(2)), {}},
                               {"Percent_of_False", Percent(real(1), real(3)), {}},
                               {"Pattern", Part(binder, rows, 4, Type::kString), {}}});
}

}  // namespace harrier::kql
