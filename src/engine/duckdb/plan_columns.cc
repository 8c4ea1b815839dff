#include "engine/duckdb/plan_columns.h"

namespace harrier::engine::duckdb {
namespace {

using plan::Expr;
using plan::ExprPtr;
using Visit = std::function<void(const Expr&)>;

void Each(const Visit& visit, const ExprPtr& expr) {
  if (expr != nullptr) visit(*expr);
}

void Each(const Visit& visit, const std::vector<ExprPtr>& exprs) {
  for (const ExprPtr& expr : exprs) Each(visit, expr);
}

void Each(const Visit& visit, const std::vector<plan::SortKey>& keys) {
  for (const plan::SortKey& key : keys) Each(visit, key.expr);
}

struct Exprs {
  const Visit& visit;

  void operator()(const plan::Scan& n) const { Each(visit, n.filter); }
  void operator()(const plan::Values& n) const {
    for (const auto& row : n.rows) Each(visit, row);
  }
  void operator()(const plan::Range& n) const { Each(visit, std::vector<ExprPtr>{n.from, n.to, n.step}); }
  void operator()(const plan::Filter& n) const { Each(visit, n.predicate); }
  void operator()(const plan::Project& n) const { Each(visit, n.exprs); }
  void operator()(const plan::Aggregate& n) const {
    for (const auto& [column, key] : n.keys) Each(visit, key);
    for (const plan::AggCall& call : n.aggs) {
      Each(visit, call.args);
      Each(visit, call.filter);
      Each(visit, call.order_by);
    }
  }
  void operator()(const plan::DistinctOn& n) const { Each(visit, n.keys); }
  void operator()(const plan::Sort& n) const {
    Each(visit, n.keys);
    Each(visit, n.limit);
  }
  void operator()(const plan::Limit& n) const { Each(visit, n.count); }
  void operator()(const plan::Sample& n) const { Each(visit, n.count); }
  void operator()(const plan::Join& n) const {
    for (const auto& [left, right] : n.on) Each(visit, std::vector<ExprPtr>{left, right});
  }
  void operator()(const plan::Union&) const {}
  void operator()(const plan::Lateral&) const {}
  void operator()(const plan::Unnest& n) const {
    Each(visit, n.sources);
    Each(visit, n.limit);
  }
  void operator()(const plan::Window& n) const {
    for (const plan::WindowCall& call : n.calls) {
      Each(visit, call.args);
      Each(visit, call.partition_by);
      Each(visit, call.order_by);
    }
  }
  void operator()(const plan::StepScan& n) const {
    Each(visit, n.partition_by);
    Each(visit, n.inputs);
  }
  void operator()(const plan::MakeSeries& n) const {
    Each(visit, n.keys);
    Each(visit, n.bin);
    for (const auto& series : n.series) Each(visit, std::vector<ExprPtr>{series.value, series.default_value});
    Each(visit, std::vector<ExprPtr>{n.from, n.step, n.count});
  }
  void operator()(const plan::Paths&) const {}
  void operator()(const plan::Shared&) const {}
  void operator()(const plan::Inline&) const {}
};

/// Columns that are read and columns that are made, anywhere in the subplan: ids are unique in a query.
void Gather(const plan::Node& node, std::set<plan::ColumnId>& read, std::set<plan::ColumnId>& made) {
  for (const plan::Column& column : node.columns) made.insert(column.id);
  for (const plan::NodePtr& input : node.inputs) Gather(*input, read, made);
  if (const auto* shared = node.As<plan::Shared>()) Gather(*shared->definition, read, made);
  const std::function<void(const Expr&)> visit = [&](const Expr& expr) {
    if (expr.kind == Expr::Kind::kColumn) read.insert(expr.column);
    for (const ExprPtr& arg : expr.args) visit(*arg);
    if (expr.subquery != nullptr) Gather(*expr.subquery, read, made);
  };
  ForEachExpr(node, visit);
}

}  // namespace

void ForEachExpr(const plan::Node& node, const Visit& visit) {
  std::visit(Exprs{visit}, node.payload);
}

void AddColumns(const Expr& expr, std::set<plan::ColumnId>& out) {
  if (expr.kind == Expr::Kind::kColumn) out.insert(expr.column);
  for (const ExprPtr& arg : expr.args) AddColumns(*arg, out);
  if (expr.subquery != nullptr) out.merge(OuterColumns(*expr.subquery));
}

std::set<plan::ColumnId> OuterColumns(const plan::Node& node) {
  std::set<plan::ColumnId> read;
  std::set<plan::ColumnId> made;
  Gather(node, read, made);
  for (const plan::ColumnId id : made) read.erase(id);
  return read;
}

}  // namespace harrier::engine::duckdb
