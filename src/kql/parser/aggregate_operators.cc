#include "kql/parser/operator_readers.h"

// Operators that aggregate.
namespace harrier::kql {

using namespace syntax;  // NOLINT: the grammar is about little else

void ReadSummarize(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters();
  SummarizeOp summarize;
  if (!in.At("by") && !in.At("|") && !in.AtEnd() && !in.At(")") && !in.At(";"))
    summarize.aggregates = in.ReadNamedList();
  if (in.Accept("by")) {
    summarize.has_by = true;
    summarize.by = in.ReadNamedList();
    if (in.At("bin") && in.Peek(1).Is("=")) {
      in.Take();
      in.Take();
      summarize.bin = in.ReadExpression();
    }
  }
  op.node = std::move(summarize);
}

void ReadTop(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters();
  TopOp top;
  top.count = in.ReadExpression();
  in.Expect("by");
  top.key = in.ReadSortKey();
  op.node = std::move(top);
}

void ReadTopHitters(Reader& in, Operator& op) {
  TopHittersOp top;
  top.count = in.ReadExpression();
  in.Expect("of");
  top.of = in.ReadNamed();
  if (in.Accept("by")) top.by = in.ReadNamed();
  op.node = std::move(top);
}

void ReadTopNested(Reader& in, Operator& op) {
  TopNestedOp nested;
  while (true) {
    TopNestedClause clause;
    if (!in.At("of")) clause.count = in.ReadExpression();
    in.Expect("of");
    clause.of = in.ReadNamed();
    if (in.Accept("with")) {
      in.Expect("others");
      in.Expect("=");
      clause.others = in.ReadExpression();
    }
    in.Expect("by");
    clause.by = in.ReadNamed();
    if (in.Accept("asc"))
      clause.ascending = true;
    else if (in.Accept("desc"))
      clause.ascending = false;
    nested.clauses.push_back(std::move(clause));
    size_t tokens = 0;
    if (!in.Accept(",")) break;
    if (in.PeekDashed(&tokens) != "top-nested") {
      in.FaultHere("KS005", "'top-nested' is wanted");
      break;
    }
    for (size_t i = 0; i < tokens; ++i) in.Take();
  }
  op.node = std::move(nested);
}

void ReadMakeSeries(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters();
  MakeSeriesOp series;
  do {
    MakeSeriesOp::Aggregate aggregate;
    aggregate.call = in.ReadNamed();
    if (in.Accept("default")) {
      in.Expect("=");
      aggregate.default_value = in.ReadExpression();
    }
    series.aggregates.push_back(std::move(aggregate));
  } while (in.Accept(","));
  in.Expect("on");
  // `in` belongs to the operator here, so the axis is no full expression.
  const uint32_t begin = in.Begin();
  if (in.AtName() && in.Peek(1).Is("=")) {
    Name name = in.ReadName("a column name");
    in.Take();
    series.axis = MakeExpr(in.From(begin), Named{{std::move(name)}, in.ReadPostfix(), false});
  } else {
    series.axis = in.ReadPostfix();
  }
  if (in.Accept("in")) {
    series.in_range = true;
    in.Expect("range");
    in.Expect("(");
    series.from = in.ReadExpression();
    in.Expect(",");
    series.to = in.ReadExpression();
    in.Expect(",");
    series.step = in.ReadExpression();
    in.Expect(")");
  } else {
    if (in.Accept("from")) series.from = in.ReadExpression();
    if (in.Accept("to")) series.to = in.ReadExpression();
    in.Expect("step");
    series.step = in.ReadExpression();
  }
  if (in.Accept("by")) series.by = in.ReadNamedList();
  op.node = std::move(series);
}

}  // namespace harrier::kql
