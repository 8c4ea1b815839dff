#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/random.h"
#include "ingest/batch_sink.h"
#include "runtime/batch.h"

namespace harrier::ingest::demo {

enum class LogTable : uint8_t {
  kSigninLogs,
  kAADNonInteractiveUserSignInLogs,
  kAuditLogs,
  kOfficeActivity,
  kSecurityEvent,
  kEvent,
  kDeviceProcessEvents,
  kDeviceNetworkEvents,
  kDeviceFileEvents,
  kDeviceLogonEvents,
  kDeviceRegistryEvents,
  kDeviceEvents,
  kDeviceInfo,
  kDnsEvents,
  kCommonSecurityLog,
  kSyslog,
  kAWSCloudTrail,
  kIdentityInfo,
  kSecurityAlert,
  kHeartbeat,
  kThreatIntelIndicators,
};
inline constexpr size_t kLogTables = 21;

/// The rows of one table being written. Columns come into being when first set; what a row leaves out is
/// null. Setting them in the same order each time makes finding a column one comparison.
class LogRows {
 public:
  explicit LogRows(std::string name) : name_(std::move(name)) {}

  void Begin() {
    ++rows_;
    cursor_ = 0;
  }
  LogRows& Text(std::string_view column, std::string_view v);
  LogRows& Json(std::string_view column, std::string_view v);
  LogRows& Int(std::string_view column, int32_t v);
  LogRows& Long(std::string_view column, int64_t v);
  LogRows& Real(std::string_view column, double v);
  LogRows& Bool(std::string_view column, bool v);
  LogRows& Time(std::string_view column, int64_t v);

  size_t rows() const { return rows_; }
  /// Repeats the newest row.
  void RepeatLast();
  /// Hands over the finished rows and starts again with the same columns.
  runtime::Batch Take();
  void Clear() { Take(); }

 private:
  runtime::ColumnBuilder& Cell(std::string_view column, Type type);
  void Level();

  std::string name_;
  std::vector<std::pair<std::string, runtime::ColumnBuilder>> columns_;
  size_t rows_ = 0;
  size_t cursor_ = 0;
};

/// All tables, and the way of a row into them: most come at once, a few late, twice or never, as in real
/// collection.
class Logs {
 public:
  /// Rows outside [start, end) are not kept.
  Logs(std::string workspace_id, Random random, int64_t start, int64_t end, BatchSink* sink);

  /// A new row of the table with its standard columns set.
  LogRows& Begin(LogTable table, int64_t time);
  /// While on, nothing is lost, late or doubled.
  void set_lossless(bool on) { lossless_ = on; }

  int64_t start() const { return start_; }
  int64_t end() const { return end_; }
  const std::string& workspace_id() const { return workspace_id_; }
  /// The first failure of the sink; rows after it are dropped.
  const Status& status() const { return status_; }
  /// Hands everything that is left to the sink, late rows last.
  Status Flush();

 private:
  void Send(LogRows& rows);

  std::string workspace_id_;
  Random random_;
  int64_t start_;
  int64_t end_;
  BatchSink* sink_;
  Status status_ = Ok();
  bool lossless_ = false;
  bool repeat_ = false;
  LogRows* current_ = nullptr;
  std::vector<LogRows> main_, late_, dropped_;
};

}  // namespace harrier::ingest::demo
