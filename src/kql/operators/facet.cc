#include "kql/operators/operator.h"

// Kusto docs, facet operator. All tables but the last go to the query's side results.
namespace harrier::kql {
namespace {

struct FacetOp {
  std::vector<syntax::ExprPtr> columns;
  std::vector<syntax::OperatorPtr> with;
};

void ReadFacet(Reader& in, syntax::Operator& op) {
  FacetOp facet;
  in.Expect("by");
  do {
    facet.columns.push_back(in.ReadWildcardName());
  } while (in.Accept(","));
  if (in.Accept("with")) {
    if (in.Accept("("))
      facet.with = in.ReadSubPipeline(")");
    else
      facet.with.push_back(in.ReadOperator());
  }
  op.node = std::move(facet);
}

Result<Relation> BindFacet(Binder& binder, const FacetOp& op, const syntax::Operator& whole, Relation input) {
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
    TRY(Relation facet, BindSummarize(binder, summarize, whole, binder.Reference(shared)));
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

}  // namespace

const OperatorDef kFacetOperator{{"facet"}, ReadFacet, BindNode<FacetOp, BindFacet>};

}  // namespace harrier::kql
