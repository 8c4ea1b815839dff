#include "ingest/demo/logs.h"

#include "ingest/demo/calendar.h"

namespace harrier::ingest::demo {
namespace {

constexpr size_t kBatchRows = 50'000;

struct TableFacts {
  const char* name;
  const char* source_system;
  double lost;     // share of rows that never arrive
  double late;     // share that arrive hours later
  double doubled;  // share that arrive twice
  double delay;    // usual seconds from event to arrival
};

// In the order of LogTable. Logons and process starts are never lost: other rows refer to them.
constexpr TableFacts kFacts[kLogTables] = {
    {"SigninLogs", "Azure AD", 0, 0.004, 0, 140},
    {"AADNonInteractiveUserSignInLogs", "Azure AD", 0, 0.004, 0, 180},
    {"AuditLogs", "Azure AD", 0, 0, 0, 120},
    {"OfficeActivity", "OfficeActivityManager", 0, 0.02, 0.003, 1500},
    {"SecurityEvent", "OpsManager", 0, 0.002, 0.002, 12},
    {"Event", "OpsManager", 0, 0, 0, 12},
    {"DeviceProcessEvents", "", 0, 0.006, 0, 45},
    {"DeviceNetworkEvents", "", 0.002, 0.006, 0, 45},
    {"DeviceFileEvents", "", 0.002, 0.006, 0, 45},
    {"DeviceLogonEvents", "", 0, 0.006, 0, 45},
    {"DeviceRegistryEvents", "", 0.002, 0.006, 0, 45},
    {"DeviceEvents", "", 0, 0.006, 0, 45},
    {"DeviceInfo", "", 0, 0, 0, 300},
    {"DnsEvents", "OpsManager", 0.004, 0, 0, 20},
    {"CommonSecurityLog", "OpsManager", 0.003, 0, 0.001, 5},
    {"Syslog", "Linux", 0.001, 0, 0.004, 4},
    {"AWSCloudTrail", "OpsManager", 0, 0.01, 0.005, 400},
    {"IdentityInfo", "", 0, 0, 0, 600},
    {"SecurityAlert", "Detection", 0, 0, 0, 60},
    {"Heartbeat", "OpsManager", 0.001, 0, 0, 3},
    {"ThreatIntelIndicators", "Harrier demo feed", 0, 0, 0, 30},
};

bool IsDefenderTable(LogTable table) {
  return table >= LogTable::kDeviceProcessEvents && table <= LogTable::kDeviceInfo;
}

}  // namespace

runtime::ColumnBuilder& LogRows::Cell(std::string_view column, Type type) {
  if (cursor_ >= columns_.size() || columns_[cursor_].first != column) {
    cursor_ = 0;
    while (cursor_ < columns_.size() && columns_[cursor_].first != column) ++cursor_;
    if (cursor_ == columns_.size()) columns_.emplace_back(std::string(column), runtime::ColumnBuilder(type));
  }
  runtime::ColumnBuilder& cells = columns_[cursor_++].second;
  HARRIER_CHECK(cells.type() == type);
  while (cells.size() + 1 < rows_) cells.AppendNull();
  HARRIER_CHECK(cells.size() + 1 == rows_);
  return cells;
}

LogRows& LogRows::Text(std::string_view column, std::string_view v) {
  Cell(column, Type::kString).AppendText(v);
  return *this;
}
LogRows& LogRows::Json(std::string_view column, std::string_view v) {
  Cell(column, Type::kDynamic).AppendText(v);
  return *this;
}
LogRows& LogRows::Int(std::string_view column, int32_t v) {
  Cell(column, Type::kInt).AppendInt(v);
  return *this;
}
LogRows& LogRows::Long(std::string_view column, int64_t v) {
  Cell(column, Type::kLong).AppendLong(v);
  return *this;
}
LogRows& LogRows::Real(std::string_view column, double v) {
  Cell(column, Type::kReal).AppendReal(v);
  return *this;
}
LogRows& LogRows::Bool(std::string_view column, bool v) {
  Cell(column, Type::kBool).AppendBool(v);
  return *this;
}
LogRows& LogRows::Time(std::string_view column, int64_t v) {
  Cell(column, Type::kDatetime).AppendLong(v);
  return *this;
}

void LogRows::Level() {
  for (auto& [name, cells] : columns_) {
    while (cells.size() < rows_) cells.AppendNull();
  }
}

void LogRows::RepeatLast() {
  Level();
  for (auto& [name, cells] : columns_) cells.Append(runtime::ValueAt(cells.View(), rows_ - 1));
  ++rows_;
}

runtime::Batch LogRows::Take() {
  Level();
  runtime::Batch batch{name_, {}};
  if (rows_ == 0) return batch;
  batch.columns.reserve(columns_.size());
  for (auto& [name, cells] : columns_) {
    const Type type = cells.type();
    batch.columns.emplace_back(name, std::move(cells));
    cells = runtime::ColumnBuilder(type);
  }
  rows_ = 0;
  return batch;
}

Logs::Logs(std::string workspace_id, Random random, int64_t start, int64_t end, BatchSink* sink)
    : workspace_id_(std::move(workspace_id)), random_(random), start_(start), end_(end), sink_(sink) {
  for (const TableFacts& facts : kFacts) {
    main_.emplace_back(facts.name);
    late_.emplace_back(facts.name);
    dropped_.emplace_back(facts.name);
  }
}

LogRows& Logs::Begin(LogTable table, int64_t time) {
  if (repeat_) current_->RepeatLast();
  repeat_ = false;
  const size_t index = static_cast<size_t>(table);
  const TableFacts& facts = kFacts[index];
  if (main_[index].rows() >= kBatchRows) Send(main_[index]);
  if (late_[index].rows() >= kBatchRows) Send(late_[index]);
  if (dropped_[index].rows() >= kBatchRows) dropped_[index].Clear();

  const double fate = random_.Unit();
  int64_t received = time + Seconds(facts.delay * (0.5 + random_.Unit()));
  current_ = &main_[index];
  if (time < start_ || time >= end_ || !status_) {
    current_ = &dropped_[index];
  } else if (!lossless_) {
    if (fate < facts.lost) {
      current_ = &dropped_[index];
    } else if (fate < facts.lost + facts.late) {
      current_ = &late_[index];
      received += Minutes(60 + random_.Exponential(600));
    } else {
      repeat_ = fate < facts.lost + facts.late + facts.doubled;
    }
  }
  current_->Begin();
  current_->Time("TimeGenerated", time).Text("Type", facts.name).Text("TenantId", workspace_id_);
  if (facts.source_system[0] != '\0') current_->Text("SourceSystem", facts.source_system);
  if (IsDefenderTable(table)) current_->Time("Timestamp", time);
  current_->Time("_TimeReceived", received);
  return *current_;
}

void Logs::Send(LogRows& rows) {
  runtime::Batch batch = rows.Take();
  if (batch.columns.empty() || !status_) return;
  status_ = sink_->Accept(std::move(batch));
}

Status Logs::Flush() {
  if (repeat_) current_->RepeatLast();
  repeat_ = false;
  for (LogRows& rows : main_) Send(rows);
  for (LogRows& rows : late_) Send(rows);
  for (LogRows& rows : dropped_) rows.Clear();
  return status_;
}

}  // namespace harrier::ingest::demo
