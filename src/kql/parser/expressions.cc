#include "kql/parser/reader.h"

namespace harrier::kql {

using namespace syntax;  // NOLINT: the grammar is about little else

namespace {

constexpr std::string_view kTextOps[] = {"=~",
                                         "!~",
                                         "has",
                                         "!has",
                                         "has_cs",
                                         "!has_cs",
                                         "hasprefix",
                                         "!hasprefix",
                                         "hasprefix_cs",
                                         "!hasprefix_cs",
                                         "hassuffix",
                                         "!hassuffix",
                                         "hassuffix_cs",
                                         "!hassuffix_cs",
                                         "contains",
                                         "!contains",
                                         "notcontains",
                                         "containscs",
                                         "notcontainscs",
                                         "contains_cs",
                                         "!contains_cs",
                                         "startswith",
                                         "!startswith",
                                         "startswith_cs",
                                         "!startswith_cs",
                                         "endswith",
                                         "!endswith",
                                         "endswith_cs",
                                         "!endswith_cs",
                                         "like",
                                         "notlike",
                                         "likecs",
                                         "notlikecs",
                                         ":"};

bool IsTextOp(const Token& token) {
  if (token.kind != TokenKind::kName && token.kind != TokenKind::kMark) return false;
  return std::find(std::begin(kTextOps), std::end(kTextOps), token.text) != std::end(kTextOps);
}

bool IsListOp(const Reader& in) {
  const Token& op = in.Peek();
  return op.Is("in") || op.Is("!in") || op.Is("in~") || op.Is("!in~") || op.Is("has_any") || op.Is("has_all");
}

/// An operator over text binds tighter than arithmetic, and takes no second one: `a + b has c` is
/// `a + (b has c)`.
ExprPtr ReadTextComparison(Reader& in) {
  const uint32_t begin = in.Begin();
  ExprPtr left = in.ReadUnary();
  const Token op = in.Peek();
  if (op.Is("matches") && in.Peek(1).Is("regex")) {
    in.Take();
    in.Take();
    ExprPtr right = in.ReadUnary();
    return MakeExpr(in.From(begin), Binary{"matches regex", op.span, std::move(left), std::move(right)});
  }
  if (!IsTextOp(op)) return left;
  in.Take();
  // `a: *` asks whether anything is there.
  ExprPtr right = in.At("*") && op.text == ":" ? MakeExpr(in.Take().span, Star{}) : in.ReadUnary();
  return MakeExpr(in.From(begin), Binary{std::string(op.text), op.span, std::move(left), std::move(right)});
}

ExprPtr ReadMultiplicative(Reader& in) {
  const uint32_t begin = in.Begin();
  ExprPtr left = ReadTextComparison(in);
  while (in.At("*") || in.At("/") || in.At("%")) {
    const Token& op = in.Take();
    ExprPtr right = ReadTextComparison(in);
    left = MakeExpr(in.From(begin), Binary{std::string(op.text), op.span, std::move(left), std::move(right)});
  }
  return left;
}

ExprPtr ReadAdditive(Reader& in) {
  const uint32_t begin = in.Begin();
  ExprPtr left = ReadMultiplicative(in);
  while (in.At("+") || in.At("-")) {
    const Token& op = in.Take();
    ExprPtr right = ReadMultiplicative(in);
    left = MakeExpr(in.From(begin), Binary{std::string(op.text), op.span, std::move(left), std::move(right)});
  }
  return left;
}

/// Comparisons are not chained: `a < b < c` is a mistake.
ExprPtr ReadRelational(Reader& in) {
  const uint32_t begin = in.Begin();
  ExprPtr left = ReadAdditive(in);
  if (!in.At("<") && !in.At("<=") && !in.At(">") && !in.At(">=")) return left;
  const Token& op = in.Take();
  ExprPtr right = ReadAdditive(in);
  return MakeExpr(in.From(begin), Binary{std::string(op.text), op.span, std::move(left), std::move(right)});
}

ExprPtr ReadEquality(Reader& in) {
  const uint32_t begin = in.Begin();
  ExprPtr left = ReadRelational(in);
  const Token op = in.Peek();
  if (op.Is("==") || op.Is("!=") || op.Is("<>")) {
    in.Take();
    ExprPtr right = ReadRelational(in);
    return MakeExpr(in.From(begin), Binary{std::string(op.text), op.span, std::move(left), std::move(right)});
  }
  if (IsListOp(in)) {
    in.Take();
    InList list{std::string(op.text), op.span, std::move(left), {}};
    if (in.Accept("(")) {
      list.items = in.ReadArguments(")");
    } else {
      list.items.push_back(in.ReadUnary());
    }
    return MakeExpr(in.From(begin), std::move(list));
  }
  if (op.Is("between") || op.Is("!between")) {
    in.Take();
    Between between{op.Is("!between"), std::move(left), nullptr, nullptr};
    in.Expect("(");
    between.low = in.ReadExpression();
    in.Expect("..");
    between.high = in.ReadExpression();
    in.Expect(")");
    return MakeExpr(in.From(begin), std::move(between));
  }
  return left;
}

bool AtComparison(const Reader& in) {
  constexpr std::string_view kMarks[] = {"==", "!=", "<>", "<", "<=", ">", ">="};
  const Token& op = in.Peek();
  return IsTextOp(op) || IsListOp(in) || op.Is("between") || op.Is("!between") ||
         (op.Is("matches") && in.Peek(1).Is("regex")) ||
         std::any_of(std::begin(kMarks), std::end(kMarks),
                     [&](std::string_view mark) { return op.Is(mark); });
}

ExprPtr ReadCondition(Reader& in) {
  ExprPtr left = ReadEquality(in);
  while (AtComparison(in)) {
    // Reading goes on behind the second operator, so that one mistake is reported once.
    in.Fault("KS198",
             fmt::format("'{}' cannot follow another comparison; put that one in brackets", in.Peek().text),
             in.Peek().span);
    if (in.Take().text == "matches") in.Take();
    ReadEquality(in);
  }
  return left;
}

ExprPtr ReadAnd(Reader& in) {
  const uint32_t begin = in.Begin();
  ExprPtr left = ReadCondition(in);
  while (in.At("and")) {
    const Token& op = in.Take();
    ExprPtr right = ReadCondition(in);
    left = MakeExpr(in.From(begin), Binary{"and", op.span, std::move(left), std::move(right)});
  }
  return left;
}

ExprPtr ReadOr(Reader& in) {
  const uint32_t begin = in.Begin();
  ExprPtr left = ReadAnd(in);
  while (in.At("or")) {
    const Token& op = in.Take();
    ExprPtr right = ReadAnd(in);
    left = MakeExpr(in.From(begin), Binary{"or", op.span, std::move(left), std::move(right)});
  }
  return left;
}

}  // namespace

ExprPtr Reader::ReadExpression() {
  DepthGuard guard(*this);
  if (TooDeep()) return MakeExpr(Peek().span, Invalid{});
  return ReadOr(*this);
}

ExprPtr Reader::ReadNamed() {
  const uint32_t begin = Begin();
  const size_t mark = Mark();
  // (a, b) = expression
  if (At("(")) {
    Take();
    std::vector<Name> names;
    while (AtName()) {
      names.push_back(*AcceptName());
      if (!Accept(",")) break;
    }
    if (!names.empty() && Accept(")") && At("=")) {
      Take();
      ExprPtr value = ReadExpression();
      return MakeExpr(From(begin), Named{std::move(names), std::move(value), true});
    }
    Back(mark);
  } else if (AtName()) {
    std::optional<Name> name = AcceptName();
    if (At("=")) {
      Take();
      ExprPtr value = ReadExpression();
      return MakeExpr(From(begin), Named{{std::move(*name)}, std::move(value), false});
    }
    Back(mark);
  }
  return ReadExpression();
}

ExprPtr Reader::ReadPipe() {
  DepthGuard guard(*this);
  if (TooDeep()) return MakeExpr(Peek().span, Invalid{});
  const uint32_t begin = Begin();
  ExprPtr source;
  if (AtSourceOperator()) {
    OperatorPtr op = ReadOperator();
    const Span span = op->span;
    source = MakeExpr(span, SourceOperator{std::move(op)});
  } else {
    source = ReadExpression();
  }
  if (!At("|")) return source;
  std::vector<OperatorPtr> operators = ReadOperators();
  return MakeExpr(From(begin), Pipe{std::move(source), std::move(operators)});
}

ExprPtr Reader::ReadArgument() {
  const uint32_t begin = Begin();
  if (At("*") && (Peek(1).Is(",") || Peek(1).Is(")"))) return MakeExpr(Take().span, Star{});
  if (AtName()) {
    const size_t mark = Mark();
    std::optional<Name> name = AcceptName();
    if (At("=")) {
      Take();
      ExprPtr value = ReadPipe();
      return MakeExpr(From(begin), Named{{std::move(*name)}, std::move(value), false});
    }
    Back(mark);
  }
  return ReadPipe();
}

std::vector<ExprPtr> Reader::ReadArguments(std::string_view close) {
  std::vector<ExprPtr> items;
  while (!At(close) && !AtEnd()) {
    const size_t before = Mark();
    items.push_back(ReadArgument());
    if (At(close)) break;
    if (!Accept(",")) {
      FaultHere("KS005", fmt::format("',' or '{}' is wanted", close));
      if (Mark() == before) Take();
      while (!AtEnd() && !At(close) && !At(",") && !At("|") && !At(";")) Take();
      if (!Accept(",")) break;
    } else if (At(close) && close == ")") {
      FaultHere("KS006", "an argument is wanted");
    }
  }
  Expect(close);
  return items;
}

std::vector<ExprPtr> Reader::ReadNamedList() {
  std::vector<ExprPtr> items;
  do {
    if (At("*") && (Peek(1).Is(",") || Peek(1).Is("|") || Peek(1).Is(")") || Peek(1).Is(";") ||
                    Peek(1).kind == TokenKind::kEnd)) {
      items.push_back(MakeExpr(Take().span, Star{}));
    } else {
      items.push_back(ReadNamed());
    }
  } while (Accept(","));
  return items;
}

std::vector<ExprPtr> Reader::ReadColumnList() {
  std::vector<ExprPtr> items;
  do {
    items.push_back(ReadWildcardName());
  } while (Accept(","));
  return items;
}

ExprPtr Reader::ReadWildcardName() {
  const uint32_t begin = Begin();
  std::string text;
  bool wildcard = false;
  // Parts of a wildcard touch each other: *_Ip*, a*b.
  while (Peek().kind == TokenKind::kName || Peek().kind == TokenKind::kNumber || At("*")) {
    if (!text.empty() && Peek().spaced) break;
    wildcard = wildcard || At("*");
    text += std::string(Take().text);
  }
  if (wildcard) return MakeExpr(From(begin), NameRef{{text, From(begin), false}});
  if (!text.empty()) {
    ExprPtr name = MakeExpr(From(begin), NameRef{{text, From(begin), false}});
    while (At(".") || At("[")) {
      if (Accept(".")) {
        Name member = ReadName("a column name");
        name = MakeExpr(From(begin), Member{std::move(name), std::move(member)});
      } else {
        Take();
        ExprPtr index = ReadExpression();
        Expect("]");
        name = MakeExpr(From(begin), Index{std::move(name), std::move(index)});
      }
    }
    return name;
  }
  if (std::optional<Name> name = AcceptName()) return MakeExpr(From(begin), NameRef{std::move(*name)});
  FaultHere("KS006", "a column name is wanted");
  return MakeExpr(Peek().span, Invalid{});
}

ExprPtr Reader::ReadUnary() {
  if ((At("-") || At("+")) && Peek().kind == TokenKind::kMark) {
    DepthGuard guard(*this);
    if (TooDeep()) return MakeExpr(Peek().span, Invalid{});
    const Token& op = Take();
    // A negative constant is one literal.
    if (Peek().kind == TokenKind::kNumber && op.text == "-") {
      const Token& number = Peek();
      Value value;
      if (number.value.type() == Type::kReal)
        value = Value::Real(-number.value.real());
      else if (number.value.type() == Type::kTimespan)
        value = Value::Timespan(-number.value.integer());
      else
        value = Value::Long(static_cast<int64_t>(0 - static_cast<uint64_t>(number.value.integer())));
      Take();
      return MakeExpr(From(op.span.begin), Literal{std::move(value)});
    }
    ExprPtr operand = ReadUnary();
    return MakeExpr(From(op.span.begin), Unary{std::string(op.text), std::move(operand)});
  }
  return ReadPostfix();
}

namespace {

/// database("x"), cluster("c").database("x") and the like: what has tables, so that a '*' after the dot is a
/// wildcard of theirs and no product.
bool IsDatabase(const Expr& expr) {
  const auto* call = expr.As<Call>();
  if (const auto* index = expr.As<Index>()) call = index->index->As<Call>();
  if (call == nullptr) return false;
  constexpr std::string_view kFunctions[] = {"database", "workspace", "app", "resource", "adx", "arg"};
  return std::find(std::begin(kFunctions), std::end(kFunctions), call->function.text) != std::end(kFunctions);
}

}  // namespace

ExprPtr Reader::ReadPostfix() {
  const uint32_t begin = Begin();
  ExprPtr expr = ReadPrimary();
  while (true) {
    if (At(".")) {
      Take();
      if (At("[")) {
        // a.["b"], a form that Kusto takes for a['b'].
        Take();
        ExprPtr index = ReadExpression();
        Expect("]");
        expr = MakeExpr(From(begin), Index{std::move(expr), std::move(index)});
        continue;
      }
      Name member;
      if (const bool tables = IsDatabase(*expr); tables && At("*")) {
        member = {"*", Take().span, false};
      } else {
        member = ReadName("a member's name");
        if (tables && !Peek().spaced && Accept("*")) member.text += "*";
      }
      if (At("(") && !Peek().spaced) {
        // database("x").f(…): a call on a member.
        Take();
        std::vector<ExprPtr> arguments = ReadArguments(")");
        ExprPtr call = MakeExpr(From(begin), Call{member, std::move(arguments)});
        expr = MakeExpr(From(begin), Index{std::move(expr), std::move(call)});
        continue;
      }
      expr = MakeExpr(From(begin), Member{std::move(expr), std::move(member)});
    } else if (At("[") && !(Peek().spaced && expr->As<Literal>() != nullptr)) {
      Take();
      ExprPtr index = ReadExpression();
      Expect("]");
      expr = MakeExpr(From(begin), Index{std::move(expr), std::move(index)});
    } else {
      return expr;
    }
  }
}

ExprPtr Reader::ReadPrimary() {
  const uint32_t begin = Begin();
  const Token& token = Peek();
  switch (token.kind) {
    case TokenKind::kNumber: {
      Value value = Take().value;
      return MakeExpr(From(begin), Literal{std::move(value)});
    }
    case TokenKind::kString: {
      std::string text = Take().value.text();
      while (Peek().kind == TokenKind::kString) text += Take().value.text();
      return MakeExpr(From(begin), Literal{Value::String(std::move(text))});
    }
    case TokenKind::kMark:
      if (token.Is("(")) {
        Take();
        if (At(")")) {
          FaultHere("KS006", "an expression is wanted");
          Take();
          return MakeExpr(From(begin), Invalid{});
        }
        ExprPtr inner = ReadPipe();
        Expect(")");
        return MakeExpr(From(begin), Paren{std::move(inner)});
      }
      if (token.Is("*")) return MakeExpr(Take().span, Star{});
      break;
    case TokenKind::kBad:
      return MakeExpr(Take().span, Invalid{});
    default:
      break;
  }
  if (ExprPtr source = ReadDataSource()) return source;
  if (ExprPtr literal = ReadTypedLiteral()) return literal;
  if (std::optional<Name> name = AcceptName()) {
    if (!name->bracketed && At("*") && !Peek().spaced && Peek(1).kind != TokenKind::kName &&
        Peek(1).kind != TokenKind::kNumber && !Peek(1).Is("(")) {
      // Security*, where a table is wanted.
      const Token& star = Peek(1);
      if (star.Is(",") || star.Is(")") || star.Is("|") || star.Is(";") || star.kind == TokenKind::kEnd) {
        Take();
        name->text += "*";
        name->span = From(begin);
      }
    }
    if (At("(")) {
      Take();
      std::vector<ExprPtr> arguments = ReadArguments(")");
      return MakeExpr(From(begin), Call{std::move(*name), std::move(arguments)});
    }
    return MakeExpr(From(begin), NameRef{std::move(*name)});
  }
  FaultHere("KS006", "an expression is wanted");
  return MakeExpr(Peek().span, Invalid{});
}

}  // namespace harrier::kql
