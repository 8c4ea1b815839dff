#include "kql/operators/operator.h"

namespace harrier::kql {

using namespace syntax;  // NOLINT: the grammar is about little else

bool Reader::AtSourceOperator() const {
  if (Peek().kind != TokenKind::kName) return false;
  size_t tokens = 0;
  const std::string word = PeekDashed(&tokens);
  const Token& next = Peek(tokens);
  if (word == "range") return next.kind == TokenKind::kName && Peek(tokens + 1).Is("from");
  if (word == "macro-expand") return true;
  if (word == "evaluate") return next.kind == TokenKind::kName;
  if (word != "print" && word != "union" && word != "search" && word != "find") return false;
  // print ['a'] = 1
  if (next.Is("[") && next.spaced && Peek(tokens + 1).kind == TokenKind::kString && Peek(tokens + 2).Is("]"))
    return true;
  return !(next.kind == TokenKind::kEnd || next.Is("|") || next.Is(")") || next.Is(",") || next.Is(";") ||
           next.Is(".") || next.Is("==") || next.Is("[") || (next.Is("=") && word != "print"));
}

OperatorPtr Reader::ReadOperator() {
  const uint32_t begin = Begin();
  auto op = std::make_shared<Operator>();
  size_t tokens = 0;
  op->keyword = PeekDashed(&tokens);
  op->def = FindOperator(op->keyword);
  if (op->def == nullptr && tokens > 1) {
    // `take -1` is no dashed word.
    op->def = FindOperator(Peek().text);
    if (op->def != nullptr) {
      op->keyword = std::string(Peek().text);
      tokens = 1;
    }
  }
  if (op->def == nullptr) {
    FaultHere("KS176", "an operator is wanted (where, extend, summarize…)");
    if (!At("|") && !At(";")) {
      Take();
      Recover();
    }
    op->span = From(begin);
    return op;
  }
  for (size_t i = 0; i < tokens; ++i) Take();
  op->keyword_span = From(begin);
  op->def->read(*this, *op);
  op->span = From(begin);
  if (!AtEnd() && !At("|") && !At(";") && !At(")") && !At("}") && !At(",") && !At("]")) {
    FaultHere("KS005", fmt::format("'|' or the end of {} is wanted", op->keyword));
    Recover();
  }
  return op;
}

std::vector<OperatorPtr> Reader::ReadOperators() {
  std::vector<OperatorPtr> operators;
  while (Accept("|")) operators.push_back(ReadOperator());
  return operators;
}

std::vector<OperatorPtr> Reader::ReadSubPipeline(std::string_view close) {
  DepthGuard guard(*this);
  std::vector<OperatorPtr> operators;
  if (TooDeep()) return operators;
  Accept("|");
  operators.push_back(ReadOperator());
  for (OperatorPtr& op : ReadOperators()) operators.push_back(std::move(op));
  Expect(close);
  return operators;
}

namespace {

/// Names that are parameters where others are columns to assign to.
bool IsParameterName(std::string_view name) {
  constexpr std::string_view kNames[] = {"kind",           "isfuzzy",       "withsource",   "with_source",
                                         "with_itemindex", "bagexpansion",  "decodeblocks", "flags",
                                         "cycles",         "with_match_id", "id",           "datascope",
                                         "bin_legacy",     "expandoutput",  "cardinality",  "output"};
  return name.starts_with("hint.") || name.starts_with("__") ||
         std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

}  // namespace

std::vector<Parameter> Reader::ReadParameters(bool any_name) {
  std::vector<Parameter> parameters;
  while (Peek().kind == TokenKind::kName) {
    // name[.name]*[-name]* = value
    size_t n = 1;
    std::string name(Peek().text);
    while ((Peek(n).Is(".") || (Peek(n).Is("-") && !Peek(n).spaced)) &&
           Peek(n + 1).kind == TokenKind::kName) {
      name += std::string(Peek(n).text) + std::string(Peek(n + 1).text);
      n += 2;
    }
    if (!Peek(n).Is("=") || (!any_name && !IsParameterName(name))) break;
    const uint32_t begin = Begin();
    Parameter parameter;
    for (size_t i = 0; i < n; ++i) Take();
    parameter.name.text = std::move(name);
    parameter.name.span = From(begin);
    Take();
    if (At("(")) {
      // hint.x = (a, b)
      const uint32_t from = Begin();
      Take();
      std::vector<ExprPtr> items = ReadArguments(")");
      parameter.value = MakeExpr(From(from), Call{{"", From(from), false}, std::move(items)});
    } else if (At("[") || Peek().kind != TokenKind::kName) {
      parameter.value = ReadUnary();
    } else {
      const Token& word = Take();
      std::string text(word.text);
      while (At("-") && !Peek().spaced && Peek(1).kind == TokenKind::kName) {
        Take();
        text += "-" + std::string(Take().text);
      }
      if (At("(") && !Peek().spaced && parameter.name.text.starts_with("hint.")) {
        Take();
        std::vector<ExprPtr> arguments = ReadArguments(")");
        parameter.value = MakeExpr(word.span, Call{{text, word.span, false}, std::move(arguments)});
      } else {
        parameter.value = MakeExpr(word.span, NameRef{{text, word.span, false}});
      }
    }
    parameters.push_back(std::move(parameter));
    Accept(",");
  }
  return parameters;
}

std::vector<Parameter> Reader::ReadWithProperties() {
  std::vector<Parameter> properties;
  if (!At("with")) return properties;
  Take();
  Expect("(");
  while (!At(")") && !AtEnd()) {
    const uint32_t begin = Begin();
    const size_t before = Mark();
    Parameter property;
    property.name = ReadName("a property");
    while ((At(".") || At("-")) && Peek(1).kind == TokenKind::kName)
      property.name.text += std::string(Take().text) + std::string(Take().text);
    property.name.span = From(begin);
    if (Accept("=")) {
      const uint32_t from = Begin();
      std::vector<ExprPtr> list;
      list.push_back(ReadExpression());
      // ycolumns = a, b: names go on while no '=' follows.
      while (At(",") && Peek(1).kind == TokenKind::kName && (Peek(2).Is(",") || Peek(2).Is(")"))) {
        Take();
        list.push_back(ReadExpression());
      }
      property.value = list.size() == 1
                           ? list.front()
                           : MakeExpr(From(from), Call{{"", From(from), false}, std::move(list)});
    }
    properties.push_back(std::move(property));
    Accept(",");
    if (Mark() == before) break;
  }
  Expect(")");
  return properties;
}

SortKey Reader::ReadSortKey() {
  SortKey key;
  key.expr = ReadNamed();
  if (Accept("asc"))
    key.ascending = true;
  else if (Accept("desc"))
    key.ascending = false;
  if (At("nulls") && (Peek(1).Is("first") || Peek(1).Is("last"))) {
    Take();
    key.nulls_first = Take().Is("first");
  }
  return key;
}

ExprPtr Reader::ReadTableInList() {
  if (At("(")) {
    const uint32_t begin = Begin();
    Take();
    ExprPtr inner = ReadPipe();
    Expect(")");
    return MakeExpr(From(begin), Paren{std::move(inner)});
  }
  // A wildcard may begin with a star or have one in the middle.
  bool wildcard = false;
  size_t n = 0;
  while ((Peek(n).kind == TokenKind::kName || Peek(n).Is("*")) && (n == 0 || !Peek(n).spaced)) {
    wildcard = wildcard || Peek(n).Is("*");
    ++n;
  }
  if (wildcard) return ReadWildcardName();
  return ReadPostfix();
}

std::vector<ExprPtr> Reader::ReadTableList() {
  std::vector<ExprPtr> tables;
  Expect("(");
  while (!At(")") && !AtEnd()) {
    tables.push_back(ReadTableInList());
    if (!Accept(",")) break;
  }
  Expect(")");
  return tables;
}

}  // namespace harrier::kql
