#include "kql/parser/operator_readers.h"

// Operators that filter, order, count or hand on rows.
namespace harrier::kql {

using namespace syntax;  // NOLINT: the grammar is about little else

void ReadAs(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters();
  op.node = AsOp{in.ReadName("a name")};
}

void ReadConsume(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters();
  op.node = ConsumeOp{};
}

void ReadCount(Reader& in, Operator& op) {
  // count as X
  if (in.At("as")) {
    in.Take();
    op.parameters.push_back({{"as", in.Peek().span, false}, in.ReadPrimary()});
  }
  op.node = CountOp{};
}

void ReadFilter(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters();
  // `a = b` parses, so that the binder can say that `==` is meant.
  op.node = FilterOp{in.ReadNamed()};
}

void ReadTake(Reader& in, Operator& op) {
  op.node = TakeOp{in.ReadExpression()};
}
void ReadSample(Reader& in, Operator& op) {
  op.node = SampleOp{in.ReadExpression()};
}

void ReadSampleDistinct(Reader& in, Operator& op) {
  SampleDistinctOp sample;
  sample.count = in.ReadExpression();
  in.Expect("of");
  sample.of = in.ReadNamed();
  op.node = std::move(sample);
}

void ReadSort(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters();
  SortOp sort;
  in.Expect("by");
  do {
    sort.keys.push_back(in.ReadSortKey());
  } while (in.Accept(","));
  op.node = std::move(sort);
}

void ReadGetSchema(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters();
  op.node = GetSchemaOp{};
}

void ReadRange(Reader& in, Operator& op) {
  RangeOp range;
  range.name = in.ReadName("a column name");
  in.Expect("from");
  range.from = in.ReadExpression();
  in.Expect("to");
  range.to = in.ReadExpression();
  in.Expect("step");
  range.step = in.ReadExpression();
  op.node = std::move(range);
}

void ReadReduce(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters();
  ReduceOp reduce;
  in.Expect("by");
  reduce.by = in.ReadNamed();
  in.Accept("with");
  reduce.properties = in.ReadParameters(true);
  op.node = std::move(reduce);
}

void ReadRender(Reader& in, Operator& op) {
  RenderOp render;
  render.chart = in.ReadName("a kind of chart");
  render.properties = in.ReadWithProperties();
  // The older form without `with (…)`.
  for (Parameter& p : in.ReadParameters(true)) render.properties.push_back(std::move(p));
  op.node = std::move(render);
}

void ReadFacet(Reader& in, Operator& op) {
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

void ReadFork(Reader& in, Operator& op) {
  ForkOp fork;
  while (in.At("(") || (in.AtName() && (in.Peek(1).Is("=")))) {
    ForkOp::Branch branch;
    if (!in.At("(")) {
      branch.name = in.ReadName("a name");
      in.Expect("=");
    }
    in.Expect("(");
    branch.operators = in.ReadSubPipeline(")");
    fork.branches.push_back(std::move(branch));
    in.Accept(",");
  }
  if (fork.branches.empty()) in.FaultHere("KS006", "'(' and the operators of a branch are wanted");
  op.node = std::move(fork);
}

void ReadInvoke(Reader& in, Operator& op) {
  op.node = InvokeOp{in.ReadPostfix()};
}

void ReadEvaluate(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters();
  EvaluateOp evaluate;
  evaluate.call = in.ReadPostfix();
  if (in.Accept(":")) {
    evaluate.has_schema = true;
    evaluate.schema = in.ReadSchema();
    for (const ColumnDecl& column : evaluate.schema) {
      if (column.name.text == "*") evaluate.schema_star = true;
    }
    std::erase_if(evaluate.schema, [](const ColumnDecl& c) { return c.name.text == "*"; });
  }
  op.node = std::move(evaluate);
}

}  // namespace harrier::kql
