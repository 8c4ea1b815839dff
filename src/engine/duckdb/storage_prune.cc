#include "engine/duckdb/storage_prune.h"

#include <algorithm>
#include <utility>

namespace harrier::engine::duckdb {
namespace {

using plan::Expr;
using plan::Op;

/// The comparison with its sides swapped.
Op Mirrored(Op op) {
  switch (op) {
    case Op::kLt:
      return Op::kGt;
    case Op::kLe:
      return Op::kGe;
    case Op::kGt:
      return Op::kLt;
    case Op::kGe:
      return Op::kLe;
    default:
      return op;
  }
}

void Narrow(TimeRange& range, Op op, int64_t t) {
  constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
  constexpr int64_t kGreatest = std::numeric_limits<int64_t>::max();
  if (op == Op::kEq || op == Op::kGe) range.from = std::max(range.from, t);
  if (op == Op::kGt) range.from = std::max(range.from, t == kGreatest ? t : t + 1);
  if (op == Op::kEq || op == Op::kLe) range.to = std::min(range.to, t);
  if (op == Op::kLt) range.to = std::min(range.to, t == kLeast ? t : t - 1);
}

void Look(const Expr& expr, plan::ColumnId time, TimeRange& range) {
  if (expr.kind != Expr::Kind::kOp) return;
  if (expr.op == Op::kAnd) {
    for (const plan::ExprPtr& arg : expr.args) Look(*arg, time, range);
    return;
  }
  if (expr.args.size() != 2) return;
  const Expr* left = expr.args[0].get();
  const Expr* right = expr.args[1].get();
  Op op = expr.op;
  if (left->is_literal()) {
    std::swap(left, right);
    op = Mirrored(op);
  }
  if (left->kind != Expr::Kind::kColumn || left->column != time || !right->is_literal()) return;
  if (right->value.is_null() || right->value.type() != Type::kDatetime) return;
  Narrow(range, op, right->value.integer());
}

}  // namespace

void Widen(std::optional<TimeRange>& range, TimeRange other) {
  if (!range) {
    range = other;
    return;
  }
  range->from = std::min(range->from, other.from);
  range->to = std::max(range->to, other.to);
}

TimeRange TimesWanted(const plan::Scan& scan, const std::vector<plan::Column>& columns) {
  TimeRange range;
  if (scan.filter == nullptr) return range;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (scan.source[i] == "TimeGenerated" && columns[i].type == Type::kDatetime) {
      Look(*scan.filter, columns[i].id, range);
    }
  }
  return range;
}

}  // namespace harrier::engine::duckdb
