#include "kql/binder/binder.h"

// Functions of columns rather than of values: their names count, and * stands for all of them.
namespace harrier::kql {

namespace {

/// Bytes of a value, about (Kusto docs, estimate_data_size()): a text's own, a dynamic's JSON and what says
/// how it is built.
plan::ExprPtr SizeOf(plan::ExprPtr value, Span span) {
  switch (value->type) {
    case Type::kBool:
      return plan::Lit(Value::Long(1), span);
    case Type::kInt:
      return plan::Lit(Value::Long(4), span);
    case Type::kDecimal:
    case Type::kGuid:
      return plan::Lit(Value::Long(16), span);
    case Type::kString:
      return plan::CallKernel("string_size", {std::move(value)}, span);
    case Type::kDynamic: {
      plan::ExprPtr text = plan::CallKernel("string_size", {Convert(std::move(value), Type::kString)}, span);
      return plan::CallKernel("add_long", {std::move(text), plan::Lit(Value::Long(8), span)}, span);
    }
    default:
      return plan::Lit(Value::Long(8), span);
  }
}

}  // namespace

// bag_pack_columns(column, …): the columns by their names.
Result<std::optional<Bound>> Binder::BindBagOfColumns(const syntax::Call& call, const RowScope& scope,
                                                      Span span) {
  if (call.arguments.empty())
    return FailAt(span, "KS119", ErrorCode::kSemantic, "bag_pack_columns() takes at least 1 argument");
  std::vector<plan::ExprPtr> args;
  for (const auto& argument : call.arguments) {
    TRY(plan::ExprPtr value, BindScalar(*argument, scope));
    const std::string name = NameOf(*argument);
    if (name.empty()) return FailAt(argument->span, "KS109", ErrorCode::kSemantic, "a column is wanted here");
    args.push_back(plan::Lit(Value::String(name), argument->span));
    args.push_back(std::move(value));
  }
  TRY(plan::ExprPtr bag, CallNamed("bag_pack", std::move(args), span));
  return std::optional<Bound>(std::move(bag));
}

// estimate_data_size(column, …), estimate_data_size(*).
Result<std::optional<Bound>> Binder::BindDataSize(const syntax::Call& call, const RowScope& scope,
                                                  Span span) {
  std::vector<plan::ExprPtr> values;
  for (const auto& argument : call.arguments) {
    if (argument->As<syntax::Star>() == nullptr) {
      TRY(plan::ExprPtr value, BindScalar(*argument, scope));
      values.push_back(std::move(value));
      continue;
    }
    const Relation* row = scope.row != nullptr ? scope.row : scope.aggregate_input;
    if (row == nullptr) return FailAt(argument->span, "", ErrorCode::kSemantic, "there are no columns here");
    for (const plan::Column& column : row->columns()) values.push_back(plan::Ref(column, span));
  }
  plan::ExprPtr size = plan::Lit(Value::Long(0), span);
  for (plan::ExprPtr& value : values)
    size = plan::CallKernel("add_long", {std::move(size), SizeOf(std::move(value), span)}, span);
  return std::optional<Bound>(std::move(size));
}

}  // namespace harrier::kql
