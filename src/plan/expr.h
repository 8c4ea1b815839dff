#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/span.h"
#include "base/type.h"
#include "base/value.h"
#include "runtime/kernel.h"

/// Scalar expressions of the plan: constants, columns, primitives, kernel calls, subqueries. Typed,
/// immutable, shared.
namespace harrier::plan {

/// A column's identity within one query; never reused, so that a reference needs no scope.
using ColumnId = int32_t;

struct Column {
  ColumnId id = -1;
  std::string name;
  Type type = Type::kUnknown;
};

struct Node;
using NodePtr = std::shared_ptr<const Node>;
struct Expr;
using ExprPtr = std::shared_ptr<const Expr>;

/// The primitives every engine must have. A string expression is never null: engines keep that wherever SQL
/// would not (outer joins, missing union columns, aggregates over nothing, lag/lead, scalar subqueries).
enum class Op : uint8_t {
  // Boolean, three-valued.
  kAnd,  // any number of arguments
  kOr,   // any number of arguments
  kNot,
  kIsNull,  // any type; a string is never null
  // Comparisons of two arguments of one type (not dynamic). Two nulls give null; one gives false for kEq,
  // true
  // for kNe, null for the others (Kusto docs, null-values). NaN equals nothing, itself included. Strings
  // compare by byte.
  kEq,
  kNe,
  kLt,
  kLe,
  kGt,
  kGe,
  // Arithmetic of reals only (IEEE); integers, times and decimals go through kernels, which wrap.
  kAdd,
  kSub,
  kMul,
  kDiv,
  kNeg,
  // kIn(x, v1, v2…): x equals one of the values, of x's type; false for null. kNotIn: the opposite.
  kIn,
  kNotIn,
  // kCase(c1, v1, c2, v2, …, otherwise): values of one type; a null condition counts as false.
  kCase,
  // The first argument that is not null; strings are never null, so the binder writes isempty cases as kCase.
  kCoalesce,
  // Numeric widening without loss of meaning: int → long → real; also between types of one physical form
  // (long ↔ datetime ↔ timespan). The result's type is the expression's.
  kWiden,
  // Joins strings.
  kConcat,
};

std::string_view OpName(Op op);

struct Expr {
  enum class Kind : uint8_t {
    kLiteral,         // value
    kColumn,          // column
    kOp,              // op(args)
    kKernel,          // kernel(args), argument types as the kernel's params
    kScalarSubquery,  // first column of subquery's only row; null (or "") when it has none
    kInSubquery,      // args[0] equals a value of subquery's first column; never null
  };

  Kind kind = Kind::kLiteral;
  Type type = Type::kUnknown;
  Value value{};
  ColumnId column = -1;
  Op op = Op::kAnd;
  const runtime::Kernel* kernel = nullptr;
  std::vector<ExprPtr> args{};
  NodePtr subquery{};
  Span span{};

  bool is_literal() const { return kind == Kind::kLiteral; }
};

/// Builders; each computes the type. None folds: see fold.h.
ExprPtr Lit(Value value, Span span = {});
ExprPtr Ref(const Column& column, Span span = {});
ExprPtr Apply(Op op, std::vector<ExprPtr> args, Span span = {});
/// kCase, kCoalesce and kWiden, whose type the caller knows.
ExprPtr ApplyAs(Type type, Op op, std::vector<ExprPtr> args, Span span = {});
/// A kernel that the build lacks: thrown by CallKernel, turned into an error of the query by the binder.
struct MissingKernel : std::logic_error {
  MissingKernel(std::string_view kernel, Span where);
  Span span;
};
/// Throws MissingKernel if there is no such kernel.
ExprPtr CallKernel(std::string_view kernel, std::vector<ExprPtr> args, Span span = {});
ExprPtr ScalarSubquery(NodePtr subquery, Span span = {});
ExprPtr InSubquery(ExprPtr left, NodePtr subquery, Span span = {});

/// What kEq, kNe, kLt… say, where `order` is that of two values (negative, 0 or positive), or nothing if one
/// is NaN; and of values of which at least one is null. nullopt is null.
bool ComparisonOf(Op op, std::optional<int> order);
std::optional<bool> ComparisonOfNulls(Op op, bool left_null, bool right_null);

/// True if nothing in it depends on a row: no column, no volatile kernel, no subquery.
bool IsConstant(const Expr& expr);

/// Evaluates a constant expression by its kernels and primitives; the expression itself where it cannot.
ExprPtr Fold(const ExprPtr& expr);

}  // namespace harrier::plan
