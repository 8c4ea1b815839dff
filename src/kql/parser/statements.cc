#include "kql/parser/reader.h"

namespace harrier::kql {

using namespace syntax;  // NOLINT: the grammar is about little else

Query Reader::ReadQuery() {
  Query query;
  bool any = false;
  while (!AtEnd()) {
    if (Accept(";")) continue;
    any = true;
    const size_t before = Mark();
    query.statements.push_back(ReadStatement());
    if (!AtEnd() && !At(";")) {
      FaultHere("KS005", "'|' or ';' is wanted");
      if (Mark() == before) Take();
      while (!AtEnd() && !At(";")) Take();
    }
  }
  if (!any && diagnostics_.empty())
    Fault("KS006", "the text holds no query", {0, static_cast<uint32_t>(text_.size())});
  return query;
}

StatementPtr Reader::ReadStatement() {
  const uint32_t begin = Begin();
  auto make = [&](Statement::Node node) {
    return std::make_shared<const Statement>(Statement{std::move(node), From(begin)});
  };
  if (At("let") && !Peek(1).Is("|")) {
    Take();
    LetStatement let;
    let.name = ReadName("a name");
    Expect("=");
    let.value = ReadLetValue();
    return make(std::move(let));
  }
  if (At("set") && Peek(1).kind == TokenKind::kName) {
    Take();
    SetStatement set;
    set.name = ReadName("a request property");
    while (At(".")) {
      Take();
      set.name.text += "." + ReadName("a request property").text;
    }
    if (Accept("=")) {
      const uint32_t from = Begin();
      ExprPtr value = ReadExpression();
      set.value_text = std::string(text_.substr(from, From(from).end - from));
      if (const auto* literal = value->As<Literal>())
        set.value = literal->value;
      else if (const auto* name = value->As<NameRef>())
        set.value = Value::String(name->name.text);
    }
    return make(std::move(set));
  }
  if (At("declare") && Peek(1).Is("query_parameters")) {
    Take();
    Take();
    return make(QueryParametersStatement{ReadSchema()});
  }
  if (At("declare") && Peek(1).Is("pattern")) {
    Take();
    Take();
    PatternStatement pattern;
    pattern.name = ReadName("a pattern's name");
    if (!Accept("=")) {
      pattern.declared_only = true;
      return make(std::move(pattern));
    }
    pattern.parameters = ReadSchema();
    if (Accept("[")) {
      ColumnDecl path;
      path.name = ReadName("a path's name");
      Expect(":");
      path.type = ReadType(&path.type_span);
      pattern.path_parameter = std::move(path);
      Expect("]");
    }
    Expect("{");
    while (!At("}") && !AtEnd()) {
      if (Accept(";")) continue;
      PatternStatement::Case c;
      Expect("(");
      c.arguments = ReadArguments(")");
      if (Accept(".")) {
        Expect("[");
        c.path = ReadExpression();
        Expect("]");
      }
      Expect("=");
      auto body = std::make_shared<FunctionLiteral>();
      body->statements = ReadBody(body->body, &body->body_span);
      c.body = std::move(body);
      pattern.cases.push_back(std::move(c));
      if (!At(";") && !At("}")) {
        FaultHere("KS005", "';' or '}' is wanted");
        Recover();
        break;
      }
    }
    Expect("}");
    return make(std::move(pattern));
  }
  if (At("alias") && Peek(1).Is("database")) {
    Take();
    Take();
    AliasStatement alias;
    alias.name = ReadName("a name");
    Expect("=");
    alias.value = ReadExpression();
    return make(std::move(alias));
  }
  if (At("restrict") && Peek(1).Is("access")) {
    Take();
    Take();
    Expect("to");
    Expect("(");
    return make(RestrictStatement{ReadArguments(")")});
  }
  return make(QueryStatement{ReadPipe()});
}

ExprPtr Reader::ReadLetValue() {
  const uint32_t begin = Begin();
  if (std::shared_ptr<const FunctionLiteral> function = TryReadFunction()) {
    return MakeExpr(From(begin), FunctionLiteral(*function));
  }
  if (At("entity_group") && Peek(1).Is("[")) {
    Take();
    Take();
    std::vector<ExprPtr> members = ReadArguments("]");
    return MakeExpr(From(begin), Call{{"entity_group", From(begin), false}, std::move(members)});
  }
  return ReadPipe();
}

std::shared_ptr<const FunctionLiteral> Reader::TryReadFunction() {
  const size_t mark = Mark();
  auto function = std::make_shared<FunctionLiteral>();
  if (At("view") && Peek(1).Is("(")) {
    Take();
    function->view = true;
  }
  if (!At("(")) return nullptr;
  // A function is (parameters) {: look for the bracket's end.
  size_t n = 1;
  int level = 1;
  while (Peek(n).kind != TokenKind::kEnd && level > 0) {
    if (Peek(n).Is("(")) ++level;
    if (Peek(n).Is(")")) --level;
    ++n;
  }
  if (!Peek(n).Is("{")) {
    Back(mark);
    return nullptr;
  }
  Take();
  while (!At(")") && !AtEnd()) {
    const uint32_t begin = Begin();
    FunctionParameter parameter;
    parameter.name = ReadName("a parameter's name");
    Expect(":");
    if (At("(")) {
      parameter.tabular = true;
      if (Peek(1).Is("*") && Peek(2).Is(")")) {
        parameter.any_columns = true;
        Take();
        Take();
        Take();
      } else {
        parameter.columns = ReadSchema();
        for (const ColumnDecl& column : parameter.columns) {
          if (column.name.text == "*") parameter.any_columns = true;
        }
      }
    } else {
      Span span;
      parameter.type = ReadType(&span);
      if (Accept("=")) parameter.default_value = ReadExpression();
    }
    parameter.span = From(begin);
    function->parameters.push_back(std::move(parameter));
    if (!Accept(",") && !At(")")) {
      FaultHere("KS005", "',' or ')' is wanted");
      Recover();
      break;
    }
  }
  Expect(")");
  function->statements = ReadBody(function->body, &function->body_span);
  return function;
}

std::vector<StatementPtr> Reader::ReadBody(ExprPtr& body, Span* span) {
  DepthGuard guard(*this);
  std::vector<StatementPtr> statements;
  const uint32_t begin = Begin();
  if (TooDeep()) return statements;
  Expect("{");
  while (!At("}") && !AtEnd()) {
    if (Accept(";")) continue;
    const size_t before = Mark();
    StatementPtr statement = ReadStatement();
    if (const auto* query = statement->As<QueryStatement>())
      body = query->expr;
    else
      statements.push_back(std::move(statement));
    if (!At(";") && !At("}")) {
      FaultHere("KS005", "';' or '}' is wanted");
      if (Mark() == before) Take();
      Recover();
      if (At("|") || At(")") || At("]")) Take();
    }
  }
  Expect("}");
  *span = From(begin);
  return statements;
}

}  // namespace harrier::kql
