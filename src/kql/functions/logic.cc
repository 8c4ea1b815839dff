#include "kql/functions/function.h"

// Functions that are primitives of the plan: choice, nulls, negation.
namespace harrier::kql {

namespace {

using plan::ExprPtr;
using plan::Op;

/// True for the null value, and for the empty string.
ExprPtr IsEmptyExpr(const ExprPtr& value, Span span) {
  if (value->type == Type::kString) return plan::Apply(Op::kEq, {value, plan::Lit(Value::String(""))}, span);
  ExprPtr null = plan::Apply(Op::kIsNull, {value}, span);
  if (value->type != Type::kDynamic) return null;
  return plan::Apply(
      Op::kOr,
      {null, plan::Apply(Op::kEq, {Convert(value, Type::kString), plan::Lit(Value::String(""))}, span)},
      span);
}

ExprPtr IsNullExpr(const ExprPtr& value, Span span) {
  if (value->type == Type::kString) return plan::Lit(Value::Bool(false), span);
  return plan::Apply(Op::kIsNull, {value}, span);
}

Result<ExprPtr> LowerCase(CallContext& call, std::vector<ExprPtr> args) {
  if (args.size() % 2 == 0)
    return call.Bad(args.size() - 1, "a value for all other rows is missing at the end");
  Type type = Type::kUnknown;
  for (size_t i = 1; i < args.size(); i += 2) {
    if (type == Type::kUnknown || (args[i]->type != type && !args[i]->is_literal())) type = args[i]->type;
  }
  if (type == Type::kUnknown) type = args.back()->type;
  auto value = [&](size_t i) -> const ExprPtr& { return args[i]; };
  // Numbers meet in the widest; other mixtures as text, or as dynamic where one is that and none is text.
  auto meet = [&](const ExprPtr& e) {
    if (e->type == type || (e->is_literal() && e->value.is_null())) return;
    if (IsNumeric(e->type) && IsNumeric(type)) {
      const bool wider = e->type == Type::kReal || (e->type == Type::kLong && type == Type::kInt) ||
                         e->type == Type::kDecimal;
      if (wider) type = e->type;
    } else {
      const bool text = type == Type::kString || e->type == Type::kString;
      type = !text && (type == Type::kDynamic || e->type == Type::kDynamic) ? Type::kDynamic : Type::kString;
    }
  };
  for (size_t i = 1; i < args.size(); i += 2) meet(value(i));
  meet(args.back());
  for (size_t i = 0; i + 1 < args.size(); i += 2) {
    if (args[i]->type == Type::kString || !CanConvert(args[i]->type, Type::kBool))
      return call.Bad(i, "a condition must be a bool");
    args[i] = Convert(args[i], Type::kBool);
    args[i + 1] = Convert(args[i + 1], type);
  }
  args.back() = Convert(args.back(), type);
  return plan::ApplyAs(type, Op::kCase, std::move(args), call.span());
}

}  // namespace

extern const FunctionDef kCase;
const FunctionDef kCase{
    .name = "case",
    .signatures = {"(predicate: scalar, then: scalar, ...rest: scalar): string"},
    .lower = LowerCase,
    .doc = "The value after the first condition that is true, else the last one.",
    .example = R"(print case(1 > 2, "a", 2 > 1, "b", "c"))",
};

extern const FunctionDef kIff;
const FunctionDef kIff{
    .name = "iff",
    .aliases = {"iif"},
    .signatures = {"(if: scalar, then: scalar, else: scalar): string"},
    .lower = LowerCase,
    .doc = "The second argument where the condition is true, else the third.",
    .example = R"(print iff(2 > 1, "yes", "no"))",
};

extern const FunctionDef kCoalesce;
const FunctionDef kCoalesce{
    .name = "coalesce",
    .signatures = {"(arg: common, ...rest: common): common"},
    .lower = [](CallContext& call, std::vector<ExprPtr> args) -> Result<ExprPtr> {
      if (args[0]->type != Type::kString) return plan::Apply(Op::kCoalesce, std::move(args), call.span());
      std::vector<ExprPtr> cases;
      for (size_t i = 0; i + 1 < args.size(); ++i) {
        cases.push_back(plan::Apply(Op::kNe, {args[i], plan::Lit(Value::String(""))}, call.span()));
        cases.push_back(args[i]);
      }
      cases.push_back(args.back());
      return plan::Apply(Op::kCase, std::move(cases), call.span());
    },
    .doc = "The first argument that is neither null nor empty.",
    .example = R"(print coalesce(long(null), 2))",
};

extern const FunctionDef kNot;
const FunctionDef kNot{
    .name = "not",
    .signatures = {"(expr: bool|long|int): bool"},
    .lower = [](CallContext& call, std::vector<ExprPtr> args) -> Result<ExprPtr> {
      return plan::Apply(Op::kNot, {Convert(args[0], Type::kBool)}, call.span());
    },
    .doc = "The opposite of a condition.",
    .example = "print not(1 == 2)",
};

extern const FunctionDef kIsNull;
const FunctionDef kIsNull{
    .name = "isnull",
    .signatures = {"(expr: scalar): bool"},
    .lower = [](CallContext& call, std::vector<ExprPtr> args) -> Result<ExprPtr> {
      return IsNullExpr(args[0], call.span());
    },
    .doc = "True for the null value; a string is never null.",
    .example = "print isnull(long(null))",
};

extern const FunctionDef kIsNotNull;
const FunctionDef kIsNotNull{
    .name = "isnotnull",
    .aliases = {"notnull"},
    .signatures = {"(expr: scalar): bool"},
    .lower = [](CallContext& call, std::vector<ExprPtr> args) -> Result<ExprPtr> {
      return plan::Apply(Op::kNot, {IsNullExpr(args[0], call.span())}, call.span());
    },
    .doc = "True for anything but the null value.",
    .example = "print isnotnull(1)",
};

extern const FunctionDef kIsEmpty;
const FunctionDef kIsEmpty{
    .name = "isempty",
    .signatures = {"(expr: scalar): bool"},
    .lower = [](CallContext& call, std::vector<ExprPtr> args) -> Result<ExprPtr> {
      return IsEmptyExpr(args[0], call.span());
    },
    .doc = "True for the empty string and for null.",
    .example = R"(print isempty(""))",
};

extern const FunctionDef kIsNotEmpty;
const FunctionDef kIsNotEmpty{
    .name = "isnotempty",
    .aliases = {"notempty"},
    .signatures = {"(expr: scalar): bool"},
    .lower = [](CallContext& call, std::vector<ExprPtr> args) -> Result<ExprPtr> {
      return plan::Apply(Op::kNot, {IsEmptyExpr(args[0], call.span())}, call.span());
    },
    .doc = "True for a string with at least one character, and for other values that are not null.",
    .example = R"(print isnotempty("a"))",
};

}  // namespace harrier::kql
