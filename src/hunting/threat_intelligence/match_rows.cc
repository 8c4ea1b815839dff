#include "hunting/threat_intelligence/match_rows.h"

#include <boost/json/serialize.hpp>

#include "base/sha256.h"
#include "hunting/shape/joined.h"

namespace harrier::hunting {
namespace {

/// Of a row's SHA-256: enough to tell rows of one moment apart.
constexpr size_t kHashDigits = 32;

}  // namespace

std::string_view HowName(MatchedHow how) {
  return how == MatchedHow::kArriving ? "arriving" : "retro";
}

Result<KnownMatches> ReadKnownMatches(engine::Engine& engine, const catalog::Table& matches,
                                      std::string_view table, ArrivalRange range, MatchedHow how,
                                      std::stop_token stop) {
  plan::Scan scan{
      matches.stored(),
      {"IndicatorName", "SourceColumn", "IngestedTime", "RowHash", "MatchedRows", "SourceTable", "How"},
      nullptr};
  const Type types[] = {Type::kString, Type::kString, Type::kDatetime, Type::kString,
                        Type::kLong,   Type::kString, Type::kString};
  std::vector<plan::Column> columns;
  for (size_t i = 0; i < scan.source.size(); ++i)
    columns.push_back({static_cast<plan::ColumnId>(i + 1), scan.source[i], types[i]});
  std::vector<plan::ExprPtr> all;
  const auto equals = [&](size_t column, std::string_view text) {
    return plan::Apply(plan::Op::kEq,
                       {plan::Ref(columns[column]), plan::Lit(Value::String(std::string(text)))});
  };
  all.push_back(equals(5, table));
  if (range.from > 0)
    all.push_back(
        plan::Apply(plan::Op::kGe, {plan::Ref(columns[2]), plan::Lit(Value::Datetime(range.from))}));
  scan.filter = all.size() == 1 ? all.front() : plan::Apply(plan::Op::kAnd, std::move(all));
  const plan::NodePtr root = plan::MakeNode(std::move(scan), {}, columns);
  engine::RunOptions options;
  options.stop = std::move(stop);
  TRY(const auto stream, engine.Run(*root, options));
  KnownMatches known;
  while (true) {
    TRY(const auto chunk, stream->Next());
    if (!chunk) return known;
    for (size_t row = 0; row < chunk->rows; ++row) {
      const auto text = [&](size_t column) { return std::string(chunk->columns[column].text(row)); };
      MatchIdentity identity{text(0), text(1), 0, text(3)};
      // What was counted only, was so by one way of finding.
      if (identity.row_hash.empty() && text(6) != HowName(how)) continue;
      if (chunk->columns[2].valid(row)) identity.arrived = chunk->columns[2].cell<int64_t>(row);
      known[identity] += chunk->columns[4].valid(row) ? chunk->columns[4].cell<int64_t>(row) : 1;
    }
  }
}

MatchRows::MatchRows(std::string workspace, std::string table, MatchedHow how, size_t most, int64_t now,
                     KnownMatches& known)
    : workspace_(std::move(workspace)),
      table_(std::move(table)),
      how_(how),
      most_(most),
      now_(now),
      known_(known) {
  for (const auto& [identity, count] : known_) {
    if (identity.row_hash.empty()) continue;
    MatchIdentity group = identity;
    group.row_hash.clear();
    if (how_ == MatchedHow::kRetro) group.arrived = 0;
    groups_[group].listed += static_cast<size_t>(count);
  }
}

void MatchRows::Add(const ThreatHit& hit) {
  MatchIdentity identity{hit.indicator->name, std::string(hit.column.name), hit.arrived,
                         Sha256Of(*hit.row).substr(0, kHashDigits)};
  MatchIdentity group_name = identity;
  group_name.row_hash.clear();
  if (how_ == MatchedHow::kRetro) group_name.arrived = 0;
  // Equal rows of one moment: as many are new as there are more of them than are known.
  if (const auto before = known_.find(identity);
      before != known_.end() && ++seen_[identity] <= before->second)
    return;
  Group& group = groups_[group_name];
  if (group.listed >= most_) {
    ++group.more;
    if (!group.last) group.last = hit;
    group.last->row = nullptr;
    return;
  }
  ++group.listed;
  rows_.push_back(RowOf(hit, *hit.row, identity.row_hash, 1));
  ++made_[std::move(identity)];
}

std::vector<LogRow> MatchRows::Finish() {
  for (auto& [name, group] : groups_) {
    if (group.more == 0) continue;
    const auto before = known_.find(name);
    const int64_t known = before == known_.end() ? 0 : before->second;
    if (group.more <= known) continue;
    rows_.push_back(RowOf(*group.last, "", "", group.more - known));
    made_[name] = group.more - known;
  }
  groups_.clear();
  return Take();
}

void MatchRows::Keep() {
  for (const auto& [identity, count] : made_) known_[identity] += count;
  made_.clear();
}

std::vector<LogRow> MatchRows::Take() {
  std::vector<LogRow> taken;
  taken.swap(rows_);
  return taken;
}

LogRow MatchRows::RowOf(const ThreatHit& hit, std::string_view row, std::string_view hash,
                        int64_t count) const {
  const SoughtIndicator& indicator = *hit.indicator;
  json::array types;
  for (const std::string& type : indicator.threat_types) types.push_back(Text(type));
  // What was counted for all times of arrival has none.
  const bool timeless = hash.empty() && how_ == MatchedHow::kRetro;
  LogRow made{kThreatMatches,
              {
                  {"TenantId", Value::String(workspace_)},
                  {"TimeGenerated", Value::Datetime(now_)},
                  {"IndicatorName", Value::String(indicator.name)},
                  {"IndicatorId", Value::String(indicator.id)},
                  {"IndicatorDisplayName", Value::String(indicator.display_name)},
                  {"IndicatorSource", Value::String(indicator.source)},
                  {"ObservableKey", Value::String(indicator.observable.key)},
                  {"ObservableValue", Value::String(indicator.observable.value)},
                  {"Confidence", Value::Int(static_cast<int32_t>(indicator.confidence))},
                  {"ThreatTypes", Value::Dynamic(json::serialize(types))},
                  {"IndicatorTags", Value::String(Joined(indicator.tags, ","))},
                  {"How", Value::String(std::string(HowName(how_)))},
                  {"SourceTable", Value::String(table_)},
                  {"SourceColumn", Value::String(std::string(hit.column.name))},
                  {"MatchedValue", Value::String(hit.value)},
                  {"MatchedRows", Value::Long(count)},
                  {"EventTime", hit.event_time && !hash.empty() ? Value::Datetime(*hit.event_time)
                                                                : Value::Null(Type::kDatetime)},
                  {"IngestedTime", timeless ? Value::Null(Type::kDatetime) : Value::Datetime(hit.arrived)},
                  {"Row", row.empty() ? Value::Null(Type::kDynamic) : Value::Dynamic(std::string(row))},
                  {"RowHash", Value::String(std::string(hash))},
                  {"SourceSystem", Value::String("Harrier")},
                  {"Type", Value::String(std::string(kThreatMatches))},
              }};
  return made;
}

}  // namespace harrier::hunting
