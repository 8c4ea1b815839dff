#include "kql/operators/operator.h"

namespace harrier::kql {

namespace {

struct ReduceOp {
  syntax::ExprPtr by;
  std::vector<syntax::Parameter> properties;
};

void ReadReduce(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  ReduceOp reduce;
  in.Expect("by");
  reduce.by = in.ReadNamed();
  in.Accept("with");
  reduce.properties = in.ReadParameters(true);
  op.node = std::move(reduce);
}

struct Reduction {
  double threshold = 0.1;
  std::string characters;
};

Result<Reduction> ReadProperties(Binder& binder, const ReduceOp& op) {
  Reduction reduction;
  for (const syntax::Parameter& property : op.properties) {
    const std::string& name = property.name.text;
    if (name == "threshold") {
      TRY(plan::ExprPtr value, binder.BindConstant(*property.value));
      value = plan::Fold(binder.Convert(std::move(value), Type::kReal));
      const bool fits = value->is_literal() && !value->value.is_null() && value->value.real() >= 0 &&
                        value->value.real() <= 1;
      if (!fits) {
        return FailAt(property.value->span, "KS107", ErrorCode::kSemantic,
                      "threshold is a number from 0 to 1");
      }
      reduction.threshold = value->value.real();
    } else if (name == "characters") {
      TRY(reduction.characters, binder.BindConstantString(*property.value, "the characters"));
    } else {
      return FailAt(property.name.span, "KS129", ErrorCode::kSemantic, "reduce has no property '{}'", name);
    }
  }
  return reduction;
}

/// Each distinct text with its pattern: columns text and pattern.
Result<Relation> Patterns(Binder& binder, const syntax::Expr& by, LetValue::Tabular& shared,
                          const Reduction& reduction) {
  Relation rows = binder.Reference(shared);
  TRY(plan::ExprPtr text, binder.BindScalar(by, RowScope{.row = &rows}));
  text = binder.ToText(std::move(text));
  const plan::Column distinct = binder.NewColumn("text", Type::kString);
  plan::AggCall count;
  count.outputs = {binder.NewColumn("count", Type::kLong)};
  const plan::Column number = count.outputs[0];
  plan::NodePtr node = plan::MakeNode(plan::Aggregate{{{distinct, std::move(text)}}, {std::move(count)}},
                                      {rows.node}, {distinct, number});
  plan::AggCall reduce;
  reduce.op = plan::AggOp::kKernel;
  reduce.kernel = runtime::AllKernels().FindAggregate("reduce_patterns");
  reduce.args = {plan::Ref(distinct), plan::Ref(number), plan::Lit(Value::Real(reduction.threshold)),
                 plan::Lit(Value::String(reduction.characters))};
  reduce.outputs = {binder.NewColumn("patterns", Type::kDynamic)};
  const plan::Column patterns = reduce.outputs[0];
  node = plan::MakeNode(plan::Aggregate{{}, {std::move(reduce)}}, {std::move(node)}, {patterns});
  const plan::Column pair = binder.NewColumn("pair", Type::kDynamic);
  plan::Unnest unnest;
  unnest.sources = {plan::Ref(patterns)};
  node = plan::MakeNode(std::move(unnest), {std::move(node)}, {patterns, pair});
  const auto item = [&](std::string_view path) {
    return binder.ToText(
        plan::CallKernel("dyn_path", {plan::Ref(pair), plan::Lit(Value::Dynamic(std::string(path)))}));
  };
  Relation all;
  all.node = std::move(node);
  return binder.Project(all, {{"text", item("[0]"), {}}, {"pattern", item("[1]"), {}}});
}

// Kusto docs, reduce operator.
Result<Relation> BindReduce(Binder& binder, const ReduceOp& op, const syntax::Operator& whole,
                            Relation input) {
  const std::string kind = ParameterText(whole, "kind");
  if (!kind.empty() && kind != "source") {
    return FailAt(whole.span, "KS107", ErrorCode::kSemantic, "the kind of reduce is source, not '{}'", kind);
  }
  TRY(const Reduction reduction, ReadProperties(binder, op));
  LetValue::Tabular shared{std::move(input), binder.ids().NextShared(), false};
  TRY(const Relation patterns, Patterns(binder, *op.by, shared, reduction));

  const Relation rows = binder.Reference(shared);
  TRY(plan::ExprPtr text, binder.BindScalar(*op.by, RowScope{.row = &rows}));
  plan::Join join;
  join.kind = plan::JoinKind::kInner;
  join.on = {{binder.ToText(text), plan::Ref(patterns.columns()[0])}};
  std::vector<plan::Column> columns = rows.columns();
  columns.insert(columns.end(), patterns.columns().begin(), patterns.columns().end());
  const Relation joined =
      binder.WithNode(rows, plan::MakeNode(std::move(join), {rows.node, patterns.node}, std::move(columns)));
  const plan::ExprPtr pattern = plan::Ref(patterns.columns()[1]);
  if (kind == "source") {
    std::vector<NamedExpr> items;
    for (const plan::Column& column : rows.columns()) items.push_back({column.name, plan::Ref(column), {}});
    items.push_back({"Pattern", pattern, {}});
    return binder.Project(joined, std::move(items));
  }
  const plan::Column key = binder.NewColumn("Pattern", Type::kString);
  plan::AggCall count;
  count.outputs = {binder.NewColumn("Count", Type::kLong)};
  plan::AggCall least;
  least.op = plan::AggOp::kMin;
  least.args = {plan::Ref(patterns.columns()[0])};
  least.outputs = {binder.NewColumn("Representative", Type::kString)};
  const plan::Column number = count.outputs[0];
  const plan::Column representative = least.outputs[0];
  Relation groups;
  groups.node = plan::MakeNode(plan::Aggregate{{{key, pattern}}, {std::move(count), std::move(least)}},
                               {joined.node}, {key, number, representative});
  // The rest has nothing in common that one of it could stand for.
  const plan::ExprPtr others =
      plan::Apply(plan::Op::kEq, {plan::Ref(key), plan::Lit(Value::String("others"))});
  groups = binder.Project(groups,
                          {{"Pattern", plan::Ref(key), {}},
                           {"Count", plan::Ref(number), {}},
                           {"Representative",
                            plan::ApplyAs(Type::kString, plan::Op::kCase,
                                          {others, plan::Lit(Value::String("")), plan::Ref(representative)}),
                            {}}});
  plan::Sort sort;
  sort.keys = {{plan::Ref(groups.columns()[1]), false, false}, {plan::Ref(groups.columns()[0]), true, true}};
  std::vector<plan::Column> outputs = groups.columns();
  return binder.WithNode(groups, plan::MakeNode(std::move(sort), {groups.node}, std::move(outputs)));
}

}  // namespace

const OperatorDef kReduceOperator{{"reduce"}, ReadReduce, BindNode<ReduceOp, BindReduce>};

}  // namespace harrier::kql
