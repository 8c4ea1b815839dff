#include "engine/duckdb/month_file.h"

#include "base/ascii.h"
#include "engine/duckdb/append.h"
#include "engine/duckdb/literal.h"
#include "engine/duckdb/storage_file.h"
#include "engine/duckdb/table_source.h"

namespace harrier::engine::duckdb {
namespace {

constexpr std::string_view kIngestionTime = "_ingestion_time";
constexpr uint64_t kCheckpointRows = 50'000;
constexpr std::chrono::seconds kCheckpointAge{30};

/// The name itself, or with ~2, ~3… if `taken` says that another has it: names in SQL differ by more than the
/// case of ASCII letters.
template <typename Taken>
std::string FreeName(std::string_view name, Taken taken) {
  std::string candidate(name);
  for (int n = 2; taken(AsciiLower(candidate)); ++n) candidate = fmt::format("{}~{}", name, n);
  return candidate;
}

std::string ColumnSql(const std::string& physical, Type type) {
  return fmt::format("{} {}{}", Quoted(physical), SqlType(type), type == Type::kString ? " DEFAULT ''" : "");
}

}  // namespace

Result<std::unique_ptr<MonthFile>> MonthFile::Attach(Connection& connection, std::string_view prefix,
                                                     const std::string& month, const std::string& path) {
  std::string alias = fmt::format("{}logs_{}", prefix, month);
  std::replace(alias.begin(), alias.end(), '-', '_');
  TRY_OK(AttachFile(connection, path, alias));
  std::unique_ptr<MonthFile> file(new MonthFile(month, alias));
  const Status loaded = file->Load(connection);
  if (!loaded) {
    return Fail(ErrorCode::kIo,
                "'{}' is damaged or not a log file of Harrier: restore it from a backup, or move it away",
                path);
  }
  return file;
}

Status MonthFile::Load(Connection& connection) {
  TRY_OK(connection.Execute(fmt::format(
      "CREATE TABLE IF NOT EXISTS {0}.harrier_columns (table_name VARCHAR, table_physical VARCHAR, "
      "name VARCHAR, type VARCHAR, physical VARCHAR);"
      "CREATE TABLE IF NOT EXISTS {0}.harrier_batches (id VARCHAR, table_name VARCHAR, rows BIGINT, "
      "bytes BIGINT, first_time BIGINT, last_time BIGINT, ingested BIGINT)",
      alias_)));
  std::map<std::string, StoredTable> tables;
  TRY(const auto columns,
      connection.Rows(fmt::format("SELECT table_name, table_physical, name, type, physical "
                                  "FROM {}.harrier_columns ORDER BY rowid",
                                  alias_)));
  for (const auto& row : columns) {
    StoredTable& table = tables[row[0].text()];
    table.physical = row[1].text();
    table.sql_name = Quoted(alias_) + ".main." + Quoted(table.physical);
    if (row[2].text() == kIngestionTime) continue;
    const std::optional<Type> type = TypeFromName(row[3].text());
    if (!type) return Fail(ErrorCode::kIo, "unknown type '{}'", row[3].text());
    table.columns.emplace(row[2].text(), StoredColumn{row[4].text(), *type});
    table.order.push_back(row[2].text());
  }
  TRY(const auto stats,
      connection.Rows(fmt::format("SELECT table_name, sum(rows)::BIGINT, sum(bytes)::BIGINT, "
                                  "max(ingested), min(first_time), max(last_time) "
                                  "FROM {}.harrier_batches GROUP BY table_name",
                                  alias_)));
  for (const auto& row : stats) {
    const auto found = tables.find(row[0].text());
    if (found == tables.end()) continue;
    StoredTable& table = found->second;
    table.rows = static_cast<uint64_t>(row[1].integer());
    table.bytes = static_cast<uint64_t>(row[2].integer());
    table.last_ingested = row[3].integer();
    if (!row[4].is_null()) table.times = TimeRange{row[4].integer(), row[5].integer()};
  }
  for (auto& [name, table] : tables) Publish(name, std::move(table));
  return Ok();
}

StoredTablePtr MonthFile::Find(std::string_view table) const {
  const std::lock_guard lock(mutex_);
  const auto found = tables_.find(table);
  return found == tables_.end() ? nullptr : found->second;
}

void MonthFile::Publish(const std::string& table, StoredTable stored) {
  const std::lock_guard lock(mutex_);
  tables_.insert_or_assign(table, std::make_shared<const StoredTable>(std::move(stored)));
}

Result<bool> MonthFile::HasBatch(Connection& connection, std::string_view id) const {
  TRY(const auto rows, connection.Rows(fmt::format("SELECT 1 FROM {}.harrier_batches WHERE id = {} LIMIT 1",
                                                   alias_, TextLiteral(id))));
  return !rows.empty();
}

Result<StoredTable> MonthFile::Prepare(Connection& connection, const std::string& table,
                                       const FilledBatch& batch) {
  const StoredTablePtr old = Find(table);
  StoredTable stored = old == nullptr ? StoredTable{} : *old;
  std::string definition = std::string(kIngestionTime) + " BIGINT";
  std::vector<std::string> steps;
  const auto note = [&](std::string_view name, std::string_view type, std::string_view physical) {
    steps.push_back(fmt::format("INSERT INTO {}.harrier_columns VALUES ({}, {}, {}, '{}', {})", alias_,
                                TextLiteral(table), TextLiteral(stored.physical), TextLiteral(name), type,
                                TextLiteral(physical)));
  };
  if (old == nullptr) {
    stored.physical = FreeName(table, [&](const std::string& folded) {
      if (folded.starts_with("harrier_")) return true;
      return std::any_of(tables_.begin(), tables_.end(),
                         [&](const auto& other) { return AsciiLower(other.second->physical) == folded; });
    });
    stored.sql_name = Quoted(alias_) + ".main." + Quoted(stored.physical);
    note(kIngestionTime, "long", kIngestionTime);
  }
  for (const FilledColumn& column : batch.columns) {
    if (stored.columns.contains(column.name)) continue;
    StoredColumn place;
    place.type = column.type;
    place.physical = FreeName(column.name, [&](const std::string& folded) {
      if (folded == kIngestionTime) return true;
      return std::any_of(stored.columns.begin(), stored.columns.end(),
                         [&](const auto& other) { return AsciiLower(other.second.physical) == folded; });
    });
    const std::string text = ColumnSql(place.physical, place.type);
    if (old == nullptr) {
      definition += ", " + text;
    } else {
      steps.push_back(fmt::format("ALTER TABLE {} ADD COLUMN {}", stored.sql_name, text));
    }
    note(column.name, TypeName(column.type), place.physical);
    stored.columns.emplace(column.name, std::move(place));
    stored.order.push_back(column.name);
  }
  if (steps.empty()) return stored;
  Status altered = InTransaction(connection, [&]() -> Status {
    if (old == nullptr) {
      TRY_OK(connection.Execute(fmt::format("CREATE TABLE {} ({})", stored.sql_name, definition)));
    }
    for (const std::string& step : steps) TRY_OK(connection.Execute(step));
    return Ok();
  });
  TRY_OK(altered);
  Publish(table, stored);
  return stored;
}

Status MonthFile::Append(Connection& connection, const std::string& table, const FilledBatch& batch,
                         uint64_t bytes, std::string_view id, int64_t now) {
  TRY(StoredTable stored, Prepare(connection, table, batch));
  std::vector<AppendColumn> columns{{Type::kLong, nullptr, Value::Long(now)}};
  for (const std::string& name : stored.order) {
    const StoredColumn& place = stored.columns.find(name)->second;
    AppendColumn column{place.type, nullptr, Value::Null(place.type)};
    for (const FilledColumn& filled : batch.columns) {
      if (filled.name != name) continue;
      column.rows = filled.rows;
      if (filled.rows == nullptr) column.constant = filled.constant;
    }
    columns.push_back(std::move(column));
  }
  Status appended = InTransaction(connection, [&]() -> Status {
    TRY_OK(AppendRows(connection, alias_, stored.physical, columns, batch.rows));
    const std::string times =
        batch.times ? fmt::format("{}, {}", batch.times->from, batch.times->to) : "NULL, NULL";
    return connection.Execute(fmt::format("INSERT INTO {}.harrier_batches VALUES ({}, {}, {}, {}, {}, {})",
                                          alias_, TextLiteral(id), TextLiteral(table), batch.rows, bytes,
                                          times, now));
  });
  TRY_OK(appended);
  if (batch.times) Widen(stored.times, *batch.times);
  stored.rows += batch.rows;
  stored.bytes += bytes;
  stored.last_ingested = std::max(stored.last_ingested, now);
  Publish(table, std::move(stored));
  rows_since_checkpoint_ += batch.rows;
  return Ok();
}

Status MonthFile::ForgetBatches(Connection& connection, int64_t before) {
  const std::string old = fmt::format("FROM {}.harrier_batches WHERE ingested < {}", alias_, before);
  TRY(const auto sums, connection.Rows(fmt::format(
                           "SELECT table_name, sum(rows)::BIGINT, sum(bytes)::BIGINT, min(first_time), "
                           "max(last_time), max(ingested) {} GROUP BY table_name "
                           "HAVING count(*) > 1 OR max(id) <> ''",
                           old)));
  const auto number = [](const Value& value) {
    return value.is_null() ? std::string("NULL") : std::to_string(value.integer());
  };
  for (const auto& sum : sums) {
    const std::string table = TextLiteral(sum[0].text());
    TRY_OK(InTransaction(connection, [&] {
      return connection.Execute(
          fmt::format("DELETE {} AND table_name = {};"
                      "INSERT INTO {}.harrier_batches VALUES ('', {}, {}, {}, {}, {}, {})",
                      old, table, alias_, table, number(sum[1]), number(sum[2]), number(sum[3]),
                      number(sum[4]), number(sum[5])));
    }));
  }
  return Ok();
}

Status MonthFile::DropTable(Connection& connection, std::string_view table) {
  const StoredTablePtr stored = Find(table);
  if (stored == nullptr) return Ok();
  TRY_OK(InTransaction(connection, [&] {
    return connection.Execute(
        fmt::format("DROP TABLE {0};"
                    "DELETE FROM {1}.harrier_columns WHERE table_name = {2};"
                    "DELETE FROM {1}.harrier_batches WHERE table_name = {2}",
                    stored->sql_name, alias_, TextLiteral(table)));
  }));
  const std::lock_guard lock(mutex_);
  tables_.erase(tables_.find(table));
  return Ok();
}

Status MonthFile::Checkpoint(Connection& connection, bool always) {
  if (rows_since_checkpoint_ == 0) return Ok();
  const auto now = std::chrono::steady_clock::now();
  if (!always && rows_since_checkpoint_ < kCheckpointRows && now - last_checkpoint_ < kCheckpointAge) {
    return Ok();
  }
  TRY_OK(connection.Execute("CHECKPOINT " + Quoted(alias_)));
  rows_since_checkpoint_ = 0;
  last_checkpoint_ = now;
  return Ok();
}

}  // namespace harrier::engine::duckdb
