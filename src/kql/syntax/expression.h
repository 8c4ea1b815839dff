#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/span.h"
#include "base/value.h"

/// The syntax tree of KQL: plain structs in variants, a span on every node. In KQL a tabular expression and a
/// scalar one share one grammar, so both are Expr.
namespace harrier::kql::syntax {

struct Expr;
struct Operator;
struct Statement;
using ExprPtr = std::shared_ptr<const Expr>;
using OperatorPtr = std::shared_ptr<const Operator>;
using StatementPtr = std::shared_ptr<const Statement>;

/// A name as written. `bracketed`: ['name'] or ["name"], which is never a keyword.
struct Name {
  std::string text;
  Span span{};
  bool bracketed = false;
};

/// A constant: 1, 1.5, "x", h'secret', datetime(…), 5m, guid(…), long(null), true. Adjacent string literals
/// are joined.
struct Literal {
  Value value;
};

/// dynamic(…): the JSON inside, compact; `text` may hold KQL literals inside (datetime, timespan…) already
/// rendered.
struct DynamicLiteral {
  Value value;
};

/// A bare name: column, let variable, table or function without parentheses. A name with '*' is a wildcard
/// (T*).
struct NameRef {
  Name name;
};

/// `*` alone.
struct Star {};

/// base.member, for dynamic paths, and `database("x").T`, `$left.k`.
struct Member {
  ExprPtr base;
  Name member;
};

/// base[index].
struct Index {
  ExprPtr base;
  ExprPtr index;
};

/// f(arguments). Arguments may be named (`f(x = 1)`), stars, or tabular expressions.
struct Call {
  Name function;
  std::vector<ExprPtr> arguments;
};

/// -x, +x, and nothing else (not() is a function).
struct Unary {
  std::string op;
  ExprPtr operand;
};

/// A binary operator by its written form: + - * / % == != <> < <= > >= and or =~ !~ has !has has_cs …
/// contains … startswith … endswith … hasprefix … hassuffix … "matches regex" has_any has_all: / `:` of
/// search too.
struct Binary {
  std::string op;
  Span op_span{};
  ExprPtr left;
  ExprPtr right;
};

/// left in (items), !in, in~, !in~, has_any (items), has_all (items). One item may be a tabular expression.
struct InList {
  std::string op;
  Span op_span{};
  ExprPtr left;
  std::vector<ExprPtr> items;
};

/// left between (low .. high), !between.
struct Between {
  bool negated = false;
  ExprPtr left;
  ExprPtr low;
  ExprPtr high;
};

/// name = value, where an operator or argument list allows it; several names: (a, b) = value.
struct Named {
  std::vector<Name> names;
  ExprPtr value;
  bool parenthesised = false;
};

/// (inner). Kept, since a parenthesised pipe is a table and result names look through it.
struct Paren {
  ExprPtr inner;
};

/// source | operator | operator …
struct Pipe {
  ExprPtr source;
  std::vector<OperatorPtr> operators;
};

/// name: type; the type may be a name or, for tables, a schema in parentheses.
struct ColumnDecl {
  Name name;
  Type type = Type::kUnknown;
  Span type_span{};
  ExprPtr default_value;  // declare query_parameters, scan declare, function parameters
};

/// datatable(schema) [ values ].
struct DataTable {
  std::vector<ColumnDecl> columns;
  std::vector<ExprPtr> values;
};

/// with (name = value, …), and operator parameters such as kind=, hint.x=, decodeblocks=.
struct Parameter {
  Name name;
  ExprPtr value;
};

/// externaldata(schema) [ uris ] with (properties), also external_data; or inline_external_table(schema)
/// kind=storage dataformat=… (uris) with (properties).
struct ExternalData {
  std::optional<Name> kind;    // of an inline_external_table
  std::optional<Name> format;  // its dataformat
  bool partitioned = false;    // it has `partition by` or `pathformat`
  std::vector<ColumnDecl> columns;
  std::vector<ExprPtr> uris;
  std::vector<Parameter> properties;
};

/// Operators that may stand at the start of a pipe, as a source: print, range, union, search, find, evaluate,
/// macro-expand…
struct SourceOperator {
  OperatorPtr op;
};

/// typeof(type) or typeof(schema), as an argument.
struct TypeOf {
  std::vector<ColumnDecl> columns;  // one unnamed column for a scalar type
};

/// A function: (parameters) { statements; expression }, as the value of a let or of a pattern.
struct FunctionParameter {
  Name name;
  Type type = Type::kUnknown;       // scalar parameters
  bool tabular = false;             // (T:(x:long)) or (T:(*))
  bool any_columns = false;         // (*)
  std::vector<ColumnDecl> columns;  // the schema wanted of a tabular parameter
  ExprPtr default_value;
  Span span{};
};
struct FunctionLiteral {
  bool view = false;
  std::vector<FunctionParameter> parameters;
  std::vector<StatementPtr> statements;  // lets before the body
  ExprPtr body;                          // null for { }
  Span body_span{};
};

/// datetime(soon) and the like: a constant whose text its type does not know.
struct BadConstant {
  Type type = Type::kUnknown;
  std::string text;
};

/// Something that did not parse; its diagnostic has been reported.
struct Invalid {};

struct Expr {
  using Node = std::variant<Invalid, BadConstant, Literal, DynamicLiteral, NameRef, Star, Member, Index, Call,
                            Unary, Binary, InList, Between, Named, Paren, Pipe, DataTable, ExternalData,
                            SourceOperator, TypeOf, FunctionLiteral>;
  Node node;
  Span span{};

  template <typename T>
  const T* As() const {
    return std::get_if<T>(&node);
  }
};

template <typename T>
ExprPtr MakeExpr(Span span, T node) {
  return std::make_shared<const Expr>(Expr{std::move(node), span});
}

}  // namespace harrier::kql::syntax
