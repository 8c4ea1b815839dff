#include "plan/expr.h"

#include "plan/node.h"

namespace harrier::plan {

std::string_view OpName(Op op) {
  switch (op) {
    case Op::kAnd:
      return "and";
    case Op::kOr:
      return "or";
    case Op::kNot:
      return "not";
    case Op::kIsNull:
      return "isnull";
    case Op::kEq:
      return "==";
    case Op::kNe:
      return "!=";
    case Op::kLt:
      return "<";
    case Op::kLe:
      return "<=";
    case Op::kGt:
      return ">";
    case Op::kGe:
      return ">=";
    case Op::kAdd:
      return "+";
    case Op::kSub:
      return "-";
    case Op::kMul:
      return "*";
    case Op::kDiv:
      return "/";
    case Op::kNeg:
      return "-";
    case Op::kIn:
      return "in";
    case Op::kNotIn:
      return "!in";
    case Op::kCase:
      return "case";
    case Op::kCoalesce:
      return "coalesce";
    case Op::kWiden:
      return "widen";
    case Op::kConcat:
      return "concat";
  }
  return "?";
}

bool ComparisonOf(Op op, std::optional<int> order) {
  if (!order) return op == Op::kNe;
  switch (op) {
    case Op::kEq:
      return *order == 0;
    case Op::kNe:
      return *order != 0;
    case Op::kLt:
      return *order < 0;
    case Op::kLe:
      return *order <= 0;
    case Op::kGt:
      return *order > 0;
    default:
      return *order >= 0;
  }
}

std::optional<bool> ComparisonOfNulls(Op op, bool left_null, bool right_null) {
  if ((op == Op::kEq || op == Op::kNe) && left_null != right_null) return op == Op::kNe;
  return std::nullopt;
}

ExprPtr Lit(Value value, Span span) {
  Expr e;
  e.kind = Expr::Kind::kLiteral;
  e.type = value.type();
  e.value = std::move(value);
  e.span = span;
  return std::make_shared<const Expr>(std::move(e));
}

ExprPtr Ref(const Column& column, Span span) {
  Expr e;
  e.kind = Expr::Kind::kColumn;
  e.type = column.type;
  e.column = column.id;
  e.span = span;
  return std::make_shared<const Expr>(std::move(e));
}

ExprPtr ApplyAs(Type type, Op op, std::vector<ExprPtr> args, Span span) {
  Expr e;
  e.kind = Expr::Kind::kOp;
  e.type = type;
  e.op = op;
  e.args = std::move(args);
  e.span = span;
  return std::make_shared<const Expr>(std::move(e));
}

ExprPtr Apply(Op op, std::vector<ExprPtr> args, Span span) {
  Type type = Type::kBool;
  switch (op) {
    case Op::kAdd:
    case Op::kSub:
    case Op::kMul:
    case Op::kDiv:
    case Op::kNeg:
      type = Type::kReal;
      break;
    case Op::kConcat:
      type = Type::kString;
      break;
    case Op::kCase:
      HARRIER_CHECK(args.size() % 2 == 1);
      type = args.back()->type;
      break;
    case Op::kCoalesce:
      type = args.front()->type;
      break;
    case Op::kWiden:
      HARRIER_CHECK(false);
    default:
      break;
  }
  return ApplyAs(type, op, std::move(args), span);
}

MissingKernel::MissingKernel(std::string_view kernel, Span where)
    : std::logic_error(std::string(kernel)), span(where) {}

ExprPtr CallKernel(std::string_view kernel, std::vector<ExprPtr> args, Span span) {
  const runtime::Kernel* found = runtime::AllKernels().Find(kernel);
  if (found == nullptr) throw MissingKernel(kernel, span);
  HARRIER_CHECK(args.size() == found->params.size() ||
                (found->variadic && args.size() + 1 >= found->params.size()));
  Expr e;
  e.kind = Expr::Kind::kKernel;
  e.type = found->result.type;
  e.kernel = found;
  e.args = std::move(args);
  e.span = span;
  return std::make_shared<const Expr>(std::move(e));
}

ExprPtr ScalarSubquery(NodePtr subquery, Span span) {
  Expr e;
  e.kind = Expr::Kind::kScalarSubquery;
  e.type = subquery->columns.at(0).type;
  e.subquery = std::move(subquery);
  e.span = span;
  return std::make_shared<const Expr>(std::move(e));
}

ExprPtr InSubquery(ExprPtr left, NodePtr subquery, Span span) {
  Expr e;
  e.kind = Expr::Kind::kInSubquery;
  e.type = Type::kBool;
  e.args.push_back(std::move(left));
  e.subquery = std::move(subquery);
  e.span = span;
  return std::make_shared<const Expr>(std::move(e));
}

bool IsConstant(const Expr& expr) {
  switch (expr.kind) {
    case Expr::Kind::kLiteral:
      return true;
    case Expr::Kind::kColumn:
    case Expr::Kind::kScalarSubquery:
    case Expr::Kind::kInSubquery:
      return false;
    case Expr::Kind::kKernel:
      if (expr.kernel->is_volatile || expr.kernel->result.list) return false;
      break;
    case Expr::Kind::kOp:
      break;
  }
  return std::all_of(expr.args.begin(), expr.args.end(), [](const ExprPtr& a) { return IsConstant(*a); });
}

}  // namespace harrier::plan
