#pragma once

#include <functional>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "plan/node.h"

/// Walks over plans and expressions, for rewrites and whoever looks into a plan.
namespace harrier::plan {

/// Calls `visit` on every expression that a node's payload holds; it may replace it.
void VisitExprs(Node::Payload& payload, const std::function<void(ExprPtr&)>& visit);

/// Calls `visit` for each expression that a node holds itself; not for those of its inputs.
void ForEachExpr(const Node& node, const std::function<void(const Expr&)>& visit);

/// Rebuilds an expression with each subquery mapped; the same pointer if nothing changed.
ExprPtr MapSubqueries(const ExprPtr& expr, const std::function<NodePtr(const NodePtr&)>& map);

/// Rebuilds a node with its inputs, the subqueries of its expressions and a shared definition mapped; the
/// same pointer if nothing changed. A map must give the same pointer for the same one, since a shared
/// definition is one node.
NodePtr MapChildren(const NodePtr& node, const std::function<NodePtr(const NodePtr&)>& map);
/// The same with inputs mapped by their number.
NodePtr MapChildren(const NodePtr& node, const std::function<NodePtr(const NodePtr&)>& map,
                    const std::function<NodePtr(size_t)>& map_input);

/// Adds the columns that an expression, or a whole subplan, reads, in its subqueries too.
void CollectColumns(const Expr& expr, std::unordered_set<ColumnId>& out);
void CollectColumns(const Node& node, std::unordered_set<ColumnId>& out);

/// The columns that a subplan reads from outside of it.
std::set<ColumnId> OuterColumns(const Node& node);
/// Adds the columns that an expression reads, and those that its subqueries read from outside of them.
void AddOuterColumns(const Expr& expr, std::set<ColumnId>& out);

bool HasSubquery(const Expr& expr);

/// Puts expressions in the place of columns; columns inside of subqueries stay.
ExprPtr SubstituteColumns(const ExprPtr& expr, const std::unordered_map<ColumnId, ExprPtr>& values);

/// True if it gives the same value wherever and however often it is evaluated: no volatile kernel, and no
/// subquery, which would have to be run again.
bool IsSteady(const Expr& expr);

}  // namespace harrier::plan
