#pragma once

#include <map>

#include "kql/operators/sources.h"

namespace harrier::kql {

/// Columns that a predicate names, with the type that each has in the first of the tables.
using ColumnTypes = std::map<std::string, Type, std::less<>>;
ColumnTypes TypesOf(Binder& binder, const Sources& sources, const std::vector<std::string>& names);

/// Names in an expression, in order, each once; some may be of columns.
std::vector<std::string> NamesIn(const syntax::Expr& expr);
/// Does the predicate look into every column: a bare text, or `*`?
bool LooksEverywhere(const syntax::Expr& predicate);

/// Binds the predicate of search and find over one of their tables. Bare texts look in every column, and a
/// column that only other tables have is null (Kusto docs, search operator and find operator).
class SearchBinder {
 public:
  SearchBinder(Binder& binder, const Relation& row, const ColumnTypes& known, bool case_sensitive);

  Result<plan::ExprPtr> Bind(const syntax::Expr& expr);

 private:
  Result<plan::ExprPtr> BindBinary(const syntax::Binary& binary, Span span);
  Result<plan::ExprPtr> Anywhere(const std::string& text, Span span);
  Result<plan::ExprPtr> Term(plan::ExprPtr column, std::string text, Span span);

  Binder& binder_;
  const Relation& row_;
  std::map<std::string, plan::ExprPtr, std::less<>> missing_;
  RowScope scope_;
  bool case_sensitive_;
};

}  // namespace harrier::kql
