#include <thread>

#include "api/kusto/commands/command.h"
#include "base/version.h"

namespace harrier::api::kusto {
namespace {

using query::FixedTable;

std::vector<FixedTable> One(FixedTable table) {
  std::vector<FixedTable> tables;
  tables.push_back(std::move(table));
  return tables;
}

CommandResult ShowVersion(CommandContext&, CommandReader&) {
  FixedTable table({{"BuildVersion", Type::kString},
                    {"BuildTime", Type::kDatetime},
                    {"ServiceType", Type::kString},
                    {"ProductVersion", Type::kString}});
  table.AddRow({Value::String(std::string(Version())), Value::Null(Type::kDatetime), Value::String("Engine"),
                Value::String("Harrier " + std::string(Version()))});
  return One(std::move(table));
}

CommandResult ShowCluster(CommandContext& context, CommandReader&) {
  FixedTable table({{"NodeId", Type::kString},
                    {"Address", Type::kString},
                    {"Name", Type::kString},
                    {"IsAdmin", Type::kBool},
                    {"ProcessorCount", Type::kLong}});
  table.AddRow({Value::String("harrier"), Value::String(context.url), Value::String("harrier"),
                Value::Bool(true), Value::Long(std::thread::hardware_concurrency())});
  return One(std::move(table));
}

CommandResult ShowCapacity(CommandContext& context, CommandReader&) {
  FixedTable table({{"Resource", Type::kString},
                    {"Total", Type::kLong},
                    {"Consumed", Type::kLong},
                    {"Remaining", Type::kLong}});
  const auto total = static_cast<int64_t>(std::max(1U, std::thread::hardware_concurrency()));
  const auto used = std::min(total, static_cast<int64_t>(context.running->List().size()));
  table.AddRow({Value::String("Queries"), Value::Long(total), Value::Long(used), Value::Long(total - used)});
  return One(std::move(table));
}

CommandResult ShowDiagnostics(CommandContext& context, CommandReader&) {
  FixedTable table({{"IsHealthy", Type::kBool},
                    {"NotHealthyReason", Type::kString},
                    {"MachinesTotal", Type::kLong},
                    {"MachinesOffline", Type::kLong},
                    {"TablesWithRows", Type::kLong},
                    {"RowsCount", Type::kLong},
                    {"TotalExtentSize", Type::kReal},
                    {"RunningQueries", Type::kLong},
                    {"ProductVersion", Type::kString}});
  int64_t tables = 0;
  uint64_t rows = 0;
  uint64_t bytes = 0;
  for (const auto& each : context.service->catalog()->tables()) {
    if (!each->row_filter.empty()) continue;  // its rows are not all for whoever asks
    TRY(const engine::TableStats stats, context.storage->Stats(each->name));
    tables += stats.rows > 0 ? 1 : 0;
    rows += stats.rows;
    bytes += stats.bytes;
  }
  table.AddRow({Value::Bool(true), Value::String(""), Value::Long(1), Value::Long(0), Value::Long(tables),
                Value::Long(static_cast<int64_t>(rows)), Value::Real(static_cast<double>(bytes)),
                Value::Long(static_cast<int64_t>(context.running->List().size())),
                Value::String(std::string(Version()))});
  return One(std::move(table));
}

/// Nothing here runs in the background on a client's behalf, so the list is always empty.
CommandResult ShowOperations(CommandContext&, CommandReader&) {
  return One(FixedTable({{"OperationId", Type::kGuid},
                         {"Operation", Type::kString},
                         {"NodeId", Type::kString},
                         {"StartedOn", Type::kDatetime},
                         {"LastUpdatedOn", Type::kDatetime},
                         {"Duration", Type::kTimespan},
                         {"State", Type::kString},
                         {"Status", Type::kString},
                         {"RootActivityId", Type::kGuid},
                         {"ShouldRetry", Type::kBool},
                         {"Database", Type::kString},
                         {"Principal", Type::kString},
                         {"User", Type::kString},
                         {"AdminEpochStartTime", Type::kDatetime}}));
}

}  // namespace

std::span<const Command> ServerCommands() {
  static constexpr Command kCommands[] = {
      {"show version", ShowVersion},       {"show cluster", ShowCluster},
      {"show capacity", ShowCapacity},     {"show diagnostics", ShowDiagnostics},
      {"show operations", ShowOperations},
  };
  return kCommands;
}

}  // namespace harrier::api::kusto
