#include "kql/operators/operator.h"
#include "plan/rewrites/rewrite.h"

namespace harrier::kql {

namespace {

struct PartitionOp {
  syntax::ExprPtr by;
  std::vector<syntax::OperatorPtr> operators;
  syntax::ExprPtr subquery;
};  // ( … ) or { … }

void ReadPartition(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  PartitionOp partition;
  in.Expect("by");
  partition.by = in.ReadWildcardName();
  for (syntax::Parameter& p : in.ReadParameters()) op.parameters.push_back(std::move(p));
  if (in.Accept("{")) {
    partition.subquery = in.ReadPipe();
    in.Expect("}");
  } else {
    in.Expect("(");
    partition.operators = in.ReadSubPipeline(")");
  }
  op.node = std::move(partition);
}

// Kusto docs, partition operator: the operators run on the rows of each key by themselves.
Result<Relation> BindPartition(Binder& binder, const PartitionOp& op, const syntax::Operator&,
                               Relation input) {
  const auto* name = op.by->As<syntax::NameRef>();
  if (name == nullptr)
    return FailAt(op.by->span, "KS109", ErrorCode::kSemantic, "partition takes the name of a column");
  TRY(const plan::Column key, binder.FindColumnOrOpen(input, name->name));
  LetValue::Tabular shared{input, binder.ids().NextShared(), false};

  const Relation all = binder.Reference(shared);
  TRY(const plan::Column all_key, binder.FindColumn(all, name->name));
  const plan::Column group = binder.NewColumn(key.name, key.type);
  Relation keys;
  keys.node = plan::MakeNode(plan::Aggregate{{{group, plan::Ref(all_key)}}, {}}, {all.node}, {group});

  Relation rows = binder.Reference(shared);
  TRY(const plan::Column row_key, binder.FindColumn(rows, name->name));
  plan::ExprPtr same = plan::Apply(
      plan::Op::kOr, {plan::Apply(plan::Op::kEq, {plan::Ref(row_key), plan::Ref(group)}),
                      plan::Apply(plan::Op::kAnd, {plan::Apply(plan::Op::kIsNull, {plan::Ref(row_key)}),
                                                   plan::Apply(plan::Op::kIsNull, {plan::Ref(group)})})});
  if (key.type == Type::kString) same = plan::Apply(plan::Op::kEq, {plan::Ref(row_key), plan::Ref(group)});
  const plan::NodePtr every = rows.node;
  rows = binder.Filter(std::move(rows), std::move(same));
  const plan::NodePtr leaf = rows.node;

  Result<Relation> applied = tl::unexpected(Error{});
  if (op.subquery != nullptr) {
    auto inner = std::make_shared<Environment>();
    inner->parent = binder.environment();
    inner->names.insert_or_assign(key.name, LetValue{plan::Ref(group), {}});
    EnvironmentPtr saved = std::exchange(binder.environment(), inner);
    applied = binder.BindTable(*op.subquery, RowScope{});
    binder.environment() = std::move(saved);
  } else {
    applied = binder.BindOperators(op.operators, std::move(rows));
  }
  if (!applied) return applied;
  if (plan::NodePtr at_once = plan::ByPartition(applied->node, {leaf, group, every, row_key}, binder.ids())) {
    const std::vector<plan::Column> columns = applied->columns();
    return binder.Keep(binder.WithNode(*applied, std::move(at_once)), columns);
  }
  std::vector<plan::Column> columns{group};
  columns.insert(columns.end(), applied->columns().begin(), applied->columns().end());
  const Relation joined =
      binder.WithNode(keys, plan::MakeNode(plan::Lateral{}, {keys.node, applied->node}, std::move(columns)));
  return binder.Keep(joined, applied->columns());
}

}  // namespace

const OperatorDef kPartitionOperator{{"partition"}, ReadPartition, BindNode<PartitionOp, BindPartition>};

}  // namespace harrier::kql
