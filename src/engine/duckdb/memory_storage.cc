#include "engine/duckdb/memory_storage.h"

#include "engine/duckdb/append.h"
#include "engine/duckdb/literal.h"

namespace harrier::engine::duckdb {

Result<std::unique_ptr<MemoryStorage>> MemoryStorage::Open(Instance& instance, catalog::Catalog catalog) {
  TRY(auto connection, instance.Connect());
  std::unique_ptr<MemoryStorage> storage(new MemoryStorage(std::move(connection)));
  storage->catalog_ = std::make_shared<const catalog::Catalog>(std::move(catalog));
  return storage;
}

catalog::CatalogPtr MemoryStorage::catalog() const {
  const std::lock_guard lock(mutex_);
  return catalog_;
}

Status MemoryStorage::AddColumns(Stored& stored, const catalog::Table& table) {
  for (const catalog::TableColumn& column : table.columns) {
    if (stored.columns.contains(column.name)) continue;
    const std::string name = fmt::format("p{}", stored.columns.size());
    TRY_OK(connection_->Execute(fmt::format("ALTER TABLE {} ADD COLUMN {} {}{}", stored.sql_name, name,
                                            SqlType(column.type),
                                            column.type == Type::kString ? " DEFAULT ''" : "")));
    stored.columns.emplace(column.name, std::pair(name, column.type));
  }
  return Ok();
}

Result<MemoryStorage::Stored*> MemoryStorage::Materialise(std::string_view name) {
  const catalog::TablePtr table = catalog_->FindTable(name);
  if (table == nullptr) return Fail(ErrorCode::kNotFound, "there is no table named '{}'", name);
  const auto [found, fresh] = stored_.try_emplace(std::string(name));
  Stored& stored = found->second;
  if (fresh) {
    stored.sql_name = fmt::format("stored{}", ++names_);
    TRY_OK(connection_->Execute(fmt::format("CREATE TABLE {} (ingested BIGINT)", stored.sql_name)));
  }
  TRY_OK(AddColumns(stored, *table));
  return &stored;
}

Status MemoryStorage::CreateTable(const catalog::Table& table) {
  const std::lock_guard lock(mutex_);
  catalog::Table merged = table;
  if (const catalog::TablePtr old = catalog_->FindTable(table.name)) {
    merged = *old;
    for (const catalog::TableColumn& column : table.columns) {
      const catalog::TableColumn* known = merged.Find(column.name);
      if (known == nullptr) {
        merged.columns.push_back(column);
      } else if (known->type != column.type) {
        return Fail(ErrorCode::kConflict, "column '{}' of table '{}' is a {} already", column.name,
                    table.name, TypeName(known->type));
      }
    }
  }
  auto next = std::make_shared<catalog::Catalog>(*catalog_);
  next->Put(std::move(merged));
  catalog_ = std::move(next);
  return Ok();
}

Status MemoryStorage::DropTable(std::string_view name) {
  const std::lock_guard lock(mutex_);
  if (const auto found = stored_.find(name); found != stored_.end()) {
    TRY_OK(connection_->Execute("DROP TABLE " + found->second.sql_name));
    stored_.erase(found);
  }
  auto next = std::make_shared<catalog::Catalog>(*catalog_);
  next->DropTable(name);
  catalog_ = std::move(next);
  return Ok();
}

Status MemoryStorage::CreateFunction(const catalog::StoredFunction& function) {
  const std::lock_guard lock(mutex_);
  auto next = std::make_shared<catalog::Catalog>(*catalog_);
  next->Put(function);
  catalog_ = std::move(next);
  return Ok();
}

Status MemoryStorage::DropFunction(std::string_view name) {
  const std::lock_guard lock(mutex_);
  auto next = std::make_shared<catalog::Catalog>(*catalog_);
  next->DropFunction(name);
  catalog_ = std::move(next);
  return Ok();
}

Result<bool> MemoryStorage::Append(const runtime::Batch& batch, std::string_view batch_id, int64_t now) {
  const std::lock_guard lock(mutex_);
  TRY(Stored* const stored, Materialise(batch.table));
  if (!batch_id.empty() && stored->batches.contains(batch_id)) return false;
  std::vector<AppendColumn> columns(stored->columns.size() + 1);
  columns[0] = {Type::kLong, nullptr, Value::Long(now)};
  for (const auto& [name, place] : stored->columns) {
    const size_t position = 1 + std::stoul(place.first.substr(1));
    columns[position] = {place.second, nullptr, Value::Null(place.second)};
  }
  for (const auto& [name, rows] : batch.columns) {
    const auto found = stored->columns.find(name);
    if (found == stored->columns.end() || found->second.second != rows.type()) {
      return Fail(ErrorCode::kInvalid, "table '{}' has no column '{}' of type {}", batch.table, name,
                  TypeName(rows.type()));
    }
    columns[1 + std::stoul(found->second.first.substr(1))].rows = &rows;
    if (name != "TimeGenerated") continue;
    const runtime::ColumnView times = rows.View();
    for (size_t i = 0; i < rows.size(); ++i) {
      if (!times.valid(i)) continue;
      const int64_t t = times.cell<int64_t>(i);
      TableStats& stats = stored->stats;
      stats.first_time = stats.first_time == 0 ? t : std::min(stats.first_time, t);
      stats.last_time = std::max(stats.last_time, t);
    }
  }
  TRY_OK(AppendRows(*connection_, "", stored->sql_name, columns, batch.rows()));
  stored->batches.emplace(batch_id);
  stored->stats.rows += batch.rows();
  stored->stats.bytes += batch.bytes();
  stored->stats.last_ingested = std::max(stored->stats.last_ingested, now);
  return true;
}

Result<bool> MemoryStorage::WasIngested(std::string_view table, std::string_view digest) {
  const std::lock_guard lock(mutex_);
  const auto found = stored_.find(table);
  return found != stored_.end() && found->second.digests.contains(digest);
}

Status MemoryStorage::MarkIngested(std::string_view table, std::string_view digest, std::string_view,
                                   uint64_t) {
  const std::lock_guard lock(mutex_);
  TRY(Stored* const stored, Materialise(table));
  stored->digests.emplace(digest);
  return Ok();
}

Result<TableStats> MemoryStorage::Stats(std::string_view table) {
  const std::lock_guard lock(mutex_);
  const auto found = stored_.find(table);
  return found == stored_.end() ? TableStats{} : found->second.stats;
}

Result<Relation> MemoryStorage::Read(const plan::Scan& scan, const std::vector<plan::Column>& columns) {
  const std::lock_guard lock(mutex_);
  const auto found = stored_.find(scan.table);
  std::string sql;
  for (size_t i = 0; i < columns.size(); ++i) {
    std::string text = Literal(Value::Null(columns[i].type));
    if (found != stored_.end()) {
      const auto place = found->second.columns.find(scan.source[i]);
      if (place != found->second.columns.end()) text = place->second.first;
    }
    sql += (i == 0 ? "" : ", ") + text + " AS " + ColumnName(columns[i].id);
  }
  if (columns.empty()) sql = "1 AS unit";
  sql = "(SELECT " + sql;
  return Relation{sql + (found == stored_.end() ? " WHERE false)" : " FROM " + found->second.sql_name + ")"),
                  {}};
}

}  // namespace harrier::engine::duckdb
