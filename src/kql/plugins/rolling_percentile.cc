#include "kql/plugins/activity.h"

namespace harrier::kql {

// Kusto docs, rolling_percentile plugin: the percentile of each bin's values and those of the bins before it,
// as many as a window has.
Result<Relation> BindRollingPercentile(PluginCall& call) {
  TRY_OK(call.CheckCount(5, SIZE_MAX));
  Binder& binder = call.binder;
  TRY(const plan::Column value, call.Column(0));
  TRY(const plan::ExprPtr rank, call.ConstantExpr(1));
  if (!rank->is_literal() || !IsNumeric(rank->type) || rank->value.is_null())
    return call.Bad(1, "a constant number is wanted here");
  TRY(const plan::Column index, call.Column(2));
  for (const size_t i : {0, 2}) {
    const Type type = i == 0 ? value.type : index.type;
    if (!IsTime(type) && !IsNumeric(type)) return call.Bad(i, "a column of numbers or times is wanted here");
  }
  TRY(const harrier::Value size,
      call.Constant(3, index.type == Type::kDatetime ? Type::kTimespan : index.type));
  TRY(const harrier::Value bins, call.Constant(4, Type::kLong));
  constexpr int64_t kMost = 10'000;
  if (bins.integer() < 1 || bins.integer() > kMost)
    return call.Bad(4, fmt::format("a window has 1 to {} bins", kMost));
  TRY(const std::vector<plan::Column> dimensions, call.ColumnsFrom(5));

  std::vector<NamedExpr> items = {{"V", plan::Ref(value), {}}, {"T", plan::Ref(index), {}}};
  for (size_t i = 0; i < dimensions.size(); ++i)
    items.push_back({fmt::format("D{}", i), plan::Ref(dimensions[i]), {}});
  PluginText text(call);
  text.Table("Rows", binder.Project(call.input, std::move(items)));
  text.Value("Size", plan::Lit(size));
  text.Value("Rank", rank);
  const std::string by = NumberedNames(", ", "D", dimensions.size());
  TRY(const Relation bound, text.Bind(fmt::format(
                                R"(let Cut = Rows | extend B = bin(T, Size);
        let Bins = Cut | summarize by B{0};
        Cut
        | mv-expand K = range(0, {1}) to typeof(long)
        | project V, B = B + K * Size{0}
        | join kind=inner Bins on B{0}
        | summarize P = percentile(V, Rank) by B{0}
        | project B{0}, P
        | sort by B asc)",
                                by, bins.integer() - 1)));
  std::vector<std::string> names = {index.name};
  for (const plan::Column& dimension : dimensions) names.push_back(dimension.name);
  const std::string digits = rank->type == Type::kReal ? fmt::format("{}", rank->value.real())
                                                       : fmt::format("{}", rank->value.integer());
  names.push_back(fmt::format("rolling_{}_percentile_{}_{}", bins.integer(), value.name, digits));
  return Renamed(binder, bound, names);
}

}  // namespace harrier::kql
