#include "kql/operators/operator.h"

// Operators whose answer is several tables (Kusto docs: fork, facet). All but the last go to the query's side
// results.
namespace harrier::kql {

namespace {

/// By the name before it, or the `as` at its end; else by its number.
std::string BranchName(const syntax::ForkOp::Branch& branch, size_t i) {
  if (branch.name) return branch.name->text;
  const auto* as = branch.operators.empty() ? nullptr : branch.operators.back()->As<syntax::AsOp>();
  return as != nullptr ? as->name.text : fmt::format("GenericResult_{}", i);
}

}  // namespace

Result<Relation> BindFork(Binder& binder, const syntax::ForkOp& op, const syntax::Operator& whole,
                          Relation input) {
  LetValue::Tabular shared{input, binder.ids().NextShared(), false};
  Relation last;
  for (size_t i = 0; i < op.branches.size(); ++i) {
    TRY(Relation branch, binder.BindOperators(op.branches[i].operators, binder.Reference(shared)));
    if (i + 1 < op.branches.size()) {
      binder.side_results().push_back({BranchName(op.branches[i], i), branch.node, branch.visualization});
    } else {
      last = std::move(branch);
      last.result_name = BranchName(op.branches[i], i);
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
    const auto* name = column->As<syntax::NameRef>();
    if (name == nullptr)
      return FailAt(column->span, "KS109", ErrorCode::kSemantic, "facet takes the names of columns");
    syntax::Named count;
    count.names = {{"count_" + name->name.text, whole.span, false}};
    count.value = syntax::MakeExpr(whole.span, syntax::Call{{"count", whole.span, false}, {}});
    summarize.aggregates = {syntax::MakeExpr(whole.span, std::move(count))};
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
