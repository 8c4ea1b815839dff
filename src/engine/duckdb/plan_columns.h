#pragma once

#include <functional>
#include <set>

#include "plan/node.h"

namespace harrier::engine::duckdb {

/// Calls `visit` for each expression that a node holds itself; not for those of its inputs.
void ForEachExpr(const plan::Node& node, const std::function<void(const plan::Expr&)>& visit);

/// Adds the columns that an expression reads, those in its subqueries included.
void AddColumns(const plan::Expr& expr, std::set<plan::ColumnId>& out);

/// The columns that a subplan reads from outside of it.
std::set<plan::ColumnId> OuterColumns(const plan::Node& node);

}  // namespace harrier::engine::duckdb
