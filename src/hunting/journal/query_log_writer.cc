#include "hunting/journal/query_log_writer.h"

#include <limits>
#include <map>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/random.h"
#include "hunting/journal/log_batches.h"
#include "hunting/shape/json.h"

namespace harrier::hunting {
namespace {

constexpr std::string_view kTable = "LAQueryLogs";
/// Records beyond these are given up, oldest first, while the disk takes none.
constexpr size_t kMostWaiting = 100'000;

LogRow RowOf(const query::QueryRecord& record) {
  const auto text = [](const std::string& value) { return Value::String(value); };
  const auto time = [&](bool end) {
    if (!record.timespan) return Value::Null(Type::kDatetime);
    return Value::Datetime(end ? record.timespan->second : record.timespan->first);
  };
  json::object context;
  context["workspaces"] = json::array({Text(record.asker.workspace)});
  const uint64_t rows = std::min<uint64_t>(record.rows, std::numeric_limits<int32_t>::max());
  return {kTable,
          {
              {"TenantId", text(record.asker.workspace)},
              {"TimeGenerated", Value::Datetime(record.started)},
              {"CorrelationId", text(record.correlation)},
              {"AADObjectId", text(record.asker.object_id)},
              {"AADEmail", text(record.asker.email)},
              {"AADClientId", text(record.asker.client_id)},
              {"QueryTimeRangeStart", time(false)},
              {"QueryTimeRangeEnd", time(true)},
              {"QueryText", text(record.text)},
              {"QueryThumbprint", Value::String(fmt::format("{:016x}", StableHash(record.text)))},
              {"RequestClientApp", text(record.asker.client_app)},
              {"RequestTarget", text(record.asker.target)},
              {"RequestContext", Value::Dynamic(json::serialize(context))},
              {"ResponseCode", Value::Int(record.response_code)},
              {"ResponseRowCount", Value::Int(static_cast<int32_t>(rows))},
              {"ResponseDurationMs", Value::Real(static_cast<double>(record.duration_ns) / 1e6)},
              {"StatsCPUTimeMs", record.cpu_ns ? Value::Real(static_cast<double>(*record.cpu_ns) / 1e6)
                                               : Value::Null(Type::kReal)},
              {"StatsWorkspaceCount", Value::Int(1)},
              {"IsBillableQuery", Value::Bool(false)},
              {"SourceSystem", Value::String("Harrier")},
              {"Type", Value::String(std::string(kTable))},
          }};
}

}  // namespace

QueryLogWriter::QueryLogWriter(QueryLogWriterOptions options) : options_(std::move(options)) {
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
}

QueryLogWriter::~QueryLogWriter() {
  thread_.request_stop();
  thread_.join();
  Flush();
}

void QueryLogWriter::Note(query::QueryRecord record) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(record));
  }
  added_.notify_one();
}

void QueryLogWriter::Run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      added_.wait(lock, stop, [&] { return !waiting_.empty(); });
      added_.wait_for(lock, stop, options_.wait, [] { return false; });
    }
    if (!stop.stop_requested()) Flush();
  }
}

void QueryLogWriter::Flush() {
  std::vector<query::QueryRecord> records;
  {
    const std::lock_guard lock(mutex_);
    records.swap(waiting_);
  }
  std::map<std::string, std::vector<query::QueryRecord>> by_workspace;
  for (query::QueryRecord& record : records)
    by_workspace[record.asker.workspace].push_back(std::move(record));
  std::vector<query::QueryRecord> left;
  for (auto& [workspace, its_records] : by_workspace) {
    engine::Storage* const storage = options_.storage_of(workspace);
    if (storage == nullptr) continue;
    std::vector<LogRow> rows;
    rows.reserve(its_records.size());
    for (const query::QueryRecord& record : its_records) rows.push_back(RowOf(record));
    const auto added = AppendRows(*storage, rows, "queries:" + options_.ids->Random(), options_.clock->Now());
    if (added) continue;
    options_.log->Warning("queries could not be written to LAQueryLogs; trying again",
                          {{"error", added.error().message}, {"queries", std::to_string(rows.size())}});
    std::move(its_records.begin(), its_records.end(), std::back_inserter(left));
  }
  if (left.empty()) return;
  const std::lock_guard lock(mutex_);
  waiting_.insert(waiting_.begin(), std::make_move_iterator(left.begin()),
                  std::make_move_iterator(left.end()));
  if (waiting_.size() > kMostWaiting)
    waiting_.erase(waiting_.begin(), waiting_.end() - static_cast<std::ptrdiff_t>(kMostWaiting));
}

}  // namespace harrier::hunting
