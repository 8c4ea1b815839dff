#include "kql/operators/operator.h"

// Operators whose answer is several tables (Kusto docs: fork, facet). All but the last go to the query's side
// results.
namespace harrier::kql {

Result<Relation> BindFork(Binder& binder, const syntax::ForkOp& op, const syntax::Operator& whole,
                          Relation input) {
  LetValue::Tabular shared{input, binder.ids().NextShared(), false};
  Relation last;
  for (size_t i = 0; i < op.branches.size(); ++i) {
    TRY(Relation branch, binder.BindOperators(op.branches[i].operators, binder.Reference(shared)));
    if (i + 1 < op.branches.size()) {
      const std::string name =
          op.branches[i].name ? op.branches[i].name->text : fmt::format("GenericResult_{}", i);
      binder.side_results().push_back({name, branch.node, branch.visualization});
    } else {
      last = std::move(branch);
    }
  }
  if (last.node == nullptr) return FailAt(whole.span, "KS006", ErrorCode::kSemantic, "fork has no branches");
  return last;
}

Result<Relation> BindFacet(Binder& binder, const syntax::FacetOp& op, const syntax::Operator& whole,
                           Relation input) {
  LetValue::Tabular shared{input, binder.ids().NextShared(), false};
  std::vector<Relation> tables;
  for (const syntax::ExprPtr& column : op.columns) {
    syntax::SummarizeOp summarize;
    summarize.has_by = true;
    summarize.by = {column};
    summarize.aggregates = {syntax::MakeExpr(whole.span, syntax::Call{{"count", whole.span, false}, {}})};
    syntax::Operator counted;
    counted.node = std::move(summarize);
    counted.span = whole.span;
    TRY(Relation facet, binder.BindOperator(counted, binder.Reference(shared)));
    tables.push_back(std::move(facet));
  }
  if (!op.with.empty()) {
    TRY(Relation rows, binder.BindOperators(op.with, binder.Reference(shared)));
    tables.push_back(std::move(rows));
  }
  if (tables.empty()) return FailAt(whole.span, "KS006", ErrorCode::kSemantic, "facet has no columns");
  for (size_t i = 0; i + 1 < tables.size(); ++i) {
    binder.side_results().push_back({fmt::format("Facet_{}", i), tables[i].node, std::nullopt});
  }
  return tables.back();
}

}  // namespace harrier::kql
