#include "kql/functions/aggregate_lowering.h"

// make_list(), make_set(), make_bag(), buildschema() (Kusto docs, aggregation functions).
namespace harrier::kql {
namespace {

using plan::AggCall;
using plan::AggOp;
using plan::ExprPtr;

/// The size limit of an argument, if it is a constant; what is not constant is an error.
Result<ExprPtr> Limit(CallContext& call, size_t i, const ExprPtr& arg) {
  const std::optional<Value> value = call.Constant(Convert(arg, Type::kLong));
  if (!value || value->is_null()) return call.Bad(i, "the greatest size must be a constant number");
  return plan::Lit(*value, call.span());
}

template <AggOp op, bool nulls = false>
Result<AggCall> LowerList(CallContext& call, std::vector<ExprPtr> args) {
  // The elements of arrays go into a set one by one.
  if (op == AggOp::kSet && args[0]->type == Type::kDynamic) {
    ExprPtr limit = plan::Lit(Value::Long(1'048'576), call.span());
    if (args.size() > 1) {
      TRY(limit, Limit(call, 1, args[1]));
    }
    return KernelAggregate("make_set_dynamic", {std::move(args[0]), std::move(limit)});
  }
  std::vector<ExprPtr> inputs{Convert(std::move(args[0]), Type::kDynamic)};
  if (args.size() > 1) {
    TRY(ExprPtr limit, Limit(call, 1, args[1]));
    inputs.push_back(std::move(limit));
  }
  AggCall list = MakeAggregate(op, std::move(inputs), Type::kDynamic);
  list.keep_nulls = nulls;
  return list;
}

template <AggOp op>
Result<AggCall> LowerListIf(CallContext& call, std::vector<ExprPtr> args) {
  ExprPtr condition = Condition(std::move(args[1]));
  args.erase(args.begin() + 1);
  TRY(AggCall list, LowerList<op>(call, std::move(args)));
  list.filter = std::move(condition);
  return list;
}

Result<AggCall> LowerBag(CallContext&, std::vector<ExprPtr> args) {
  return KernelAggregate("make_bag", {std::move(args[0])});
}

Result<AggCall> LowerBagIf(CallContext&, std::vector<ExprPtr> args) {
  AggCall bag = KernelAggregate("make_bag", {std::move(args[0])});
  bag.filter = Condition(std::move(args[1]));
  return bag;
}

}  // namespace

extern const AggregateDef kMakeList, kMakeListIf, kMakeListWithNulls, kMakeSet, kMakeSetIf, kMakeBag,
    kMakeBagIf, kBuildSchema;

const AggregateDef kMakeList{
    .name = "make_list",
    .aliases = {"makelist"},
    .signatures = {"(expr: scalar, maxSize?: long): dynamic"},
    .lower = LowerList<AggOp::kList>,
    .result_name = ResultName::kPrefixAndFirst,
    .result_prefix = "list",
    .doc = "An array of the values that are not null, in the order of a sorted input.",
    .example = "range x from 1 to 3 step 1 | summarize make_list(x)",
};
const AggregateDef kMakeListIf{
    .name = "make_list_if",
    .signatures = {"(expr: scalar, predicate: bool|long|int, maxSize?: long): dynamic"},
    .lower = LowerListIf<AggOp::kList>,
    .result_name = ResultName::kPrefixAndFirst,
    .result_prefix = "list",
    .doc = "An array of the values for which a condition is true.",
    .example = "range x from 1 to 3 step 1 | summarize make_list_if(x, x > 1)",
};
const AggregateDef kMakeListWithNulls{
    .name = "make_list_with_nulls",
    .signatures = {"(expr: scalar): dynamic"},
    .lower = LowerList<AggOp::kList, true>,
    .result_name = ResultName::kPrefixAndFirst,
    .result_prefix = "list",
    .doc = "An array of all values, nulls among them.",
    .example = "print x = long(null) | summarize make_list_with_nulls(x)",
};
const AggregateDef kMakeSet{
    .name = "make_set",
    .aliases = {"makeset"},
    .signatures = {"(expr: scalar, maxSize?: long): dynamic"},
    .lower = LowerList<AggOp::kSet>,
    .result_name = ResultName::kPrefixAndFirst,
    .result_prefix = "set",
    .doc = "An array of the distinct values; of arrays, of their distinct elements.",
    .example = "range x from 1 to 3 step 1 | summarize array_length(make_set(x % 2))",
};
const AggregateDef kMakeSetIf{
    .name = "make_set_if",
    .signatures = {"(expr: scalar, predicate: bool|long|int, maxSize?: long): dynamic"},
    .lower = LowerListIf<AggOp::kSet>,
    .result_name = ResultName::kPrefixAndFirst,
    .result_prefix = "set",
    .doc = "An array of the distinct values for which a condition is true.",
    .example = "range x from 1 to 3 step 1 | summarize make_set_if(x, x > 2)",
};
const AggregateDef kMakeBag{
    .name = "make_bag",
    .aliases = {"make_dictionary"},
    .signatures = {"(expr: dynamic, maxSize?: long): dynamic"},
    .lower = LowerBag,
    .result_name = ResultName::kPrefixAndFirst,
    .result_prefix = "bag",
    .doc = "One bag of the keys of all bags.",
    .example = "range x from 1 to 2 step 1 | summarize make_bag(bag_pack(tostring(x), x))",
};
const AggregateDef kMakeBagIf{
    .name = "make_bag_if",
    .signatures = {"(expr: dynamic, predicate: bool|long|int, maxSize?: long): dynamic"},
    .lower = LowerBagIf,
    .result_name = ResultName::kPrefixAndFirst,
    .result_prefix = "bag",
    .doc = "One bag of the keys of the bags for which a condition is true.",
    .example = "range x from 1 to 2 step 1 | summarize make_bag_if(bag_pack(tostring(x), x), x > 1)",
};
const AggregateDef kBuildSchema{
    .name = "buildschema",
    .signatures = {"(expr: dynamic): dynamic"},
    .kernel = "buildschema",
    .result_name = ResultName::kPrefixAndFirst,
    .result_prefix = "schema",
    .doc = "The least schema that all values fit: types by path.",
    .example = "print x = dynamic({'a': 1}) | summarize buildschema(x)",
};

}  // namespace harrier::kql
