#include "engine/duckdb/literal.h"
#include "engine/duckdb/sql_writer.h"
#include "plan/visit.h"

// Functions over the sequence of rows that remember what came before (scan, row_window_session). DuckDB keeps
// what stands right above a streaming row number on one thread and in order; a second one above them keeps
// filters from being pushed below them.
namespace harrier::engine::duckdb {

using plan::Column;
using plan::Node;

Result<Fragment> SqlWriter::VisitNumbered(const Node& input, const std::vector<plan::ExprPtr>& partition_by,
                                          Sequenced& sequenced) {
  if (!plan::OuterColumns(input).empty()) {
    // DuckDB would compute it for all the outer rows at once, in any order.
    return Fail(ErrorCode::kNotSupported,
                "not supported: scan and row_window_session() in a subquery that runs for each row");
  }
  TRY(Fragment fragment, VisitOpen(input, true));
  std::vector<Column> columns = input.columns;
  std::string changes = "false";
  if (!partition_by.empty()) {
    // Each partition's rows one after the other.
    std::vector<Column> keys;
    for (const plan::ExprPtr& key : partition_by) {
      TRY(std::string text, ExprSql(*key));
      keys.push_back({NewColumn(), "", key->type});
      fragment.computed.emplace_back(keys.back().id, std::move(text));
      columns.push_back(keys.back());
    }
    columns.push_back({NewColumn(), "", Type::kLong});
    sequenced.original = columns.back().id;
    fragment.computed.emplace_back(sequenced.original, "row_number() OVER ()");
    fragment.sealed = true;
    fragment = Nest(fragment, columns);
    changes.clear();
    for (const Column& key : keys) {
      const std::string name = ColumnName(key.id);
      fragment.order_by += name + " NULLS FIRST, ";
      changes += (changes.empty() ? "" : " OR ") + fmt::format("{0} IS DISTINCT FROM lag({0}) OVER ()", name);
    }
    fragment.order_by += ColumnName(sequenced.original);
    fragment = Nest(fragment, columns);
  }
  sequenced.number = NewColumn();
  sequenced.first = NewColumn();
  columns.push_back({sequenced.number, "", Type::kLong});
  columns.push_back({sequenced.first, "", Type::kBool});
  fragment.computed.emplace_back(sequenced.number, "row_number() OVER ()");
  fragment.computed.emplace_back(sequenced.first, changes);
  fragment.sealed = true;
  return Nest(fragment, columns);
}

Fragment SqlWriter::Fence(const Fragment& fragment, std::vector<Column> columns) {
  Fragment fenced = Nest(fragment, columns);
  columns.push_back({NewColumn(), "", Type::kLong});
  fenced.computed.emplace_back(columns.back().id, "row_number() OVER ()");
  fenced.sealed = true;
  return Nest(fenced, columns);
}

Result<Fragment> SqlWriter::VisitStepScan(const Node& node, const plan::StepScan& scan, bool ordered) {
  const Node& input = *node.inputs[0];
  const plan::StepProgram& program = *scan.program;
  Sequenced sequenced;
  TRY(Fragment fragment, VisitNumbered(input, scan.partition_by, sequenced));
  holds_.push_back(scan.program);
  std::string call = fmt::format("kql_engine_steps({}::BIGINT, {}, {}",
                                 reinterpret_cast<intptr_t>(scan.program.get()),  // NOLINT
                                 ColumnName(sequenced.number), ColumnName(sequenced.first));
  for (const plan::ExprPtr& read : scan.inputs) {
    TRY(const std::string text, ExprSql(*read));
    call += fmt::format(", {}", text);
  }
  call += ")";
  std::vector<Column> columns = input.columns;
  columns.push_back({sequenced.number, "", Type::kLong});
  if (sequenced.original >= 0) columns.push_back({sequenced.original, "", Type::kLong});
  const size_t passed = columns.size();
  const plan::ColumnId matches = NewColumn();
  columns.push_back({matches, "", Type::kUnknown});
  fragment.computed.emplace_back(matches, std::move(call));
  fragment.sealed = true;
  fragment = Nest(fragment, columns);
  columns.resize(passed);
  const plan::ColumnId match = NewColumn();
  columns.push_back({match, "", Type::kUnknown});
  fragment.computed.emplace_back(match, "unnest(" + ColumnName(matches) + ")");
  fragment.sealed = true;
  fragment = Fence(fragment, columns);

  const std::string record = ColumnName(match);
  if (program.has_last()) {
    // A repeated match takes the place of the one before, unless all of them are wanted.
    columns.push_back({NewColumn(), "", Type::kBool});
    fragment.computed.emplace_back(
        columns.back().id,
        fmt::format(
            "lead(kql_engine_packed_repeats({0}), 1, false) OVER (PARTITION BY kql_engine_packed_step({0}) "
            "ORDER BY {1})",
            record, ColumnName(sequenced.number)));
    fragment.sealed = true;
    fragment = Nest(fragment, columns);
    std::string last;
    for (size_t i = 0; i < program.steps.size(); ++i) {
      if (program.steps[i].output != plan::StepProgram::Output::kLast) continue;
      last += (last.empty() ? "" : ", ") + std::to_string(i);
    }
    fragment.where.push_back(fmt::format("NOT ({} AND kql_engine_packed_step({}) IN ({}))",
                                         ColumnName(columns.back().id), record, last));
    // The windows have shuffled the rows; of one row, later steps come first.
    if (ordered) {
      fragment.order_by =
          fmt::format("{}, kql_engine_packed_step({}) DESC", ColumnName(sequenced.number), record);
    }
  }
  size_t out = input.columns.size();
  if (program.with_match_id) {
    fragment.computed.emplace_back(node.columns[out++].id, "kql_engine_packed_match(" + record + ")");
  }
  for (size_t i = 0; i < program.declared.size(); ++i) {
    const Type type = program.declared[i].type;
    std::string_view name = TypeName(type);
    if (type == Type::kDatetime || type == Type::kTimespan) name = "long";
    fragment.computed.emplace_back(node.columns[out++].id,
                                   fmt::format("kql_engine_packed_{}({}, {})", name, record, i));
  }
  return fragment;
}

Result<Fragment> SqlWriter::VisitSession(const Node& node, const plan::WindowCall& call, bool ordered) {
  Sequenced sequenced;
  TRY(Fragment fragment, VisitNumbered(*node.inputs[0], call.partition_by, sequenced));
  TRY(const std::string args, ListSql(call.args));
  const bool real = call.output.type == Type::kReal;
  fragment.computed.emplace_back(
      call.output.id, fmt::format("kql_engine_session_{}({}, {}, {})", real ? "real" : "long",
                                  ColumnName(sequenced.number), ColumnName(sequenced.first), args));
  fragment.sealed = true;
  std::vector<Column> columns = node.columns;
  if (sequenced.original >= 0) columns.push_back({sequenced.original, "", Type::kLong});
  fragment = Fence(fragment, columns);
  if (ordered && sequenced.original >= 0) fragment.order_by = ColumnName(sequenced.original);
  return fragment;
}

}  // namespace harrier::engine::duckdb
