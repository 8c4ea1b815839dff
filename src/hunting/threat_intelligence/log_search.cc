#include "hunting/threat_intelligence/log_search.h"

#include <algorithm>
#include <set>

#include "base/json_text.h"
#include "base/time_text.h"
#include "runtime/value_text.h"

namespace harrier::hunting {
namespace {

using plan::Column;
using plan::ExprPtr;

/// The storage's name for the time at which a row came in; it is never what a row says of itself.
constexpr std::string_view kArrived = "$ingestion_time";

/// Values that one query asks for at most, and bytes of them.
constexpr size_t kMostValues = 4000;
constexpr size_t kMostBytes = size_t{2} << 20;

/// Columns of a scan, the time of arrival first.
struct Columns {
  std::vector<Column> columns;
  std::vector<std::string> source;

  Columns() { Add(kArrived, Type::kDatetime); }
  const Column& Add(std::string_view name, Type type) {
    source.emplace_back(name);
    return columns.emplace_back(
        Column{static_cast<plan::ColumnId>(columns.size() + 1), std::string(name), type});
  }
};

ExprPtr Within(const Column& arrived, ArrivalRange range) {
  std::vector<ExprPtr> both;
  if (range.from > 0)
    both.push_back(plan::Apply(plan::Op::kGe, {plan::Ref(arrived), plan::Lit(Value::Datetime(range.from))}));
  if (range.to != INT64_MAX)
    both.push_back(plan::Apply(plan::Op::kLt, {plan::Ref(arrived), plan::Lit(Value::Datetime(range.to))}));
  if (both.empty()) return nullptr;
  return both.size() == 1 ? both.front() : plan::Apply(plan::Op::kAnd, std::move(both));
}

/// What is compared: texts as they are, values of any form as text.
ExprPtr TextOf(const Column& column) {
  ExprPtr ref = plan::Ref(column);
  return column.type == Type::kDynamic ? plan::CallKernel("dynamic_to_string", {std::move(ref)}) : ref;
}

Result<std::unique_ptr<engine::ResultStream>> Start(engine::Engine& engine, const plan::NodePtr& root,
                                                    const std::stop_token& stop) {
  engine::RunOptions options;
  options.stop = stop;
  return engine.Run(*root, options);
}

void AppendJson(std::string& out, const Value& value) {
  switch (value.type()) {
    case Type::kBool:
      out += value.boolean() ? "true" : "false";
      return;
    case Type::kInt:
    case Type::kLong:
      out += std::to_string(value.integer());
      return;
    case Type::kReal:
      return AppendJsonReal(out, value.real());
    case Type::kDatetime:
      return AppendJsonString(out, FormatDatetime(value.integer()));
    case Type::kTimespan:
      return AppendJsonString(out, FormatTimespan(value.integer()));
    case Type::kDecimal: {
      std::string text;
      runtime::AppendDecimal(text, value.decimal());
      return AppendJsonString(out, text);
    }
    case Type::kGuid: {
      std::string text;
      runtime::AppendGuid(text, value.guid());
      return AppendJsonString(out, text);
    }
    case Type::kDynamic:
      out += value.text();
      return;
    default:
      return AppendJsonString(out, value.text());
  }
}

std::string RowText(const std::vector<Column>& columns, const engine::Chunk& chunk, size_t row) {
  std::string out = "{";
  for (size_t i = 1; i < columns.size(); ++i) {
    const Value value = runtime::ValueAt(chunk.columns[i], row);
    if (value.is_null() || (value.type() == Type::kString && value.text().empty())) continue;
    if (out.size() > 1) out += ',';
    AppendJsonString(out, columns[i].name);
    out += ':';
    AppendJson(out, value);
  }
  return out + '}';
}

/// The observed columns that the table has.
std::vector<ObservedColumn> Present(const catalog::Table& table, const ObservedTable& observed) {
  std::vector<ObservedColumn> present;
  for (const ObservedColumn& column : observed.columns) {
    const catalog::TableColumn* const found = table.Find(column.name);
    if (found != nullptr && (found->type == Type::kString || found->type == Type::kDynamic))
      present.push_back(column);
  }
  return present;
}

/// The texts, by column, in which something that counts was found.
Result<std::map<std::string_view, std::set<std::string>>> FindValues(const LogSearch& search) {
  std::map<std::string_view, std::set<std::string>> found;
  const std::vector<ObservedColumn> columns = Present(search.table, search.observed);
  const plan::NodePtr root = ObservedColumnsPlan(search.table, search.observed, search.range);
  TRY(const auto stream, Start(search.engine, root, search.stop));
  std::vector<SoughtPtr> fitting;
  while (true) {
    TRY(const auto chunk, stream->Next());
    if (!chunk) return found;
    for (size_t i = 0; i < columns.size(); ++i) {
      std::set<std::string>& values = found[columns[i].name];
      const runtime::ColumnView& view = chunk->columns[i + 1];
      for (size_t row = 0; row < chunk->rows; ++row) {
        if (!view.valid(row)) continue;
        const std::string_view text = view.text(row);
        search.index.Look(columns[i].kind, text, fitting);
        if (fitting.empty()) continue;
        const int64_t arrived = chunk->columns[0].cell<int64_t>(row);
        if (std::any_of(fitting.begin(), fitting.end(),
                        [&](const SoughtPtr& one) { return search.counts(*one, arrived); }))
          values.emplace(text);
      }
    }
  }
}

/// Tells the hits of the rows that have one of the values, in the columns of those values.
Status TellRows(const LogSearch& search, const FoundValues& values,
                const std::function<Status(const ThreatHit&)>& hit) {
  const plan::NodePtr root = FoundRowsPlan(search.table, values, search.range);
  struct Watched {
    ObservedColumn column;
    size_t place;
    const std::vector<std::string>* values;  // in order
  };
  std::vector<Watched> watched;
  std::optional<size_t> time;
  for (size_t i = 1; i < root->columns.size(); ++i) {
    if (root->columns[i].name == "TimeGenerated") time = i;
    const auto at = values.find(root->columns[i].name);
    if (at == values.end()) continue;
    for (const ObservedColumn& column : search.observed.columns) {
      if (column.name == at->first) watched.push_back({column, i, &at->second});
    }
  }
  TRY(const auto stream, Start(search.engine, root, search.stop));
  std::vector<SoughtPtr> fitting;
  while (true) {
    TRY(const auto chunk, stream->Next());
    if (!chunk) return Ok();
    for (size_t row = 0; row < chunk->rows; ++row) {
      std::string text;
      for (const Watched& one : watched) {
        const Value value = runtime::ValueAt(chunk->columns[one.place], row);
        if (value.is_null()) continue;
        const Value plain = value.type() == Type::kDynamic
                                ? plan::Fold(plan::CallKernel("dynamic_to_string", {plan::Lit(value)}))->value
                                : value;
        if (!std::binary_search(one.values->begin(), one.values->end(), plain.text())) continue;
        search.index.Look(one.column.kind, plain.text(), fitting);
        const int64_t arrived = chunk->columns[0].cell<int64_t>(row);
        for (const SoughtPtr& indicator : fitting) {
          if (!search.counts(*indicator, arrived)) continue;
          if (text.empty()) text = RowText(root->columns, *chunk, row);
          ThreatHit told{indicator, one.column, plain.text(), arrived, std::nullopt, &text};
          if (time && chunk->columns[*time].valid(row))
            told.event_time = chunk->columns[*time].cell<int64_t>(row);
          TRY_OK(hit(told));
        }
      }
    }
  }
}

}  // namespace

plan::NodePtr ObservedColumnsPlan(const catalog::Table& table, const ObservedTable& observed,
                                  ArrivalRange range) {
  Columns columns;
  for (const ObservedColumn& column : Present(table, observed))
    columns.Add(column.name, table.Find(column.name)->type);
  plan::Project texts;
  std::vector<Column> outputs;
  for (const Column& column : columns.columns) {
    texts.exprs.push_back(TextOf(column));
    const bool same = column.type != Type::kDynamic;
    outputs.push_back(same ? column
                           : Column{static_cast<plan::ColumnId>(columns.columns.size()) + column.id,
                                    column.name, Type::kString});
  }
  plan::Scan scan{table.stored(), columns.source, Within(columns.columns.front(), range)};
  return plan::MakeNode(std::move(texts), {plan::MakeNode(std::move(scan), {}, columns.columns)}, outputs);
}

plan::NodePtr FoundRowsPlan(const catalog::Table& table, const FoundValues& values, ArrivalRange range) {
  Columns columns;
  std::vector<ExprPtr> any;
  for (const catalog::TableColumn& each : table.columns) {
    const Column& column = columns.Add(each.name, each.type);
    const auto at = values.find(each.name);
    if (at == values.end() || at->second.empty()) continue;
    std::vector<ExprPtr> in{TextOf(column)};
    for (const std::string& value : at->second) in.push_back(plan::Lit(Value::String(value)));
    any.push_back(plan::Apply(plan::Op::kIn, std::move(in)));
  }
  ExprPtr filter = any.size() == 1 ? any.front() : plan::Apply(plan::Op::kOr, std::move(any));
  if (const ExprPtr within = Within(columns.columns.front(), range))
    filter = plan::Apply(plan::Op::kAnd, {within, filter});
  plan::Scan scan{table.stored(), columns.source, std::move(filter)};
  return plan::MakeNode(std::move(scan), {}, columns.columns);
}

Status SearchLogs(const LogSearch& search, const std::function<Status(const ThreatHit&)>& hit) {
  if (search.index.empty() || Present(search.table, search.observed).empty()) return Ok();
  TRY(const auto found, FindValues(search));
  FoundValues portion;
  size_t count = 0, bytes = 0;
  const auto tell = [&]() -> Status {
    if (count == 0) return Ok();
    TRY_OK(TellRows(search, portion, hit));
    portion.clear();
    count = bytes = 0;
    return Ok();
  };
  for (const auto& [column, values] : found) {
    for (const std::string& value : values) {
      portion[column].push_back(value);
      ++count;
      bytes += value.size();
      if (count >= kMostValues || bytes >= kMostBytes) TRY_OK(tell());
    }
  }
  return tell();
}

Result<std::map<int64_t, uint64_t>> CountArrivals(engine::Engine& engine, const catalog::Table& table,
                                                  ArrivalRange range, std::stop_token stop) {
  Columns columns;
  const Column arrived = columns.columns.front();
  plan::Scan scan{table.stored(), columns.source, Within(arrived, range)};
  const Column time{2, "time", Type::kDatetime}, rows{3, "rows", Type::kLong};
  plan::Aggregate aggregate;
  aggregate.keys.emplace_back(time, plan::Ref(arrived));
  plan::AggCall count;
  count.outputs.push_back(rows);
  aggregate.aggs.push_back(std::move(count));
  const plan::NodePtr root = plan::MakeNode(
      std::move(aggregate), {plan::MakeNode(std::move(scan), {}, columns.columns)}, {time, rows});
  TRY(const auto stream, Start(engine, root, stop));
  std::map<int64_t, uint64_t> counts;
  while (true) {
    TRY(const auto chunk, stream->Next());
    if (!chunk) return counts;
    for (size_t row = 0; row < chunk->rows; ++row)
      counts[chunk->columns[0].cell<int64_t>(row)] =
          static_cast<uint64_t>(chunk->columns[1].cell<int64_t>(row));
  }
}

}  // namespace harrier::hunting
