#pragma once

#include "kql/syntax/operator.h"

namespace harrier::kql::syntax {

/// let name = expression; the expression may be a FunctionLiteral.
struct LetStatement {
  Name name;
  ExprPtr value;
};
/// set name [= value];
struct SetStatement {
  Name name;
  std::optional<Value> value;
  std::string value_text;
};
/// declare query_parameters(name: type = default, …);
struct QueryParametersStatement {
  std::vector<ColumnDecl> parameters;
};
/// declare pattern name [= (parameters) [path] { ("a") = { body }; … }];
struct PatternStatement {
  Name name;
  struct Case {
    std::vector<ExprPtr> arguments;
    ExprPtr path;
    std::shared_ptr<const FunctionLiteral> body;
  };
  std::vector<ColumnDecl> parameters;
  std::optional<ColumnDecl> path_parameter;
  std::vector<Case> cases;
  bool declared_only = false;
};
/// alias database name = expression;
struct AliasStatement {
  Name name;
  ExprPtr value;
};
/// restrict access to (entities);
struct RestrictStatement {
  std::vector<ExprPtr> entities;
};
/// A query: its rows are a result.
struct QueryStatement {
  ExprPtr expr;
};

struct Statement {
  using Node = std::variant<LetStatement, SetStatement, QueryParametersStatement, PatternStatement,
                            AliasStatement, RestrictStatement, QueryStatement>;
  Node node;
  Span span{};

  template <typename T>
  const T* As() const {
    return std::get_if<T>(&node);
  }
};

/// A whole query text: statements separated by ';'.
struct Query {
  std::vector<StatementPtr> statements;
};

}  // namespace harrier::kql::syntax
