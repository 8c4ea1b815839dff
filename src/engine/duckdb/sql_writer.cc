#include "engine/duckdb/sql_writer.h"

#include "engine/duckdb/literal.h"
#include "plan/visit.h"

namespace harrier::engine::duckdb {
namespace {

using plan::Column;
using plan::Expr;
using plan::Node;

/// True if the expression reads a column that the fragment computes itself, which its WHERE and select list
/// cannot see.
bool ReadsComputed(const Expr& expr, const Fragment& fragment) {
  std::set<plan::ColumnId> read;
  plan::AddOuterColumns(expr, read);
  return std::any_of(fragment.computed.begin(), fragment.computed.end(),
                     [&](const auto& computed) { return read.contains(computed.first); });
}

bool Passes(const Expr& expr, const Column& column) {
  return expr.kind == Expr::Kind::kColumn && expr.column == column.id;
}

/// True if the rows have an order that holds to the node's output.
bool IsOrdered(const Node& node) {
  if (node.As<plan::Sort>() != nullptr || node.As<plan::StepScan>() != nullptr) return true;
  if (const auto* shared = node.As<plan::Shared>()) return IsOrdered(*shared->definition);
  const bool keeps = node.As<plan::Filter>() != nullptr || node.As<plan::Project>() != nullptr ||
                     node.As<plan::Limit>() != nullptr || node.As<plan::Unnest>() != nullptr ||
                     node.As<plan::Window>() != nullptr;
  return keeps && IsOrdered(*node.inputs[0]);
}

}  // namespace

Result<Statement> SqlWriter::Write(const Node& root) {
  TRY(const Fragment fragment, Visit(root, true));
  std::string sql;
  for (const std::string& definition : definitions_) {
    sql += (sql.empty() ? "WITH " : ", ") + definition;
  }
  if (!sql.empty()) sql += ' ';
  return Statement{sql + Render(fragment, root.columns), std::move(holds_)};
}

Result<Fragment> SqlWriter::Visit(const Node& node, bool ordered) {
  return std::visit(
      [&]<typename T>(const T& payload) -> Result<Fragment> {
        if constexpr (std::is_same_v<T, plan::Scan>)
          return VisitScan(node, payload);
        else if constexpr (std::is_same_v<T, plan::Values>)
          return VisitValues(node, payload);
        else if constexpr (std::is_same_v<T, plan::Range>)
          return VisitRange(node, payload);
        else if constexpr (std::is_same_v<T, plan::Filter>)
          return VisitFilter(node, payload, ordered);
        else if constexpr (std::is_same_v<T, plan::Project>)
          return VisitProject(node, payload, ordered);
        else if constexpr (std::is_same_v<T, plan::Aggregate>)
          return VisitAggregate(node, payload);
        else if constexpr (std::is_same_v<T, plan::DistinctOn>)
          return VisitDistinctOn(node, payload);
        else if constexpr (std::is_same_v<T, plan::Sort>)
          return VisitSort(node, payload, ordered);
        else if constexpr (std::is_same_v<T, plan::Limit>)
          return VisitLimit(node, payload);
        else if constexpr (std::is_same_v<T, plan::Sample>)
          return VisitSample(node, payload);
        else if constexpr (std::is_same_v<T, plan::Join>)
          return VisitJoin(node, payload);
        else if constexpr (std::is_same_v<T, plan::Union>)
          return VisitUnion(node, ordered);
        else if constexpr (std::is_same_v<T, plan::Lateral>)
          return VisitLateral(node);
        else if constexpr (std::is_same_v<T, plan::Unnest>)
          return VisitUnnest(node, payload, ordered);
        else if constexpr (std::is_same_v<T, plan::Window>)
          return VisitWindow(node, payload, ordered);
        else if constexpr (std::is_same_v<T, plan::StepScan>)
          return VisitStepScan(node, payload, ordered);
        else if constexpr (std::is_same_v<T, plan::MakeSeries>)
          return VisitMakeSeries(node, payload);
        else if constexpr (std::is_same_v<T, plan::Paths>)
          return VisitPaths(node, payload);
        else if constexpr (std::is_same_v<T, plan::Shared>)
          return VisitShared(node, payload, ordered);
        else
          return VisitInline(node, payload);
      },
      node.payload);
}

std::string SqlWriter::AsRelation(const Fragment& fragment, const std::vector<Column>& columns) {
  if (fragment.open() && fragment.where.empty() && fragment.single && !fragment.from.empty()) {
    return fragment.from;
  }
  return "(" + Render(fragment, columns) + ") AS " + NewName();
}

Fragment SqlWriter::Nest(const Fragment& fragment, const std::vector<Column>& columns) {
  return {.from = AsRelation(fragment, columns)};
}

std::string SqlWriter::RenderOne(const Fragment& fragment, const std::vector<Column>& columns,
                                 const Column& wanted) {
  const bool as_is =
      columns.size() == 1 || fragment.plain() || (!fragment.sealed && fragment.order_by.empty());
  return Render(as_is ? fragment : Nest(fragment, columns), {wanted});
}

Result<Fragment> SqlWriter::VisitOpen(const Node& node, bool ordered) {
  TRY(Fragment fragment, Visit(node, ordered));
  return fragment.open() ? std::move(fragment) : Nest(fragment, node.columns);
}

Result<std::string> SqlWriter::VisitRelation(const Node& node, bool ordered) {
  TRY(const Fragment fragment, Visit(node, ordered));
  return AsRelation(fragment, node.columns);
}

Result<Fragment> SqlWriter::VisitFilter(const Node& node, const plan::Filter& filter, bool ordered) {
  const Node& input = *node.inputs[0];
  TRY(Fragment fragment, Visit(input, ordered));
  if (fragment.sealed || !fragment.limit.empty() || ReadsComputed(*filter.predicate, fragment)) {
    fragment = Nest(fragment, input.columns);
  }
  TRY(std::string condition, ExprSql(*filter.predicate, Use::kCondition));
  fragment.where.push_back(std::move(condition));
  return fragment;
}

Result<Fragment> SqlWriter::VisitProject(const Node& node, const plan::Project& project, bool ordered) {
  const Node& input = *node.inputs[0];
  TRY(Fragment fragment, Visit(input, ordered));
  bool all_pass = true;
  bool same = node.columns.size() == input.columns.size();
  bool reads_computed = false;
  for (size_t i = 0; i < project.exprs.size(); ++i) {
    same = same && node.columns[i].id == input.columns[i].id;
    if (Passes(*project.exprs[i], node.columns[i])) continue;
    all_pass = false;
    reads_computed = reads_computed || ReadsComputed(*project.exprs[i], fragment);
  }
  if (all_pass && same) return fragment;
  // Sorting first keeps costly expressions off the rows that a limit drops; and the sort's keys may be
  // outputs.
  const bool nest = fragment.sealed || reads_computed ||
                    (all_pass ? !fragment.order_by.empty() && !fragment.computed.empty()
                              : !fragment.order_by.empty() || !fragment.limit.empty());
  if (nest) fragment = Nest(fragment, input.columns);
  std::vector<std::pair<plan::ColumnId, std::string>> computed;
  for (auto& kept : fragment.computed) {
    const bool wanted = std::any_of(node.columns.begin(), node.columns.end(),
                                    [&](const Column& column) { return column.id == kept.first; });
    if (wanted) computed.push_back(std::move(kept));
  }
  for (size_t i = 0; i < project.exprs.size(); ++i) {
    if (Passes(*project.exprs[i], node.columns[i])) continue;
    TRY(std::string text, ExprSql(*project.exprs[i]));
    computed.emplace_back(node.columns[i].id, std::move(text));
  }
  fragment.computed = std::move(computed);
  return fragment;
}

Result<std::string> SqlWriter::SortKeysSql(const std::vector<plan::SortKey>& keys) {
  std::string sql;
  for (const plan::SortKey& key : keys) {
    TRY(const std::string text, ExprSql(*key.expr));
    if (!sql.empty()) sql += ", ";
    // A constant key would be read as an output's number.
    sql += key.expr->is_literal() ? "(SELECT " + text + ")" : text;
    sql += key.ascending ? " ASC" : " DESC";
    sql += key.nulls_first ? " NULLS FIRST" : " NULLS LAST";
  }
  return sql;
}

Result<std::string> SqlWriter::CountSql(const Expr& count) {
  if (count.is_literal()) {
    return std::to_string(count.value.is_null() ? 0 : std::max<int64_t>(0, count.value.integer()));
  }
  TRY(const std::string text, ExprSql(count));
  return "(SELECT greatest(coalesce(" + text + ", 0), 0))";
}

Result<Fragment> SqlWriter::VisitSort(const Node& node, const plan::Sort& sort, bool ordered) {
  const Node& input = *node.inputs[0];
  if (sort.limit == nullptr && !ordered) return Visit(input, false);
  TRY(Fragment fragment, Visit(input, false));
  const bool refs_only = std::all_of(sort.keys.begin(), sort.keys.end(), [](const plan::SortKey& key) {
    return key.expr->kind == Expr::Kind::kColumn;
  });
  if (!fragment.order_by.empty() || !fragment.limit.empty() || !fragment.distinct.empty() ||
      (!fragment.plain() && !refs_only)) {
    fragment = Nest(fragment, input.columns);
  }
  TRY(fragment.order_by, SortKeysSql(sort.keys));
  if (sort.limit != nullptr) {
    TRY(fragment.limit, CountSql(*sort.limit));
  }
  return fragment;
}

Result<Fragment> SqlWriter::VisitLimit(const Node& node, const plan::Limit& limit) {
  const Node& input = *node.inputs[0];
  TRY(Fragment fragment, Visit(input, true));
  if (!fragment.limit.empty()) fragment = Nest(fragment, input.columns);
  TRY(fragment.limit, CountSql(*limit.count));
  return fragment;
}

Result<Fragment> SqlWriter::VisitSample(const Node& node, const plan::Sample& sample) {
  const Node& input = *node.inputs[0];
  if (sample.count->is_literal() && !sample.count->value.is_null() && sample.count->value.integer() > 0) {
    TRY(const Fragment fragment, Visit(input, false));
    return Fragment{
        .from = fmt::format("({}) AS {} TABLESAMPLE reservoir({} ROWS)", Render(fragment, input.columns),
                            NewName(), sample.count->value.integer()),
        .single = false};
  }
  TRY(Fragment fragment, VisitOpen(input, false));
  fragment.order_by = "random()";
  TRY(fragment.limit, CountSql(*sample.count));
  return fragment;
}

Result<Fragment> SqlWriter::VisitDistinctOn(const Node& node, const plan::DistinctOn& distinct) {
  TRY(Fragment fragment, VisitOpen(*node.inputs[0], false));
  if (distinct.keys.empty()) {
    fragment.limit = "1";
    return fragment;
  }
  TRY(const std::string keys, ListSql(distinct.keys));
  fragment.distinct = "DISTINCT ON (" + keys + ")";
  fragment.sealed = true;
  return fragment;
}

Status SqlWriter::DefineShared(const plan::Shared& shared) {
  const Node& definition = *shared.definition;
  TRY(Fragment fragment, Visit(definition, true));
  std::vector<Column> columns = definition.columns;
  if (IsOrdered(definition)) {
    fragment = Nest(fragment, columns);
    columns.push_back({NewColumn(), "", Type::kLong});
    fragment.computed.emplace_back(columns.back().id, "row_number() OVER ()");
    numbered_.insert(shared.id);
  }
  defined_.insert(shared.id);
  definitions_.push_back(fmt::format("s{} AS {}({})", shared.id, shared.materialize ? "MATERIALIZED " : "",
                                     Render(fragment, columns)));
  return Ok();
}

Result<Fragment> SqlWriter::VisitShared(const Node& node, const plan::Shared& shared, bool ordered) {
  const Node& definition = *shared.definition;
  std::string relation = fmt::format("s{}", shared.id);
  std::vector<Column> columns = node.columns;
  Fragment fragment;
  const auto* scan = definition.As<plan::Scan>();
  const bool whole_table = scan != nullptr && scan->filter == nullptr && !shared.materialize;
  if (whole_table || !plan::OuterColumns(definition).empty()) {
    // A table is read again more cheaply than copied. What depends on the row outside cannot stand in WITH.
    TRY(const Fragment inlined, Visit(definition, ordered));
    relation = "(" + Render(inlined, definition.columns) + ")";
  } else {
    if (!defined_.contains(shared.id)) TRY_OK(DefineShared(shared));
    if (numbered_.contains(shared.id)) {
      columns.push_back({NewColumn(), "", Type::kLong});
      if (ordered) fragment.order_by = ColumnName(columns.back().id);
    }
  }
  relation += " AS " + NewName();
  for (size_t i = 0; i < columns.size(); ++i) relation += (i == 0 ? "(" : ", ") + ColumnName(columns[i].id);
  if (!columns.empty()) relation += ")";
  fragment.from = std::move(relation);
  return fragment;
}

}  // namespace harrier::engine::duckdb
