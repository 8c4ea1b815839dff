#include "kql/operators/operator.h"

// Kusto docs, where operator.
namespace harrier::kql {
namespace {

void ReadFilter(Reader& in, syntax::Operator& op) {
  op.parameters = in.ReadParameters();
  // `a = b` parses, so that the binder can say that `==` is meant.
  op.node = syntax::FilterOp{in.ReadNamed()};
}

Result<Relation> BindFilter(Binder& binder, const syntax::FilterOp& op, const syntax::Operator&,
                            Relation input) {
  // A name given to the predicate means nothing, as in Kusto: `where a = b` keeps the rows where b is true.
  if (const auto* named = op.predicate->As<syntax::Named>()) {
    TRY(plan::ExprPtr value, binder.BindPredicateOver(*named->value, input));
    return binder.Filter(std::move(input), std::move(value));
  }
  TRY(plan::ExprPtr predicate, binder.BindPredicateOver(*op.predicate, input));
  return binder.Filter(std::move(input), std::move(predicate));
}

}  // namespace

const OperatorDef kFilterOperator{{"where", "filter"}, ReadFilter, BindNode<syntax::FilterOp, BindFilter>};

}  // namespace harrier::kql
