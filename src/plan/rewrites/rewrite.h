#pragma once

#include <functional>

#include "plan/node.h"

/// Rewrites of plans, one file each. Each keeps the result's columns (ids, names, order) and rows.
namespace harrier::plan {

/// Calls `visit` on every expression that a node's payload holds; it may replace it.
void VisitExprs(Node::Payload& payload, const std::function<void(ExprPtr&)>& visit);

/// Rebuilds an expression with each subquery mapped; the same pointer if nothing changed.
ExprPtr MapSubqueries(const ExprPtr& expr, const std::function<NodePtr(const NodePtr&)>& map);

/// Adds the columns that an expression reads, in its subqueries too.
void CollectColumns(const Expr& expr, std::unordered_set<ColumnId>& out);

/// Subplans used once are put where they are used (inline_shared.cc).
NodePtr InlineShared(const NodePtr& root);

/// Scans and projections keep only the columns that something above reads (prune_columns.cc).
NodePtr PruneColumns(const NodePtr& root);

/// All of them, in order.
NodePtr Rewrite(const NodePtr& root);

}  // namespace harrier::plan
