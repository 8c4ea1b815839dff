#include "kql/operators/operator.h"

namespace harrier::kql {

// Kusto docs, where operator.
Result<Relation> BindFilter(Binder& binder, const syntax::FilterOp& op, const syntax::Operator&,
                            Relation input) {
  if (const auto* named = op.predicate->As<syntax::Named>()) {
    return FailAt(op.predicate->span, "KS006", ErrorCode::kSemantic,
                  "'=' assigns; write '{} == …' to compare",
                  named->names.empty() ? "a" : named->names.front().text);
  }
  TRY(plan::ExprPtr predicate, binder.BindPredicateOver(*op.predicate, input));
  return binder.Filter(std::move(input), std::move(predicate));
}

}  // namespace harrier::kql
