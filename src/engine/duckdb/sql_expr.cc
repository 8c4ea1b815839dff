#include "engine/duckdb/literal.h"
#include "engine/duckdb/sql_writer.h"
#include "plan/visit.h"

namespace harrier::engine::duckdb {

using plan::Expr;
using plan::ExprPtr;
using plan::Op;

namespace {

/// DuckDB 1.5.6 cannot bind a function that looks at its arguments beforehand to a subquery, so such a call
/// is of the kernel's late form, which does not look.
bool IsLate(const Expr& expr) {
  return expr.kernel->prepare != nullptr && plan::HasSubquery(expr);
}

}  // namespace

bool NeverNull(const Expr& expr) {
  if (expr.type == Type::kString) return true;
  switch (expr.kind) {
    case Expr::Kind::kLiteral:
      return !expr.value.is_null();
    case Expr::Kind::kInSubquery:
      return true;
    case Expr::Kind::kOp:
      break;
    default:
      return false;
  }
  switch (expr.op) {
    case Op::kIsNull:
      return true;
    case Op::kCoalesce:
      return std::any_of(expr.args.begin(), expr.args.end(), [](const ExprPtr& a) { return NeverNull(*a); });
    case Op::kCase:
      for (size_t i = 1; i < expr.args.size(); i += 2) {
        if (!NeverNull(*expr.args[i])) return false;
      }
      return NeverNull(*expr.args.back());
    case Op::kNot:
    case Op::kAnd:
    case Op::kOr:
    case Op::kLt:
    case Op::kLe:
    case Op::kGt:
    case Op::kGe:
    case Op::kWiden:
    case Op::kNeg:
    case Op::kAdd:
    case Op::kSub:
    case Op::kMul:
      return std::all_of(expr.args.begin(), expr.args.end(), [](const ExprPtr& a) { return NeverNull(*a); });
    case Op::kEq:
    case Op::kNe:
      return NeverNull(*expr.args[0]) || NeverNull(*expr.args[1]);
    case Op::kIn:
    case Op::kNotIn:
      return true;
    default:
      return false;
  }
}

namespace {

std::optional<Op> Opposite(const Expr& expr) {
  if (expr.kind != Expr::Kind::kOp) return std::nullopt;
  switch (expr.op) {
    case Op::kEq:
      return Op::kNe;
    case Op::kNe:
      return Op::kEq;
    case Op::kIn:
      return Op::kNotIn;
    case Op::kNotIn:
      return Op::kIn;
    default:
      return std::nullopt;
  }
}

}  // namespace

Result<std::string> SqlWriter::ExprSql(const Expr& expr, Use use) {
  switch (expr.kind) {
    case Expr::Kind::kLiteral:
      return Literal(expr.value);
    case Expr::Kind::kColumn:
      return ColumnName(expr.column);
    case Expr::Kind::kOp:
      return OpSql(expr, use);
    case Expr::Kind::kKernel:
      return CallSql((IsLate(expr) ? "kql_late_" : "kql_") + expr.kernel->name, expr.args);
    case Expr::Kind::kScalarSubquery:
      return ScalarSubquerySql(expr);
    case Expr::Kind::kInSubquery:
      return InSubquerySql(expr, use);
  }
  return Fail(ErrorCode::kInternal, "an expression of an unknown kind");
}

Result<std::string> SqlWriter::ListSql(const std::vector<ExprPtr>& exprs) {
  std::string sql;
  for (const ExprPtr& expr : exprs) {
    TRY(const std::string text, ExprSql(*expr));
    if (!sql.empty()) sql += ", ";
    sql += text;
  }
  return sql;
}

Result<std::string> SqlWriter::CallSql(std::string_view function, const std::vector<ExprPtr>& args) {
  TRY(const std::string list, ListSql(args));
  return fmt::format("{}({})", function, list);
}

Result<std::string> SqlWriter::OpSql(const Expr& expr, Use use) {
  const auto infix = [&](std::string_view op) -> Result<std::string> {
    TRY(const std::string left, ExprSql(*expr.args[0]));
    TRY(const std::string right, ExprSql(*expr.args[1]));
    return fmt::format("({} {} {})", left, op, right);
  };
  switch (expr.op) {
    case Op::kAnd:
    case Op::kOr:
    case Op::kNot:
      return LogicSql(expr, use);
    case Op::kIsNull: {
      if (NeverNull(*expr.args[0])) return "false";
      TRY(const std::string text, ExprSql(*expr.args[0]));
      return "(" + text + " IS NULL)";
    }
    case Op::kEq:
    case Op::kNe:
    case Op::kLt:
    case Op::kLe:
    case Op::kGt:
    case Op::kGe:
      return ComparisonSql(expr, use);
    case Op::kAdd:
      return infix("+");
    case Op::kSub:
      return infix("-");
    case Op::kMul:
      return infix("*");
    case Op::kDiv:
      return infix("/");
    case Op::kNeg: {
      TRY(const std::string text, ExprSql(*expr.args[0]));
      return "(-" + text + ")";
    }
    case Op::kIn:
    case Op::kNotIn:
      return InSql(expr, use);
    case Op::kCase:
      return CaseSql(expr);
    case Op::kCoalesce:
      return CallSql("coalesce", expr.args);
    case Op::kWiden: {
      TRY(const std::string text, ExprSql(*expr.args[0]));
      if (SqlType(expr.args[0]->type) == SqlType(expr.type)) return text;
      return fmt::format("({})::{}", text, SqlType(expr.type));
    }
    case Op::kConcat:
      return CallSql("concat", expr.args);
  }
  return Fail(ErrorCode::kInternal, "an unknown primitive");
}

Result<std::string> SqlWriter::LogicSql(const Expr& expr, Use use) {
  if (expr.op == Op::kNot) {
    // The opposite of an equality is one too, and simpler for the engine.
    const std::optional<Op> opposite = Opposite(*expr.args[0]);
    if (opposite) {
      Expr other = *expr.args[0];
      other.op = *opposite;
      return OpSql(other, use);
    }
    TRY(const std::string text, ExprSql(*expr.args[0]));
    return "(NOT " + text + ")";
  }
  if (expr.args.empty()) return expr.op == Op::kAnd ? "true" : "false";
  std::string sql;
  for (const ExprPtr& arg : expr.args) {
    TRY(const std::string text, ExprSql(*arg, use));
    if (!sql.empty()) sql += expr.op == Op::kAnd ? " AND " : " OR ";
    sql += text;
  }
  return "(" + sql + ")";
}

Result<std::string> SqlWriter::ComparisonSql(const Expr& expr, Use use) {
  const Expr& left = *expr.args[0];
  const Expr& right = *expr.args[1];
  TRY(const std::string a, ExprSql(left));
  TRY(const std::string b, ExprSql(right));
  // DuckDB holds NaN equal to itself and greater than all else; here it compares with nothing.
  const auto maybe_nan = [](const Expr& e) {
    return e.type == Type::kReal && (!e.is_literal() || (!e.value.is_null() && std::isnan(e.value.real())));
  };
  const auto not_nan = [&](const std::string& x, const std::string& other, const Expr& other_expr) {
    if (NeverNull(other_expr)) return fmt::format("NOT isnan({})", x);
    return fmt::format("({} IS NULL OR NOT isnan({}))", other, x);
  };
  const auto plain = [&](std::string_view op) { return fmt::format("{} {} {}", a, op, b); };
  switch (expr.op) {
    case Op::kEq: {
      std::string same = plain("=");
      if (maybe_nan(left) && maybe_nan(right)) same += " AND " + not_nan(a, b, right);
      const bool left_there = NeverNull(left), right_there = NeverNull(right);
      if (use == Use::kCondition || (left_there && right_there)) return "(" + same + ")";
      same = "coalesce(" + same + ", false)";
      if (left_there || right_there) return same;
      return fmt::format("(CASE WHEN {} IS NULL AND {} IS NULL THEN NULL ELSE {} END)", a, b, same);
    }
    case Op::kNe: {
      std::string differs;
      if (NeverNull(left) && NeverNull(right)) {
        differs = plain("<>");
      } else if (NeverNull(right)) {
        differs = fmt::format("{} OR {} IS NULL", plain("<>"), a);
      } else if (NeverNull(left)) {
        differs = fmt::format("{} OR {} IS NULL", plain("<>"), b);
      } else if (use == Use::kCondition) {
        differs = plain("IS DISTINCT FROM");
      } else {
        differs = fmt::format("CASE WHEN {} IS NULL AND {} IS NULL THEN NULL ELSE {} END", a, b,
                              plain("IS DISTINCT FROM"));
      }
      if (maybe_nan(left) && maybe_nan(right)) differs = fmt::format("({}) OR isnan({})", differs, a);
      return "(" + differs + ")";
    }
    case Op::kLt:
    case Op::kLe: {
      const std::string less = plain(expr.op == Op::kLt ? "<" : "<=");
      return maybe_nan(right) ? "(" + less + " AND " + not_nan(b, a, left) + ")" : "(" + less + ")";
    }
    default: {
      const std::string greater = plain(expr.op == Op::kGt ? ">" : ">=");
      return maybe_nan(left) ? "(" + greater + " AND " + not_nan(a, b, right) + ")" : "(" + greater + ")";
    }
  }
}

Result<std::string> SqlWriter::InSql(const Expr& expr, Use use) {
  const Expr& left = *expr.args[0];
  const bool negated = expr.op == Op::kNotIn;
  TRY(const std::string x, ExprSql(left));
  std::string list;
  bool maybe_null = false;
  bool maybe_nan = false;
  for (size_t i = 1; i < expr.args.size(); ++i) {
    const Expr& arg = *expr.args[i];
    if (arg.is_literal() && arg.value.is_null()) continue;
    if (arg.is_literal() && arg.type == Type::kReal && std::isnan(arg.value.real())) continue;
    maybe_null = maybe_null || !NeverNull(arg);
    maybe_nan = maybe_nan || (arg.type == Type::kReal && !arg.is_literal());
    TRY(const std::string text, ExprSql(arg));
    if (!list.empty()) list += ", ";
    list += text;
  }
  std::string found = list.empty() ? "false" : fmt::format("({} IN ({}))", x, list);
  if (maybe_nan) found = fmt::format("({} AND NOT isnan({}))", found, x);
  if (maybe_null) found = fmt::format("coalesce({}, false)", found);
  if (NeverNull(left) || (use == Use::kCondition && !negated)) return negated ? "(NOT " + found + ")" : found;
  if (negated) return list.empty() ? "true" : fmt::format("({} IS NULL OR NOT {})", x, found);
  return maybe_null || list.empty() ? found : fmt::format("coalesce({}, false)", found);
}

Result<std::string> SqlWriter::CaseSql(const Expr& expr) {
  std::string sql = "CASE";
  for (size_t i = 0; i + 1 < expr.args.size(); i += 2) {
    TRY(const std::string condition, ExprSql(*expr.args[i], Use::kCondition));
    TRY(const std::string value, ExprSql(*expr.args[i + 1]));
    sql += " WHEN " + condition + " THEN " + value;
  }
  TRY(const std::string otherwise, ExprSql(*expr.args.back()));
  if (expr.args.size() == 1) return otherwise;
  return sql + " ELSE " + otherwise + " END";
}

Result<std::string> SqlWriter::ScalarSubquerySql(const Expr& expr) {
  TRY(Fragment fragment, Visit(*expr.subquery, true));
  const auto* aggregate = expr.subquery->As<plan::Aggregate>();
  const bool one_row = aggregate != nullptr && aggregate->keys.empty();
  if (!one_row && fragment.limit.empty()) fragment.limit = "1";
  const auto& columns = expr.subquery->columns;
  const std::string sql = "(" + RenderOne(fragment, columns, columns[0]) + ")";
  return expr.type == Type::kString ? "coalesce(" + sql + ", '')" : sql;
}

Result<std::string> SqlWriter::InSubquerySql(const Expr& expr, Use use) {
  const plan::Column& column = expr.subquery->columns[0];
  TRY(const std::string x, ExprSql(*expr.args[0]));
  TRY(Fragment fragment, Visit(*expr.subquery, false));
  const bool plain = column.type == Type::kString && expr.args[0]->type == Type::kString;
  if (plain || use == Use::kCondition) {
    return fmt::format("({} IN ({}))", x, RenderOne(fragment, expr.subquery->columns, column));
  }
  if (!fragment.open()) fragment = Nest(fragment, expr.subquery->columns);
  fragment.where.push_back(ColumnName(column.id) + " IS NOT NULL");
  return fmt::format("coalesce({} IN ({}), false)", x, Render(fragment, {column}));
}

}  // namespace harrier::engine::duckdb
