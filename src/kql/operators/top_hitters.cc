#include "kql/operators/operator.h"

// Kusto docs, top-hitters operator: the values seen most often, or with the greatest sum.
namespace harrier::kql {
namespace {

struct TopHittersOp {
  syntax::ExprPtr count;
  syntax::ExprPtr of;
  syntax::ExprPtr by;
};

void ReadTopHitters(Reader& in, syntax::Operator& op) {
  TopHittersOp top;
  top.count = in.ReadExpression();
  in.Expect("of");
  top.of = in.ReadNamed();
  if (in.Accept("by")) top.by = in.ReadNamed();
  op.node = std::move(top);
}

Result<Relation> BindTopHitters(Binder& binder, const TopHittersOp& op, const syntax::Operator& whole,
                                Relation input) {
  syntax::SummarizeOp summarize;
  summarize.has_by = true;
  summarize.by = {op.of};
  const Span span = whole.span;
  const std::string by_name = op.by != nullptr ? binder.NameOf(*op.by) : "";
  const std::string name = op.by == nullptr ? fmt::format("approximate_count_{}", binder.NameOf(*op.of))
                                            : fmt::format("approximate_sum_{}", by_name);
  syntax::ExprPtr call = op.by == nullptr
                             ? syntax::MakeExpr(span, syntax::Call{{"count", span, false}, {}})
                             : syntax::MakeExpr(span, syntax::Call{{"sum", span, false}, {op.by}});
  summarize.aggregates = {
      syntax::MakeExpr(span, syntax::Named{{{name, span, true}}, std::move(call), false})};
  TRY(Relation counted, BindSummarize(binder, summarize, whole, std::move(input)));
  syntax::TopOp top;
  top.count = op.count;
  top.key.expr = syntax::MakeExpr(span, syntax::NameRef{{name, span, true}});
  return BindTop(binder, top, whole, std::move(counted));
}

}  // namespace

const OperatorDef kTopHittersOperator{
    {"top-hitters"}, ReadTopHitters, BindNode<TopHittersOp, BindTopHitters>};

}  // namespace harrier::kql
