#include "engine/duckdb/storage.h"

#include <filesystem>

#include "base/ticks.h"
#include "base/time_text.h"
#include "engine/duckdb/literal.h"
#include "engine/duckdb/storage_file.h"
#include "engine/duckdb/storage_prune.h"

namespace harrier::engine::duckdb {
namespace {

/// So long a batch's id is remembered, in ticks (docs/ingest.md), and so often older ones are forgotten.
constexpr int64_t kBatchMemory = 7 * kTicksPerDay;
constexpr int64_t kForgetEvery = kTicksPerHour;
/// Left free for the files' own writing; an append that could need more is refused.
constexpr uint64_t kReserveBytes = 16ULL * 1024 * 1024;

/// A batch that is brought with a time of longer ago has that time for a reason: it is a copy of old rows.
constexpr int64_t kLongestWait = 10 * kTicksPerMinute;

/// The column under which a scan asks for the time of ingestion.
constexpr std::string_view kIngestionTimeSource = "$ingestion_time";

std::string MonthName(int64_t now) {
  const Date date = DateOf(now / kTicksPerDay);
  return fmt::format("{:04}-{:02}", date.year, date.month);
}

bool IsMonthName(std::string_view name) {
  if (name.size() != 7 || name[4] != '-') return false;
  return std::all_of(name.begin(), name.end(), [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
}

/// The text of one column of one file, bare if it lies there as the plan wants it.
std::string ColumnText(const StoredTable& stored, std::string_view source, Type type) {
  if (source == kIngestionTimeSource) return "_ingestion_time";
  const auto found = stored.columns.find(source);
  if (found == stored.columns.end()) return Literal(Value::Null(type));
  const std::string name = Quoted(found->second.physical);
  if (found->second.type == type) return name;
  if (type == Type::kString) return fmt::format("coalesce({}::VARCHAR, '')", name);
  return fmt::format("TRY_CAST({} AS {})", name, SqlType(type));
}

}  // namespace

Result<std::unique_ptr<LogStorage>> LogStorage::Open(Instance& instance, StoragePlace place) {
  TRY(auto writer, instance.Connect());
  // Long texts (events as XML or JSON) take a tenth of the space so, and are written and scanned faster than
  // uncompressed, which they would be else.
  TRY_OK(writer->Execute("SET zstd_min_string_length = 256"));
  std::string alias = place.workspace.empty() ? "" : "w" + place.workspace + "_";
  std::replace(alias.begin(), alias.end(), '-', '_');
  const std::string path = place.directory == nullptr ? "" : place.logs + "/catalog.duckdb";
  TRY(CatalogFile catalog_file, CatalogFile::Open(*writer, path, alias + "harrier_catalog"));
  std::unique_ptr<LogStorage> storage(
      new LogStorage(std::move(place), std::move(alias), std::move(writer), std::move(catalog_file)));
  TRY_OK(storage->LoadCatalog());
  TRY(storage->sources_, storage->catalog_file_.LoadSources(*storage->writer_));
  TRY_OK(storage->AttachAll());
  return storage;
}

LogStorage::~LogStorage() {
  // What cannot be written now is in the logs and read from there at the next start.
  (void)Checkpoint();
}

Status LogStorage::AttachAll() {
  if (place_.directory == nullptr) return Ok();
  std::vector<std::string> months;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(place_.logs, error)) {
    const std::string stem = entry.path().stem();
    if (entry.path().extension() == ".duckdb" && IsMonthName(stem)) months.push_back(stem);
  }
  if (error) return Fail(ErrorCode::kIo, "cannot read '{}': {}", place_.logs, error.message());
  std::sort(months.begin(), months.end());
  for (const std::string& month : months) {
    TRY(auto file, Attach(month));
    months_.emplace(month, std::move(file));
  }
  return Ok();
}

Result<std::unique_ptr<MonthFile>> LogStorage::Attach(const std::string& month) {
  const std::string path = place_.directory == nullptr ? "" : fmt::format("{}/{}.duckdb", place_.logs, month);
  return MonthFile::Attach(*writer_, alias_, month, path);
}

Status LogStorage::LoadCatalog() {
  TRY(catalog::Catalog catalog, catalog_file_.Load(*writer_));
  if (!space_.empty()) {
    for (const catalog::TablePtr& table : catalog.tables()) {
      catalog::Table named = *table;
      named.stored_as = space_ + named.name;
      catalog.Put(std::move(named));
    }
  }
  SetCatalog(std::move(catalog));
  return Ok();
}

catalog::CatalogPtr LogStorage::catalog() const {
  const std::shared_lock lock(reading_);
  return catalog_;
}

void LogStorage::SetCatalog(catalog::Catalog next) {
  auto shared = std::make_shared<const catalog::Catalog>(std::move(next));
  const std::unique_lock lock(reading_);
  catalog_ = std::move(shared);
  ++versions_[""];
}

uint64_t LogStorage::Version(std::string_view table) const {
  const std::shared_lock lock(reading_);
  const auto found = versions_.find(table);
  return found == versions_.end() ? 0 : found->second;
}

void LogStorage::RaiseVersion(std::string_view table) {
  const std::unique_lock lock(reading_);
  ++versions_[std::string(table)];
}

std::vector<MonthFile*> LogStorage::Months() const {
  const std::shared_lock lock(reading_);
  std::vector<MonthFile*> months;
  for (const auto& [name, file] : months_) months.push_back(file.get());
  return months;
}

Status LogStorage::CreateTable(const catalog::Table& table) {
  const std::lock_guard lock(writing_);
  return MergeTable(table);
}

Status LogStorage::MergeTable(const catalog::Table& table) {
  if (table.name.empty()) return Fail(ErrorCode::kInvalid, "a table needs a name");
  if (table.name.find('/') != std::string::npos)
    return Fail(ErrorCode::kInvalid, "a table's name has no '/': '{}'", table.name);
  const catalog::TablePtr old = catalog_->FindTable(table.name);
  catalog::Table merged = old == nullptr ? table : *old;
  if (old == nullptr) {
    merged.custom = true;
    merged.columns.clear();
    merged.stored_as = space_.empty() ? "" : space_ + table.name;
  }
  const size_t first = merged.columns.size();
  for (const catalog::TableColumn& column : table.columns) {
    const catalog::TableColumn* known = merged.Find(column.name);
    if (known == nullptr) {
      merged.columns.push_back(column);
    } else if (known->type != column.type) {
      return Fail(ErrorCode::kConflict, "column '{}' of table '{}' is of type {} already", column.name,
                  table.name, TypeName(known->type));
    }
  }
  if (old != nullptr && merged.columns.size() == first) return Ok();
  const Status kept = catalog_file_.PutTable(*writer_, merged, first);
  if (!kept) return tl::unexpected(WriteFailure(kept.error()));
  catalog::Catalog next = *catalog_;
  next.Put(std::move(merged));
  SetCatalog(std::move(next));
  return Ok();
}

Status LogStorage::DropTable(std::string_view name) {
  const std::lock_guard lock(writing_);
  if (catalog_->FindTable(name) == nullptr) {
    return Fail(ErrorCode::kNotFound, "there is no table named '{}'", name);
  }
  Status dropped = Ok();
  for (MonthFile* month : Months()) {
    if (dropped) dropped = month->DropTable(*writer_, name);
  }
  RaiseVersion(name);
  TRY_OK(dropped);
  TRY_OK(catalog_file_.DropTable(*writer_, name));
  std::erase_if(sources_, [&](const auto& source) { return source.first == name; });
  return LoadCatalog();
}

Status LogStorage::CreateFunction(const catalog::StoredFunction& function) {
  const std::lock_guard lock(writing_);
  TRY_OK(catalog_file_.PutFunction(*writer_, function));
  catalog::Catalog next = *catalog_;
  next.Put(function);
  SetCatalog(std::move(next));
  return Ok();
}

Status LogStorage::DropFunction(std::string_view name) {
  const std::lock_guard lock(writing_);
  if (catalog_->FindFunction(name) == nullptr) {
    return Fail(ErrorCode::kNotFound, "there is no function named '{}'", name);
  }
  TRY_OK(catalog_file_.DropFunction(*writer_, name));
  // A built-in function that it stood in for is there again.
  return LoadCatalog();
}

Result<MonthFile*> LogStorage::MonthOf(int64_t now) {
  const std::string month = MonthName(now);
  const auto found = months_.find(month);
  if (found != months_.end()) return found->second.get();
  TRY(auto file, Attach(month));
  const std::unique_lock lock(reading_);
  return months_.emplace(month, std::move(file)).first->second.get();
}

Status LogStorage::CheckSpace(uint64_t bytes) const {
  if (place_.directory == nullptr) return Ok();
  TRY(const uint64_t free, place_.directory->FreeBytes());
  if (free >= 2 * bytes + kReserveBytes) return Ok();
  return Fail(ErrorCode::kIo, "the disk of '{}' is full ({} MB free): nothing of this batch was written",
              place_.directory->path(), free / (1024 * 1024));
}

Error LogStorage::WriteFailure(Error error) const {
  if (place_.directory == nullptr) return error;
  const auto says = [&](std::string_view what) { return error.message.find(what) != std::string::npos; };
  const std::string& path = place_.directory->path();
  if (says("has been invalidated")) {
    return {ErrorCode::kIo,
            fmt::format("writing in '{}' failed before: restart to go on with what is safe there", path)};
  }
  const bool full = says("No space left");
  if (!full && error.code != ErrorCode::kIo && !says("Failed to commit")) return error;
  return {ErrorCode::kIo,
          fmt::format("{} '{}' {}: nothing of this batch was written", full ? "the disk of" : "writing in",
                      path, full ? "is full" : "failed")};
}

Result<bool> LogStorage::Append(const runtime::Batch& batch, std::string_view batch_id, int64_t now) {
  const std::lock_guard lock(writing_);
  catalog::TablePtr table = catalog_->FindTable(batch.table);
  if (table == nullptr) return Fail(ErrorCode::kNotFound, "there is no table named '{}'", batch.table);
  if (batch.rows() == 0) return true;
  if (!batch_id.empty()) {
    for (const MonthFile* month : Months()) {
      TRY(const bool known, month->HasBatch(*writer_, batch_id));
      if (known) return false;
    }
  }
  const uint64_t bytes = batch.bytes();
  TRY_OK(CheckSpace(bytes));
  const bool overflows = std::any_of(batch.columns.begin(), batch.columns.end(),
                                     [](const auto& column) { return column.first == kOverflowColumn; });
  if (overflows && table->Find(kOverflowColumn) == nullptr) {
    catalog::Table more;
    more.name = batch.table;
    more.columns.push_back({std::string(kOverflowColumn), Type::kDynamic});
    TRY_OK(MergeTable(more));
    table = catalog_->FindTable(batch.table);
  }
  now = TimeOf(now);
  TRY(const FilledBatch filled, FillDefaults(*table, batch, now));
  TRY(MonthFile* const month, MonthOf(now));
  const Status appended = month->Append(*writer_, batch.table, filled, bytes, batch_id, now);
  RaiseVersion(batch.table);  // a failed one too: what of it readers see is not known here
  if (!appended) return tl::unexpected(WriteFailure(appended.error()));
  // The batch is safe in the log; a checkpoint that fails is tried again after the next one.
  (void)month->Checkpoint(*writer_, false);
  ForgetOldBatches(now);
  return true;
}

int64_t LogStorage::TimeOf(int64_t now) {
  const int64_t present = std::max(place_.clock->Now(), last_time_);
  if (present > now && present - now < kLongestWait) now = present;
  last_time_ = std::max(last_time_, now);
  return now;
}

void LogStorage::ForgetOldBatches(int64_t now) {
  // Not at once: what was left unfinished when the process ended comes again soon after the next one starts.
  const bool due = next_forgetting_ != 0 && now >= next_forgetting_;
  if (next_forgetting_ == 0 || due) next_forgetting_ = now + kForgetEvery;
  if (!due) return;
  for (MonthFile* month : Months()) {
    // Tried again after an hour: too many ids cost time only.
    (void)month->ForgetBatches(*writer_, now - kBatchMemory);
  }
}

Result<bool> LogStorage::WasIngested(std::string_view table, std::string_view digest) {
  const std::lock_guard lock(writing_);
  return sources_.contains({std::string(table), std::string(digest)});
}

Status LogStorage::MarkIngested(std::string_view table, std::string_view digest, std::string_view name,
                                uint64_t rows) {
  const std::lock_guard lock(writing_);
  std::pair<std::string, std::string> source{table, digest};
  if (sources_.contains(source)) return Ok();
  TRY_OK(catalog_file_.PutSource(*writer_, table, digest, name, rows));
  sources_.insert(std::move(source));
  return Ok();
}

Result<TableStats> LogStorage::Stats(std::string_view table) {
  TableStats all;
  std::optional<TimeRange> times;
  for (const MonthFile* month : Months()) {
    const StoredTablePtr stored = month->Find(table);
    if (stored == nullptr) continue;
    all.rows += stored->rows;
    all.bytes += stored->bytes;
    all.last_ingested = std::max(all.last_ingested, stored->last_ingested);
    if (stored->times) Widen(times, *stored->times);
  }
  if (times) {
    all.first_time = times->from;
    all.last_time = times->to;
  }
  return all;
}

Status LogStorage::Checkpoint() {
  const std::lock_guard lock(writing_);
  for (MonthFile* month : Months()) {
    const Status done = month->Checkpoint(*writer_, true);
    if (!done) return tl::unexpected(WriteFailure(done.error()));
  }
  return catalog_file_.Checkpoint(*writer_);
}

Result<Relation> LogStorage::Read(std::string_view table, const plan::Scan& scan,
                                  const std::vector<plan::Column>& columns) {
  const TimeRange wanted = TimesWanted(scan, columns);
  std::string sql;
  for (const MonthFile* month : Months()) {
    const StoredTablePtr stored = month->Find(table);
    if (stored == nullptr || stored->rows == 0) continue;
    if (stored->times && (stored->times->to < wanted.from || stored->times->from > wanted.to)) continue;
    sql += sql.empty() ? "(SELECT " : " UNION ALL SELECT ";
    for (size_t i = 0; i < columns.size(); ++i) {
      sql += fmt::format("{}{} AS {}", i == 0 ? "" : ", ",
                         ColumnText(*stored, scan.source[i], columns[i].type), ColumnName(columns[i].id));
    }
    if (columns.empty()) sql += "1 AS unit";
    sql += " FROM " + stored->sql_name;
  }
  if (!sql.empty()) return Relation{sql + ")", {}};
  for (const plan::Column& column : columns) {
    sql += fmt::format("{}{} AS {}", sql.empty() ? "" : ", ", Literal(Value::Null(column.type)),
                       ColumnName(column.id));
  }
  return Relation{fmt::format("(SELECT {} WHERE false)", sql.empty() ? "1 AS unit" : sql), {}};
}

}  // namespace harrier::engine::duckdb
