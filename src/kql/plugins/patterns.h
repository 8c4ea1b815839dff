#pragma once

#include "kql/plugins/plugin.h"

/// What basket, autocluster and diffpatterns share: options with '~' for a default, wildcards by type, and
/// rows made of patterns.
namespace harrier::kql {

/// The value that stands for "any" in the columns of a type.
using Wildcards = std::map<Type, Value>;
/// Arguments from i on.
Result<Wildcards> ReadWildcards(const PluginCall& call, size_t i);

/// A number, or the default; an error outside of low…high.
Result<double> ReadNumber(const PluginCall& call, size_t i, double otherwise, double low, double high);

/// The weight of a row as a real: argument i is a column, or by default each row weighs 1.
Result<plan::ExprPtr> ReadWeight(const PluginCall& call, size_t i, std::optional<plan::Column>& column);

/// Runs an aggregate over the whole table whose result is an array, and gives a row for each element: its
/// number, and the element as `element`, a dynamic.
Relation RowsOfAggregate(const PluginCall& call, std::string_view kernel, std::vector<plan::ExprPtr> args);

/// An element of the array in a column of RowsOfAggregate, converted.
plan::ExprPtr Part(Binder& binder, const Relation& rows, size_t i, Type type);

/// All values of a row as an array.
Result<plan::ExprPtr> ValuesOf(const PluginCall& call, const std::vector<plan::Column>& columns);

/// Appends the columns of patterns that begin at element `first`, with wildcards where any value will do.
void AppendPatternColumns(const PluginCall& call, const Relation& rows, size_t first,
                          const std::vector<plan::Column>& columns, const Wildcards& wildcards,
                          std::vector<NamedExpr>& items);

/// 100 * part / whole; 0 of nothing.
plan::ExprPtr Percent(const plan::ExprPtr& part, const plan::ExprPtr& whole);

}  // namespace harrier::kql
