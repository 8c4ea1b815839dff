#include "kql/functions/lowering.h"

// array_sort_asc(), array_sort_desc() (Kusto docs): the first array sorts all of them; a column each.
namespace harrier::kql {
namespace {

using plan::ExprPtr;
using Columns = std::vector<std::pair<std::string, ExprPtr>>;

template <bool ascending>
Result<Columns> SortedColumns(CallContext& call, std::vector<ExprPtr> args,
                              const std::vector<std::string>& names) {
  ExprPtr nulls_last = plan::Lit(Value::Bool(true));
  if (args.size() > 1 && args.back()->type == Type::kBool) {
    nulls_last = std::move(args.back());
    args.pop_back();
  }
  const ExprPtr direction = plan::Lit(Value::Bool(ascending));
  const ExprPtr key = args[0];
  Columns columns;
  for (size_t i = 0; i < args.size(); ++i) {
    if (args[i]->type != Type::kDynamic) return call.Bad(i, "an array is wanted here");
    std::string name = i < names.size() && !names[i].empty() ? fmt::format("{}_sorted", names[i])
                                                             : fmt::format("array{}_sorted", i);
    ExprPtr value =
        i == 0 ? plan::CallKernel("array_sort", {key, direction, nulls_last}, call.span())
               : plan::CallKernel("array_sort_like", {key, args[i], direction, nulls_last}, call.span());
    columns.emplace_back(std::move(name), std::move(value));
  }
  return columns;
}

template <bool ascending>
Result<ExprPtr> LowerSort(CallContext& call, std::vector<ExprPtr> args) {
  TRY(Columns columns, SortedColumns<ascending>(call, std::move(args), {}));
  if (columns.size() == 1) return std::move(columns.front().second);
  // Inside of an expression several columns are an array of arrays.
  std::vector<ExprPtr> arrays;
  for (auto& [name, value] : columns) arrays.push_back(std::move(value));
  return plan::CallKernel("pack_array", std::move(arrays), call.span());
}

}  // namespace

extern const FunctionDef kArraySortAsc, kArraySortDesc;

const FunctionDef kArraySortAsc{
    .name = "array_sort_asc",
    .signatures = {"(array: dynamic, ...rest: dynamic|bool): dynamic"},
    .lower = LowerSort<true>,
    .columns = SortedColumns<true>,
    .doc =
        "The elements in ascending order, nulls last unless a last argument false says otherwise; more "
        "arrays "
        "are put in the first one's order.",
    .example = "print array_sort_asc(dynamic([3, 1, 2]))",
};
const FunctionDef kArraySortDesc{
    .name = "array_sort_desc",
    .signatures = {"(array: dynamic, ...rest: dynamic|bool): dynamic"},
    .lower = LowerSort<false>,
    .columns = SortedColumns<false>,
    .doc =
        "The elements in descending order, nulls last unless a last argument false says otherwise; more "
        "arrays "
        "are put in the first one's order.",
    .example = "print array_sort_desc(dynamic([3, 1, 2]))",
};

}  // namespace harrier::kql
