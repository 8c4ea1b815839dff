#include "kql/functions/lowering.h"

// around() and assert() (Kusto docs).
namespace harrier::kql {
namespace {

using plan::ExprPtr;
using plan::Op;

/// center - delta <= value <= center + delta, in the type of the values.
Result<ExprPtr> LowerAround(CallContext& call, std::vector<ExprPtr> args) {
  Type type = args[0]->type;
  Type delta_type = type;
  std::string add, subtract;
  if (type == Type::kDatetime) {
    delta_type = Type::kTimespan;
    add = "add_datetime";
    subtract = "subtract_datetime";
  } else if (IsNumeric(type) || type == Type::kTimespan) {
    // Numbers meet as reals or longs; timespans are compared as ticks.
    const bool whole = std::all_of(args.begin(), args.end(), [](const ExprPtr& a) {
      return IsInteger(a->type) || a->type == Type::kTimespan;
    });
    type = delta_type = whole ? Type::kLong : Type::kReal;
  } else {
    return call.Bad(0, "a number, a datetime or a timespan is wanted here");
  }
  for (size_t i = 0; i < 3; ++i) {
    const Type wanted = i == 2 ? delta_type : type;
    if (!CanConvert(args[i]->type, wanted)) return call.Bad(i, "its type does not go with the value's");
    args[i] = Convert(std::move(args[i]), wanted);
  }
  auto combine = [&](bool plus) {
    if (type == Type::kReal) return plan::Apply(plus ? Op::kAdd : Op::kSub, {args[1], args[2]}, call.span());
    if (type == Type::kLong)
      return plan::CallKernel(plus ? "add_long" : "subtract_long", {args[1], args[2]}, call.span());
    return plan::CallKernel(plus ? add : subtract, {args[1], args[2]}, call.span());
  };
  return plan::Apply(Op::kAnd,
                     {plan::Apply(Op::kGe, {args[0], combine(false)}, call.span()),
                      plan::Apply(Op::kLe, {args[0], combine(true)}, call.span())},
                     call.span());
}

Result<ExprPtr> LowerAssert(CallContext& call, std::vector<ExprPtr> args) {
  const std::optional<Value> truth = call.Constant(args[0]);
  if (!truth) return call.Bad(0, "the condition must be a constant");
  if (truth->is_null() || !truth->boolean())
    return call.Bad(0, ConstantText(call, args[1]).value_or("the condition is false"));
  return plan::Lit(Value::Bool(true), call.span());
}

}  // namespace

extern const FunctionDef kAround, kAssert;

const FunctionDef kAround{
    .name = "around",
    .signatures = {"(value: scalar, center: scalar, delta: scalar): bool"},
    .lower = LowerAround,
    .doc = "True if the value lies no further from the center than delta.",
    .example = "print around(5, 4, 1)",
};
const FunctionDef kAssert{
    .name = "assert",
    .signatures = {"(condition: bool, message: string): bool"},
    .lower = LowerAssert,
    .doc = "Stops the query with a message unless a constant condition is true.",
    .example = R"(print assert(1 < 2, "one is more than two"))",
};

}  // namespace harrier::kql
