#include "kql/operators/operator.h"

// Kusto docs, range operator.
namespace harrier::kql {
namespace {

struct RangeOp {
  syntax::Name name;
  syntax::ExprPtr from, to, step;
};

void ReadRange(Reader& in, syntax::Operator& op) {
  RangeOp range;
  range.name = in.ReadName("a column name");
  in.Expect("from");
  range.from = in.ReadExpression();
  in.Expect("to");
  range.to = in.ReadExpression();
  in.Expect("step");
  range.step = in.ReadExpression();
  op.node = std::move(range);
}

Result<Relation> BindRange(Binder& binder, const RangeOp& op, const syntax::Operator&, Relation) {
  TRY(plan::ExprPtr from, binder.BindConstant(*op.from));
  TRY(plan::ExprPtr to, binder.BindConstant(*op.to));
  TRY(plan::ExprPtr step, binder.BindConstant(*op.step));
  auto plain = [&](plan::ExprPtr& e) {
    if (e->type == Type::kDynamic) e = binder.Convert(std::move(e), Type::kLong);
  };
  plain(from);
  plain(to);
  plain(step);
  Type type = from->type;
  if (IsNumeric(type)) {
    const std::vector<Type> types{from->type, to->type, step->type};
    type = binder.CommonType(types);
    if (type == Type::kInt) type = Type::kLong;
    if (type == Type::kDecimal) type = Type::kReal;
    from = binder.Convert(std::move(from), type);
    to = binder.Convert(std::move(to), type);
    step = binder.Convert(std::move(step), type);
  } else if (type == Type::kDatetime || type == Type::kTimespan) {
    to = binder.Convert(std::move(to), type);
    if (IsInteger(step->type))
      step = plan::ApplyAs(Type::kTimespan, plan::Op::kWiden, {binder.Convert(std::move(step), Type::kLong)});
    step = binder.Convert(std::move(step), Type::kTimespan);
  } else {
    return FailAt(op.from->span, "KS138", ErrorCode::kSemantic,
                  "range works on numbers, datetimes and timespans, not on {}", TypeName(type));
  }
  Relation out;
  out.ordered = true;
  out.node = plan::MakeNode(plan::Range{std::move(from), std::move(to), std::move(step)}, {},
                            {binder.NewColumn(op.name.text, type)});
  return out;
}

}  // namespace

const OperatorDef kRangeOperator{{"range"}, ReadRange, BindNode<RangeOp, BindRange>};

}  // namespace harrier::kql
