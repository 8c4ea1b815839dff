#include "kql/binder/binder.h"

namespace harrier::kql {

namespace {

plan::WindowCall NewWindow(plan::WindowOp op, std::vector<plan::ExprPtr> args, plan::Column output) {
  plan::WindowCall call;
  call.op = op;
  call.args = std::move(args);
  call.output = std::move(output);
  return call;
}

bool RefersTo(const plan::Expr& expr, const std::unordered_set<plan::ColumnId>& columns) {
  if (expr.kind == plan::Expr::Kind::kColumn) return columns.contains(expr.column);
  return std::any_of(expr.args.begin(), expr.args.end(),
                     [&](const plan::ExprPtr& a) { return RefersTo(*a, columns); });
}

}  // namespace

// The functions over the sequence of rows (Kusto docs, window functions). Their wishes are gathered in
// scope.windows.
Result<std::optional<plan::ExprPtr>> Binder::BindWindowCall(const syntax::Call& call, const RowScope& scope,
                                                            Span span) {
  const std::string& name = call.function.text;
  const bool known = name == "prev" || name == "next" || name == "row_number" || name == "row_cumsum" ||
                     name == "row_rank_dense" || name == "row_rank" || name == "row_rank_min" ||
                     name == "row_window_session";
  if (!known) return std::optional<plan::ExprPtr>();
  std::vector<plan::ExprPtr> args;
  for (const syntax::ExprPtr& argument : call.arguments) {
    TRY(plan::ExprPtr arg, BindScalar(*argument, scope));
    args.push_back(plan::Fold(arg));
  }
  auto add = [&](plan::WindowOp op, std::vector<plan::ExprPtr> window_args, Type type,
                 std::vector<plan::ExprPtr> partition = {}) {
    plan::WindowCall window = NewWindow(op, std::move(window_args), NewColumn(name, type));
    window.partition_by = std::move(partition);
    plan::ExprPtr value = plan::Ref(window.output, span);
    scope.windows->push_back(std::move(window));
    return value;
  };
  // Rows since the last one where `restart` was true form a group: the running count of restarts names it.
  auto restarts = [&](const plan::ExprPtr& restart) {
    const plan::ExprPtr one = plan::Lit(Value::Long(1)), zero = plan::Lit(Value::Long(0));
    return add(plan::WindowOp::kRunningSum,
               {plan::Apply(plan::Op::kCase, {Convert(restart, Type::kBool), one, zero})}, Type::kLong);
  };
  const size_t n = args.size();
  auto wrong = [&](std::string_view wanted) {
    return FailAt(span, "KS119", ErrorCode::kSemantic, "{}() takes {}", name, wanted);
  };

  if (name == "prev" || name == "next") {
    if (n < 1 || n > 3) return wrong("one to three arguments");
    const Type type = args[0]->type;
    if (n == 1) args.push_back(plan::Lit(Value::Long(1)));
    args[1] = plan::Fold(Convert(args[1], Type::kLong));
    if (!args[1]->is_literal()) return wrong("a constant offset");
    if (n == 3) args[2] = Convert(args[2], type);
    return std::optional(
        add(name == "prev" ? plan::WindowOp::kLag : plan::WindowOp::kLead, std::move(args), type));
  }
  if (name == "row_number") {
    if (n > 2) return wrong("up to two arguments");
    std::vector<plan::ExprPtr> partition;
    if (n == 2) partition.push_back(restarts(args[1]));
    plan::ExprPtr number =
        add(plan::WindowOp::kRunningSum, {plan::Lit(Value::Long(1))}, Type::kLong, std::move(partition));
    if (n == 0) return std::optional(std::move(number));
    TRY(plan::ExprPtr from, BindArithmetic("+", std::move(number), Convert(args[0], Type::kLong), span));
    TRY(from, BindArithmetic("-", std::move(from), plan::Lit(Value::Long(1)), span));
    return std::optional(std::move(from));
  }
  if (name == "row_cumsum") {
    if (n < 1 || n > 2) return wrong("one or two arguments");
    std::vector<plan::ExprPtr> partition;
    if (n == 2) partition.push_back(restarts(args[1]));
    const Type type = args[0]->type == Type::kInt ? Type::kLong : args[0]->type;
    return std::optional(
        add(plan::WindowOp::kRunningSum, {Convert(args[0], type)}, type, std::move(partition)));
  }
  // row_rank is what row_rank_dense was called first.
  if (name == "row_rank_dense" || name == "row_rank" || name == "row_rank_min") {
    if (n < 1 || n > 2) return wrong("one or two arguments");
    const plan::ExprPtr before =
        add(plan::WindowOp::kLag, {args[0], plan::Lit(Value::Long(1))}, args[0]->type);
    const plan::ExprPtr number = add(plan::WindowOp::kRunningSum, {plan::Lit(Value::Long(1))}, Type::kLong);
    std::vector<plan::ExprPtr> partition;
    plan::ExprPtr changed =
        plan::Apply(plan::Op::kOr, {plan::Apply(plan::Op::kNe, {args[0], before}),
                                    plan::Apply(plan::Op::kEq, {number, plan::Lit(Value::Long(1))})});
    if (n == 2) {
      changed = plan::Apply(plan::Op::kOr, {changed, Convert(args[1], Type::kBool)});
      partition.push_back(restarts(args[1]));
    }
    const plan::ExprPtr one = plan::Lit(Value::Long(1)), zero = plan::Lit(Value::Long(0));
    if (name != "row_rank_min") {
      return std::optional(add(plan::WindowOp::kRunningSum,
                               {plan::Apply(plan::Op::kCase, {changed, one, zero})}, Type::kLong,
                               std::move(partition)));
    }
    const plan::ExprPtr place = add(plan::WindowOp::kRunningSum, {one}, Type::kLong, partition);
    return std::optional(add(plan::WindowOp::kRunningMax,
                             {plan::Apply(plan::Op::kCase, {changed, place, zero})}, Type::kLong,
                             std::move(partition)));
  }
  if (n < 3 || n > 4) return wrong("three or four arguments");
  Type type = args[0]->type;
  if (type == Type::kInt) type = Type::kLong;
  if (type != Type::kLong && type != Type::kReal && type != Type::kDatetime && type != Type::kTimespan) {
    return FailAt(args[0]->span, "KS138", ErrorCode::kSemantic,
                  "row_window_session() works on numbers, datetimes and timespans, not on {}",
                  TypeName(type));
  }
  args[0] = Convert(args[0], type);
  const Type distance = type == Type::kDatetime ? Type::kTimespan : type;
  for (size_t i : {1, 2}) {
    args[i] = plan::Fold(Convert(args[i], distance));
    if (!plan::IsConstant(*args[i])) return wrong("constant distances");
  }
  if (n == 3)
    args.push_back(plan::Lit(Value::Bool(false)));
  else
    args[3] = Convert(args[3], Type::kBool);
  return std::optional(add(plan::WindowOp::kSession, std::move(args), type));
}

Relation Binder::AddWindows(const Relation& input, std::vector<plan::WindowCall> calls) {
  // Where a row stands, so that every call sees the same order.
  plan::WindowCall number = NewWindow(plan::WindowOp::kRowNumber, {}, NewColumn("$row", Type::kLong));
  const plan::Column ordinal = number.output;
  std::vector<plan::Column> columns = input.columns();
  columns.push_back(ordinal);
  plan::NodePtr node = plan::MakeNode(plan::Window{{std::move(number)}}, {input.node}, columns);
  // A call that reads another's output goes above it.
  size_t i = 0;
  while (i < calls.size()) {
    std::unordered_set<plan::ColumnId> pending;
    plan::Window window;
    for (; i < calls.size(); ++i) {
      plan::WindowCall& call = calls[i];
      const bool apart = call.op == plan::WindowOp::kSession && !window.calls.empty();
      if (apart || (!window.calls.empty() && window.calls.back().op == plan::WindowOp::kSession)) break;
      const auto reads = [&](const plan::ExprPtr& e) { return RefersTo(*e, pending); };
      if (std::any_of(call.args.begin(), call.args.end(), reads) ||
          std::any_of(call.partition_by.begin(), call.partition_by.end(), reads)) {
        break;
      }
      call.order_by = {{plan::Ref(ordinal), true, false}};
      pending.insert(call.output.id);
      columns.push_back(call.output);
      window.calls.push_back(std::move(call));
    }
    node = plan::MakeNode(std::move(window), {std::move(node)}, columns);
  }
  return WithNode(input, std::move(node));
}

}  // namespace harrier::kql
