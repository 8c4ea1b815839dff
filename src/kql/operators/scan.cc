#include "kql/operators/operator.h"

namespace harrier::kql {

namespace {

struct ScanStep {
  syntax::Name name;
  bool optional = false;
  std::optional<std::string> output;  // last, none, all
  syntax::ExprPtr condition;
  std::vector<syntax::ExprPtr> assignments;  // syntax::Named
};

struct ScanOp {
  std::vector<syntax::SortKey> order_by;
  std::vector<syntax::ExprPtr> partition_by;
  std::vector<syntax::ColumnDecl> declare;
  std::vector<ScanStep> steps;
};

/// `word by`.
bool AcceptBy(Reader& in, std::string_view word) {
  if (!in.At(word) || !in.Peek(1).Is("by")) return false;
  in.Take();
  in.Take();
  return true;
}

/// It may stand before the declarations or after them.
void ReadOrder(Reader& in, ScanOp& scan) {
  if (!AcceptBy(in, "order")) return;
  do {
    scan.order_by.push_back(in.ReadSortKey());
  } while (in.Accept(","));
}

void ReadScan(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  ScanOp scan;
  ReadOrder(in, scan);
  if (AcceptBy(in, "partition")) {
    do {
      scan.partition_by.push_back(in.ReadExpression());
    } while (in.Accept(","));
  }
  if (in.Accept("declare")) scan.declare = in.ReadSchema();
  ReadOrder(in, scan);
  in.Expect("with");
  in.Expect("(");
  while (in.Accept("step")) {
    ScanStep step;
    step.name = in.ReadName("a step's name");
    while (!in.At(":") && !in.AtEnd() && !in.At(")")) {
      if (in.Accept("optional")) {
        step.optional = true;
      } else if (in.Accept("output")) {
        in.Expect("=");
        step.output = in.ReadName("last, none or all").text;
      } else {
        break;
      }
    }
    in.Expect(":");
    step.condition = in.ReadExpression();
    if (in.Accept("=>")) {
      do {
        step.assignments.push_back(in.ReadNamed());
      } while (in.Accept(","));
    }
    scan.steps.push_back(std::move(step));
    if (!in.Accept(";")) break;
  }
  in.Expect(")");
  op.node = std::move(scan);
}

using plan::ExprPtr;
using plan::StepProgram;

/// Takes apart what the steps say: what depends on a state stays in the program, the rest are inputs, which
/// the engine computes for many rows at once.
class Splitter {
 public:
  Splitter(Binder& binder, StepProgram& program, std::vector<ExprPtr>& inputs)
      : binder_(binder), program_(program), inputs_(inputs) {}

  /// A column of a step; `row`: the row's column that it remembers, null for a declared one.
  void AddState(StepProgram::State state, ExprPtr row) {
    const plan::ColumnId id = state.column.id;
    possible_.emplace(id, Possible{std::move(state), std::move(row)});
  }

  Result<ExprPtr> Split(const ExprPtr& expr) {
    if (expr->is_literal()) return expr;
    if (!ReadsState(*expr)) return plan::Ref(program_.inputs[Input(expr)], expr->span);
    if (expr->subquery != nullptr) {
      return FailAt(expr->span, "", ErrorCode::kNotSupported,
                    "not supported: a subquery over a step's state");
    }
    if (expr->kind == plan::Expr::Kind::kColumn) {
      if (used_.insert(expr->column).second) Use(possible_.at(expr->column));
      return expr;
    }
    plan::Expr copy = *expr;
    for (ExprPtr& arg : copy.args) {
      TRY(arg, Split(arg));
    }
    return std::make_shared<const plan::Expr>(std::move(copy));
  }

 private:
  struct Possible {
    StepProgram::State state;
    ExprPtr row;
  };

  bool ReadsState(const plan::Expr& expr) const {
    if (expr.kind == plan::Expr::Kind::kColumn) return possible_.contains(expr.column);
    return std::any_of(expr.args.begin(), expr.args.end(), [&](const ExprPtr& a) { return ReadsState(*a); });
  }

  void Use(const Possible& possible) {
    StepProgram::State state = possible.state;
    if (possible.row != nullptr) state.source = Input(possible.row);
    program_.states.push_back(std::move(state));
  }

  size_t Input(const ExprPtr& expr) {
    const bool column = expr->kind == plan::Expr::Kind::kColumn;
    for (size_t i = 0; i < inputs_.size(); ++i) {
      if (column && inputs_[i]->kind == expr->kind && inputs_[i]->column == expr->column) return i;
    }
    inputs_.push_back(expr);
    program_.inputs.push_back(binder_.NewColumn("", expr->type));
    return inputs_.size() - 1;
  }

  Binder& binder_;
  StepProgram& program_;
  std::vector<ExprPtr>& inputs_;
  std::map<plan::ColumnId, Possible> possible_{};
  std::set<plan::ColumnId> used_{};
};

Result<StepProgram::Output> OutputOf(const ScanStep& step) {
  if (!step.output || *step.output == "all") return StepProgram::Output::kAll;
  if (*step.output == "last") return StepProgram::Output::kLast;
  if (*step.output == "none") return StepProgram::Output::kNone;
  return FailAt(step.name.span, "", ErrorCode::kSemantic, "output is all, last or none, not '{}'",
                *step.output);
}

Status BindDeclared(Binder& binder, const ScanOp& op, const Relation& input, StepProgram& program) {
  for (const syntax::ColumnDecl& column : op.declare) {
    const auto same = [&](const plan::Column& c) { return c.name == column.name.text; };
    if (std::any_of(input.columns().begin(), input.columns().end(), same) ||
        std::any_of(program.declared.begin(), program.declared.end(), same)) {
      return FailAt(column.name.span, "KS201", ErrorCode::kSemantic, "there is a column '{}' already",
                    column.name.text);
    }
    Value value = Value::Null(column.type);
    if (column.default_value != nullptr) {
      TRY(ExprPtr bound, binder.BindConstant(*column.default_value));
      bound = plan::Fold(binder.Convert(std::move(bound), column.type));
      if (!bound->is_literal()) {
        return FailAt(column.default_value->span, "KS107", ErrorCode::kSemantic, "a constant is wanted");
      }
      value = bound->value;
    }
    program.declared.push_back(binder.NewColumn(column.name.text, column.type));
    program.defaults.push_back(std::move(value));
  }
  return Ok();
}

/// The columns of every step's state, as relations by the steps' names.
Result<std::map<std::string, Relation, std::less<>>> StateColumns(Binder& binder, const ScanOp& op,
                                                                  const Relation& input,
                                                                  const StepProgram& program,
                                                                  Splitter& splitter) {
  std::map<std::string, Relation, std::less<>> steps;
  for (size_t k = 0; k < op.steps.size(); ++k) {
    std::vector<plan::Column> columns;
    for (const plan::Column& column : input.columns()) {
      columns.push_back(binder.NewColumn(column.name, column.type));
      splitter.AddState({columns.back(), k, false, 0}, plan::Ref(column));
    }
    for (size_t i = 0; i < program.declared.size(); ++i) {
      columns.push_back(binder.NewColumn(program.declared[i].name, program.declared[i].type));
      splitter.AddState({columns.back(), k, true, i}, nullptr);
    }
    Relation state{plan::MakeNode(plan::Values{}, {}, std::move(columns))};
    if (!steps.emplace(op.steps[k].name.text, std::move(state)).second) {
      return FailAt(op.steps[k].name.span, "KS201", ErrorCode::kSemantic, "there is a step '{}' already",
                    op.steps[k].name.text);
    }
  }
  return steps;
}

Result<std::vector<ExprPtr>> BindAssignments(Binder& binder, const ScanStep& step, const RowScope& scope,
                                             const StepProgram& program) {
  std::vector<ExprPtr> values;
  for (const Value& value : program.defaults) values.push_back(plan::Lit(value));
  for (const syntax::ExprPtr& assignment : step.assignments) {
    const auto* named = assignment->As<syntax::Named>();
    if (named == nullptr || named->names.size() != 1) {
      return FailAt(assignment->span, "KS006", ErrorCode::kSyntax, "'column = value' is wanted");
    }
    const auto same = [&](const plan::Column& c) { return c.name == named->names[0].text; };
    const auto at = std::find_if(program.declared.begin(), program.declared.end(), same);
    if (at == program.declared.end()) {
      return FailAt(named->names[0].span, "KS142", ErrorCode::kSemantic,
                    "'{}' is not among the declared columns", named->names[0].text);
    }
    TRY(ExprPtr value, binder.BindScalar(*named->value, scope));
    values[static_cast<size_t>(at - program.declared.begin())] =
        plan::Fold(binder.Convert(std::move(value), at->type));
  }
  return values;
}

Result<Relation> BindScan(Binder& binder, const ScanOp& op, const syntax::Operator& whole, Relation input) {
  if (!op.order_by.empty()) {
    TRY(input, BindSort(binder, syntax::SortOp{op.order_by}, whole, std::move(input)));
  }
  plan::StepScan scan;
  for (const syntax::ExprPtr& key : op.partition_by) {
    TRY(ExprPtr bound, binder.BindScalar(*key, RowScope{.row = &input}));
    scan.partition_by.push_back(std::move(bound));
  }
  auto program = std::make_shared<StepProgram>();
  TRY_OK(BindDeclared(binder, op, input, *program));
  Splitter splitter(binder, *program, scan.inputs);
  TRY(const auto steps, StateColumns(binder, op, input, *program, splitter));
  // By itself a declared column is what it is before anything is assigned.
  std::map<std::string, ExprPtr, std::less<>> unassigned;
  for (size_t i = 0; i < program->declared.size(); ++i) {
    unassigned.emplace(program->declared[i].name, plan::Lit(program->defaults[i]));
  }
  const RowScope scope{.row = &input, .extra = &unassigned, .steps = &steps};
  for (const ScanStep& step : op.steps) {
    if (step.optional) {
      return FailAt(step.name.span, "", ErrorCode::kNotSupported, "not supported: optional steps of scan");
    }
    StepProgram::Step bound;
    bound.name = step.name.text;
    TRY(bound.output, OutputOf(step));
    TRY(ExprPtr condition, binder.BindPredicate(*step.condition, scope));
    TRY(bound.condition, splitter.Split(plan::Fold(condition)));
    TRY(const std::vector<ExprPtr> values, BindAssignments(binder, step, scope, *program));
    for (const ExprPtr& value : values) {
      TRY(ExprPtr split, splitter.Split(value));
      bound.values.push_back(std::move(split));
    }
    program->steps.push_back(std::move(bound));
  }
  if (program->steps.empty()) return FailAt(whole.span, "KS006", ErrorCode::kSyntax, "scan has no steps");
  std::vector<plan::Column> columns = input.columns();
  if (const std::string name = ParameterText(whole, "with_match_id"); !name.empty()) {
    program->with_match_id = true;
    columns.push_back(binder.NewColumn(name, Type::kLong));
  }
  columns.insert(columns.end(), program->declared.begin(), program->declared.end());
  scan.program = std::move(program);
  Relation out = binder.WithNode(input, plan::MakeNode(std::move(scan), {input.node}, std::move(columns)));
  out.ordered = true;
  return out;
}

}  // namespace

const OperatorDef kScanOperator{{"scan"}, ReadScan, BindNode<ScanOp, BindScan>};

}  // namespace harrier::kql
