#include "kql/operators/operator.h"

// Kusto docs, extend operator.
namespace harrier::kql {
namespace {

void ReadExtend(Reader& in, syntax::Operator& op) {
  op.node = syntax::ExtendOp{in.ReadNamedList()};
}

}  // namespace

Result<Relation> BindExtend(Binder& binder, const syntax::ExtendOp& op, const syntax::Operator&,
                            Relation input) {
  const Relation before = input;
  TRY(std::vector<NamedExpr> items, binder.BindItems(op.items, input));
  if (input.columns().size() != before.columns().size()) {
    // Window functions put columns under the operator that are not the user's.
    std::vector<NamedExpr> merged;
    for (const plan::Column& column : before.columns())
      merged.push_back({column.name, plan::Ref(column), {}});
    for (NamedExpr& item : items) {
      const auto same = std::find_if(merged.begin(), merged.end(), [&](const NamedExpr& m) {
        return !item.name.empty() && m.name == item.name;
      });
      if (same != merged.end())
        same->expr = std::move(item.expr);
      else
        merged.push_back(std::move(item));
    }
    return binder.Project(input, std::move(merged));
  }
  return binder.Extend(input, std::move(items));
}

const OperatorDef kExtendOperator{{"extend"}, ReadExtend, BindNode<syntax::ExtendOp, BindExtend>};

}  // namespace harrier::kql
