#include "kql/operators/operator.h"

namespace harrier::kql {

namespace {

struct JoinOp {
  syntax::ExprPtr right;
  std::vector<syntax::ExprPtr> on;
  Span on_span{};
};  // kind= in parameters

struct LookupOp {
  syntax::ExprPtr right;
  std::vector<syntax::ExprPtr> on;
  Span on_span{};
};

/// The right side and the condition of join and lookup.
template <typename Op>
Op ReadJoinLike(Reader& in) {
  Op join;
  join.right = in.ReadTableInList();
  const uint32_t begin = in.Begin();
  if (in.Accept("on")) {
    do {
      join.on.push_back(in.ReadExpression());
    } while (in.Accept(","));
    join.on_span = in.From(begin);
  } else if (in.Accept("where")) {
    join.on.push_back(in.ReadExpression());
    join.on_span = in.From(begin);
  }
  return join;
}

void ReadJoin(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  op.node = ReadJoinLike<JoinOp>(in);
}

void ReadLookup(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  op.node = ReadJoinLike<LookupOp>(in);
}

using plan::JoinKind;

struct Kind {
  std::string_view name;
  JoinKind kind;
  bool swapped;  // right-hand semi and anti joins look from the other side
  bool unique;   // innerunique: one left row for each key
};
constexpr Kind kKinds[] = {
    {"", JoinKind::kInner, false, true},
    {"innerunique", JoinKind::kInner, false, true},
    {"inner", JoinKind::kInner, false, false},
    {"leftouter", JoinKind::kLeft, false, false},
    {"rightouter", JoinKind::kRight, false, false},
    {"fullouter", JoinKind::kFull, false, false},
    {"leftsemi", JoinKind::kSemi, false, false},
    {"leftanti", JoinKind::kAnti, false, false},
    {"anti", JoinKind::kAnti, false, false},
    {"leftantisemi", JoinKind::kAnti, false, false},
    {"rightsemi", JoinKind::kSemi, true, false},
    {"rightanti", JoinKind::kAnti, true, false},
    {"rightantisemi", JoinKind::kAnti, true, false},
};

struct Condition {
  std::vector<std::pair<plan::ExprPtr, plan::ExprPtr>> on;
  std::vector<std::string> right_keys;  // names of plain columns on the right, for lookup
};

/// Is every column of the expression one of the relation's?
bool ReadsOnly(const plan::Expr& expr, const Relation& relation) {
  if (expr.kind == plan::Expr::Kind::kColumn) {
    return std::any_of(relation.columns().begin(), relation.columns().end(),
                       [&](const plan::Column& c) { return c.id == expr.column; });
  }
  return std::all_of(expr.args.begin(), expr.args.end(),
                     [&](const plan::ExprPtr& a) { return ReadsOnly(*a, relation); });
}

/// $left.x over an open schema: the side gets the column x if it lacks it.
void OpenSide(Binder& binder, const syntax::Expr& expr, Relation& left, Relation& right) {
  const auto* member = expr.As<syntax::Member>();
  const auto* side = member != nullptr ? member->base->As<syntax::NameRef>() : nullptr;
  if (side == nullptr) return;
  if (side->name.text == "$left" && left.open_schema) (void)binder.FindColumnOrOpen(left, member->member);
  if (side->name.text == "$right" && right.open_schema) (void)binder.FindColumnOrOpen(right, member->member);
}

Status BindOne(Binder& binder, const syntax::Expr& on, Relation& left, Relation& right, Condition& out) {
  if (const auto* paren = on.As<syntax::Paren>()) return BindOne(binder, *paren->inner, left, right, out);
  if (const auto* name = on.As<syntax::NameRef>()) {
    const Result<plan::Column> l = binder.FindColumnOrOpen(left, name->name);
    const Result<plan::Column> r = binder.FindColumnOrOpen(right, name->name);
    if (!l || !r) {
      return FailAt(on.span, "KS145", ErrorCode::kSemantic,
                    "the column '{}' is not on the {} side of the join", name->name.text,
                    l ? "right" : "left");
    }
    plan::ExprPtr a = plan::Ref(*l, on.span), b = plan::Ref(*r, on.span);
    TRY_OK(binder.Unify(a, b, on.span));
    out.on.emplace_back(std::move(a), std::move(b));
    out.right_keys.push_back(r->name);
    return Ok();
  }
  const auto* binary = on.As<syntax::Binary>();
  if (binary != nullptr && binary->op == "and") {
    TRY_OK(BindOne(binder, *binary->left, left, right, out));
    return BindOne(binder, *binary->right, left, right, out);
  }
  if (binary == nullptr || binary->op != "==") {
    return FailAt(on.span, "KS182", ErrorCode::kSemantic,
                  "a join condition is a column name, or $left.a == $right.b, joined by 'and' or ','");
  }
  OpenSide(binder, *binary->left, left, right);
  OpenSide(binder, *binary->right, left, right);
  const RowScope scope{.left = &left, .right = &right};
  TRY(plan::ExprPtr a, binder.BindScalar(*binary->left, scope));
  TRY(plan::ExprPtr b, binder.BindScalar(*binary->right, scope));
  if (!(ReadsOnly(*a, left) && ReadsOnly(*b, right))) std::swap(a, b);
  if (!(ReadsOnly(*a, left) && ReadsOnly(*b, right))) {
    return FailAt(on.span, "KS183", ErrorCode::kSemantic,
                  "one side of the join condition must come from $left, the other from $right");
  }
  TRY_OK(binder.Unify(a, b, on.span));
  if (b->kind == plan::Expr::Kind::kColumn) {
    for (const plan::Column& column : right.columns()) {
      if (column.id == b->column) out.right_keys.push_back(column.name);
    }
  }
  out.on.emplace_back(std::move(a), std::move(b));
  return Ok();
}

Result<Condition> BindCondition(Binder& binder, const std::vector<syntax::ExprPtr>& on, Relation& left,
                                Relation& right) {
  Condition out;
  for (const syntax::ExprPtr& one : on) TRY_OK(BindOne(binder, *one, left, right, out));
  return out;
}

/// Both sides' columns; a name that both have gets a number on the right (x1).
Relation Combined(Binder& binder, const Relation& joined, const Relation& left, const Relation& right,
                  const std::vector<std::string>& leave_out) {
  std::vector<NamedExpr> items;
  std::unordered_set<std::string> left_names, names;
  for (const plan::Column& column : left.columns()) {
    items.push_back({column.name, plan::Ref(column), {}});
    left_names.insert(column.name);
  }
  names = left_names;
  for (const plan::Column& column : right.columns()) names.insert(column.name);
  for (const plan::Column& column : right.columns()) {
    if (std::find(leave_out.begin(), leave_out.end(), column.name) != leave_out.end()) continue;
    std::string column_name = column.name;
    // The first number that gives a name which neither side has.
    for (int n = 1; left_names.contains(column_name); ++n) {
      column_name = fmt::format("{}{}", column.name, n);
      if (!names.insert(column_name).second) column_name = column.name;
    }
    items.push_back({std::move(column_name), plan::Ref(column), {}});
  }
  return binder.Project(joined, std::move(items));
}

Relation JoinNode(Relation left, const Relation& right, JoinKind kind, Condition condition) {
  std::vector<plan::Column> columns = left.columns();
  if (kind != JoinKind::kSemi && kind != JoinKind::kAnti) {
    columns.insert(columns.end(), right.columns().begin(), right.columns().end());
  }
  Relation out;
  out.open_schema = left.open_schema || right.open_schema;
  out.schema_from_data = left.schema_from_data || right.schema_from_data;
  out.node =
      plan::MakeNode(plan::Join{kind, std::move(condition.on)}, {left.node, right.node}, std::move(columns));
  return out;
}

// Kusto docs, join operator. Hints steer a cluster and change no rows.
Result<Relation> BindJoin(Binder& binder, const JoinOp& op, const syntax::Operator& whole, Relation left) {
  const std::string name = ParameterText(whole, "kind");
  const auto* kind =
      std::find_if(std::begin(kKinds), std::end(kKinds), [&](const Kind& k) { return k.name == name; });
  if (kind == std::end(kKinds)) {
    return FailAt(whole.keyword_span, "KS005", ErrorCode::kSemantic,
                  "'{}' is no kind of join; it is inner, innerunique, leftouter, rightouter, fullouter, "
                  "leftsemi, leftanti, "
                  "rightsemi or rightanti",
                  name);
  }
  TRY(Relation right, binder.BindTable(*op.right, RowScope{}));
  if (op.on.empty()) {
    return FailAt(whole.keyword_span, "KS006", ErrorCode::kSemantic,
                  "the join has no condition; add 'on' and the columns to match");
  }
  TRY(Condition condition, BindCondition(binder, op.on, left, right));
  if (kind->unique) {
    plan::DistinctOn distinct;
    for (const auto& [l, r] : condition.on) distinct.keys.push_back(l);
    left = binder.WithNode(left, plan::MakeNode(std::move(distinct), {left.node}, left.columns()));
  }
  if (kind->swapped) {
    for (auto& [l, r] : condition.on) std::swap(l, r);
    return JoinNode(right, left, kind->kind, std::move(condition));
  }
  const Relation joined = JoinNode(left, right, kind->kind, std::move(condition));
  if (kind->kind == JoinKind::kSemi || kind->kind == JoinKind::kAnti) return joined;
  return Combined(binder, joined, left, right, {});
}

// Kusto docs, lookup operator: a left (or inner) join that keeps the right side's keys out.
Result<Relation> BindLookup(Binder& binder, const LookupOp& op, const syntax::Operator& whole,
                            Relation left) {
  const std::string name = ParameterText(whole, "kind");
  if (!name.empty() && name != "leftouter" && name != "inner") {
    return FailAt(whole.keyword_span, "KS005", ErrorCode::kSemantic,
                  "the kind of a lookup is leftouter or inner, not '{}'", name);
  }
  TRY(Relation right, binder.BindTable(*op.right, RowScope{}));
  std::vector<syntax::ExprPtr> on = op.on;
  if (on.empty()) {
    // Without a condition, the columns that both sides have.
    for (const plan::Column& l : left.columns()) {
      for (const plan::Column& r : right.columns()) {
        if (l.name == r.name)
          on.push_back(syntax::MakeExpr(whole.span, syntax::NameRef{{l.name, whole.span, true}}));
      }
    }
    if (on.empty())
      return FailAt(whole.keyword_span, "KS006", ErrorCode::kSemantic, "the lookup has no condition");
  }
  TRY(Condition condition, BindCondition(binder, on, left, right));
  const std::vector<std::string> keys = condition.right_keys;
  const Relation joined =
      JoinNode(left, right, name == "inner" ? JoinKind::kInner : JoinKind::kLeft, std::move(condition));
  return Combined(binder, joined, left, right, keys);
}

}  // namespace

const OperatorDef kJoinOperator{{"join"}, ReadJoin, BindNode<JoinOp, BindJoin>};
const OperatorDef kLookupOperator{{"lookup"}, ReadLookup, BindNode<LookupOp, BindLookup>};

}  // namespace harrier::kql
