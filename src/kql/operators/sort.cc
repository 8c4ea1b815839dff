#include "kql/operators/operator.h"

// Kusto docs, sort operator.
namespace harrier::kql {
namespace {

void ReadSort(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  syntax::SortOp sort;
  in.Expect("by");
  do {
    sort.keys.push_back(in.ReadSortKey());
  } while (in.Accept(","));
  op.node = std::move(sort);
}

}  // namespace

Result<plan::SortKey> BindSortKey(Binder& binder, const syntax::SortKey& key, Relation& input) {
  TRY(std::vector<NamedExpr> bound, binder.BindItems({key.expr}, input));
  plan::ExprPtr expr = bound.at(0).expr;
  if (expr->type == Type::kDynamic) expr = binder.ToText(std::move(expr));
  const bool ascending = key.ascending.value_or(false);
  return plan::SortKey{std::move(expr), ascending, key.nulls_first.value_or(ascending)};
}

Result<Relation> BindSort(Binder& binder, const syntax::SortOp& op, const syntax::Operator&, Relation input) {
  const std::vector<plan::Column> visible = input.columns();
  plan::Sort sort;
  for (const syntax::SortKey& key : op.keys) {
    Result<plan::SortKey> bound = BindSortKey(binder, key, input);
    if (!bound)
      binder.Report(std::move(bound.error()));
    else if (!bound->expr->is_literal())
      sort.keys.push_back(std::move(*bound));
  }
  const std::vector<plan::SortKey> order = sort.keys;
  std::vector<plan::Column> columns = input.columns();
  if (sort.keys.empty()) return input;
  Relation out = binder.WithNode(input, plan::MakeNode(std::move(sort), {input.node}, columns));
  out.ordered = true;
  out.order = order;
  return columns.size() == visible.size() ? out : binder.Keep(out, visible);
}

const OperatorDef kSortOperator{{"sort", "order"}, ReadSort, BindNode<syntax::SortOp, BindSort>};

}  // namespace harrier::kql
