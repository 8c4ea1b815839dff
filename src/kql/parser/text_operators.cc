#include "kql/parser/operator_readers.h"

// Operators that take values apart: parse, mv-expand, mv-apply; and scan.
namespace harrier::kql {

using namespace syntax;  // NOLINT: the grammar is about little else

namespace {

MvItem ReadMvItem(Reader& in) {
  MvItem item;
  const uint32_t begin = in.Begin();
  item.expr = in.ReadNamed();
  if (in.At("to") && in.Peek(1).Is("typeof")) {
    in.Take();
    in.Take();
    in.Expect("(");
    Span span;
    item.to_type = in.ReadType(&span);
    in.Expect(")");
  }
  item.span = in.From(begin);
  return item;
}

void ReadParseLike(Reader& in, Operator& op, bool where) {
  op.parameters = in.ReadParameters();
  ParseOp parse;
  parse.where = where;
  parse.subject = in.ReadExpression();
  in.Expect("with");
  while (true) {
    const Token& token = in.Peek();
    ParsePiece piece;
    piece.span = token.span;
    if (token.Is("*")) {
      in.Take();
      piece.kind = ParsePiece::Kind::kStar;
    } else if (token.kind == TokenKind::kString) {
      piece.kind = ParsePiece::Kind::kText;
      piece.text = in.Take().value.text();
    } else if (in.AtName()) {
      piece.kind = ParsePiece::Kind::kColumn;
      piece.column.name = in.ReadName("a column name");
      piece.column.type = Type::kString;
      if (in.Accept(":")) piece.column.type = in.ReadType(&piece.column.type_span);
    } else {
      break;
    }
    parse.pattern.push_back(std::move(piece));
  }
  if (parse.pattern.empty()) in.FaultHere("KS006", "a pattern is wanted");
  op.node = std::move(parse);
}

}  // namespace

void ReadParse(Reader& in, Operator& op) {
  ReadParseLike(in, op, false);
}
void ReadParseWhere(Reader& in, Operator& op) {
  ReadParseLike(in, op, true);
}

void ReadParseKv(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters();
  ParseKvOp parse;
  parse.subject = in.ReadExpression();
  in.Expect("as");
  parse.columns = in.ReadSchema();
  parse.properties = in.ReadWithProperties();
  op.node = std::move(parse);
}

void ReadMvExpand(Reader& in, Operator& op) {
  // `id = x` names a column here.
  if (!in.At("id")) op.parameters = in.ReadParameters();
  MvExpandOp expand;
  do {
    expand.items.push_back(ReadMvItem(in));
  } while (in.Accept(","));
  if (in.Accept("limit")) expand.limit = in.ReadExpression();
  op.node = std::move(expand);
}

void ReadMvApply(Reader& in, Operator& op) {
  if (!in.At("id")) op.parameters = in.ReadParameters();
  MvApplyOp apply;
  do {
    apply.items.push_back(ReadMvItem(in));
  } while (in.Accept(","));
  if (in.Accept("limit")) apply.limit = in.ReadExpression();
  if (in.Accept("id")) apply.context_id = in.ReadName("a name");
  in.Expect("on");
  in.Expect("(");
  apply.on = in.ReadSubPipeline(")");
  op.node = std::move(apply);
}

void ReadScan(Reader& in, Operator& op) {
  op.parameters = in.ReadParameters();
  ScanOp scan;
  if (in.At("order") && in.Peek(1).Is("by")) {
    in.Take();
    in.Take();
    do {
      scan.order_by.push_back(in.ReadSortKey());
    } while (in.Accept(","));
  }
  if (in.At("partition") && in.Peek(1).Is("by")) {
    in.Take();
    in.Take();
    do {
      scan.partition_by.push_back(in.ReadExpression());
    } while (in.Accept(","));
  }
  if (in.Accept("declare")) scan.declare = in.ReadSchema();
  if (in.At("order") && in.Peek(1).Is("by")) {
    in.Take();
    in.Take();
    do {
      scan.order_by.push_back(in.ReadSortKey());
    } while (in.Accept(","));
  }
  in.Expect("with");
  in.Expect("(");
  while (in.Accept("step")) {
    ScanStep step;
    step.name = in.ReadName("a step's name");
    while (!in.At(":") && !in.AtEnd() && !in.At(")")) {
      if (in.Accept("optional")) {
        step.optional = true;
      } else if (in.Accept("output")) {
        in.Expect("=");
        step.output = in.ReadName("last, none or all").text;
      } else {
        break;
      }
    }
    in.Expect(":");
    step.condition = in.ReadExpression();
    if (in.Accept("=>")) {
      do {
        step.assignments.push_back(in.ReadNamed());
      } while (in.Accept(","));
    }
    scan.steps.push_back(std::move(step));
    if (!in.Accept(";")) break;
  }
  in.Expect(")");
  op.node = std::move(scan);
}

}  // namespace harrier::kql
