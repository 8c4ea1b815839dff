#include "query/result_cache.h"

namespace harrier::query {
namespace {

constexpr int64_t kNanosecondsPerTick = 100;
/// What an entry takes beside its cells and texts.
constexpr size_t kEntryBytes = 1024;

void AppendCell(runtime::ColumnBuilder& out, const runtime::ColumnView& view, size_t row) {
  if (!view.valid(row)) return out.AppendNull();
  switch (view.type) {
    case Type::kBool:
      return out.AppendBool(view.cell<uint8_t>(row) != 0);
    case Type::kInt:
      return out.AppendInt(view.cell<int32_t>(row));
    case Type::kLong:
    case Type::kDatetime:
    case Type::kTimespan:
      return out.AppendLong(view.cell<int64_t>(row));
    case Type::kReal:
      return out.AppendReal(view.cell<double>(row));
    case Type::kDecimal:
      return out.AppendDecimal(view.cell<int128>(row));
    case Type::kGuid:
      return out.AppendGuid(view.cell<runtime::GuidCell>(row).guid());
    case Type::kString:
    case Type::kDynamic:
    case Type::kUnknown:
      return out.AppendText(view.text(row));
  }
}

/// A part of the key that no other part can be taken for.
void AppendPart(std::string& key, std::string_view part) {
  key += fmt::format("{}:", part.size());
  key += part;
}

class CachedStream final : public engine::ResultStream {
 public:
  CachedStream(std::shared_ptr<const CachedResult> result, const FixedTable& table)
      : result_(std::move(result)), table_(table) {}

  const std::vector<plan::Column>& columns() const override { return table_.columns; }
  double progress() const override { return 1; }
  Result<std::optional<engine::Chunk>> Next() override {
    if (std::exchange(sent_, true) || table_.rows() == 0) return std::nullopt;
    engine::Chunk chunk;
    chunk.rows = table_.rows();
    for (const runtime::ColumnBuilder& column : table_.cells) chunk.columns.push_back(column.View());
    chunk.owner = result_;
    return chunk;
  }

 private:
  std::shared_ptr<const CachedResult> result_;
  const FixedTable& table_;
  bool sent_ = false;
};

class CachedAnswer final : public Answer {
 public:
  explicit CachedAnswer(std::shared_ptr<const CachedResult> result) : result_(std::move(result)) {}

  Result<std::optional<ResultTable>> NextTable() override {
    if (next_ == result_->tables.size()) return std::nullopt;
    const FixedTable& table = result_->tables[next_++];
    return ResultTable{table.name, table.visualization, std::make_unique<CachedStream>(result_, table)};
  }
  const CacheOrigin* cached() const override { return &result_->origin; }

 private:
  std::shared_ptr<const CachedResult> result_;
  size_t next_ = 0;
};

}  // namespace

std::string ResultCache::KeyOf(const Request& request) {
  std::string key;
  AppendPart(key, request.view ? "seen by " + request.view->id() : "");
  AppendPart(key, request.database);
  for (const auto& [name, value] : request.parameters) {
    AppendPart(key, name);
    AppendPart(key, value);
  }
  const auto number = [](const auto& value) { return value ? std::to_string(*value) : std::string("-"); };
  key += fmt::format("|{}/{}|{}|{}|{}|{}|{}|", request.timespan ? request.timespan->first : -1,
                     request.timespan ? request.timespan->second : -1, number(request.now),
                     number(request.max_rows), number(request.max_bytes), number(request.take_rows),
                     request.allow_partial);
  for (const std::string& workspace : request.workspaces) AppendPart(key, workspace);
  AppendPart(key, request.text);  // its tokens filled in
  return key;
}

std::shared_ptr<const CachedResult> ResultCache::Find(const std::string& key,
                                                      const engine::StoredTables& tables, int64_t now,
                                                      std::optional<int64_t> max_age_ns) {
  const std::lock_guard lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return nullptr;
  const std::shared_ptr<const CachedResult> result = found->second->result;
  for (const auto& [table, version] : result->versions) {
    if (tables.Version(table) == version) continue;
    Drop(found->second);
    return nullptr;
  }
  const std::optional<int64_t> wanted = result->max_age_ns ? result->max_age_ns : max_age_ns;
  if (wanted && now - result->origin.started > *wanted / kNanosecondsPerTick) return nullptr;
  entries_.splice(entries_.begin(), entries_, found->second);
  return result;
}

void ResultCache::Put(const std::string& key, std::shared_ptr<const CachedResult> result) {
  Entry entry{key, std::move(result)};
  if (entry.bytes() > most_bytes()) return;
  const std::lock_guard lock(mutex_);
  if (const auto old = by_key_.find(key); old != by_key_.end()) Drop(old->second);
  bytes_ += entry.bytes();
  entries_.push_front(std::move(entry));
  by_key_.emplace(key, entries_.begin());
  while (bytes_ > capacity_) Drop(std::prev(entries_.end()));
}

void ResultCache::Drop(Entries::iterator entry) {
  bytes_ -= entry->bytes();
  by_key_.erase(entry->key);
  entries_.erase(entry);
}

size_t ResultCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

size_t ResultCache::entries() const {
  const std::lock_guard lock(mutex_);
  return entries_.size();
}

std::unique_ptr<Answer> AnswerOf(std::shared_ptr<const CachedResult> result) {
  return std::make_unique<CachedAnswer>(std::move(result));
}

/// Hands on the rows, and a copy of them to the recording.
class Recording::Stream final : public engine::ResultStream {
 public:
  Stream(Recording& recording, std::unique_ptr<engine::ResultStream> inner)
      : recording_(recording), inner_(std::move(inner)) {}

  const std::vector<plan::Column>& columns() const override { return inner_->columns(); }
  double progress() const override { return inner_->progress(); }
  Result<std::optional<engine::Chunk>> Next() override {
    Result<std::optional<engine::Chunk>> chunk = inner_->Next();
    if (!chunk) {
      recording_.broken_ = true;
    } else if (*chunk) {
      recording_.Take(**chunk);
    } else {
      recording_.open_ = false;
    }
    return chunk;
  }

 private:
  Recording& recording_;
  std::unique_ptr<engine::ResultStream> inner_;
};

void Recording::Watch(ResultTable& table) {
  if (std::exchange(open_, true)) broken_ = true;
  if (broken_) return;
  FixedTable kept;
  kept.name = table.name;
  kept.visualization = table.visualization;
  kept.columns = table.rows->columns();
  for (const plan::Column& column : kept.columns) {
    kept.cells.emplace_back(column.type);
    result_.bytes += sizeof(runtime::ColumnBuilder) + 2 * column.name.size();
  }
  result_.bytes += kEntryBytes;
  result_.tables.push_back(std::move(kept));
  table.rows = std::make_unique<Stream>(*this, std::move(table.rows));
}

void Recording::Take(const engine::Chunk& chunk) {
  if (broken_) return;
  FixedTable& table = result_.tables.back();
  size_t held = 0;
  for (size_t i = 0; i < table.cells.size(); ++i) {
    const size_t before = table.cells[i].bytes();
    for (size_t row = 0; row < chunk.rows; ++row) AppendCell(table.cells[i], chunk.columns[i], row);
    held += table.cells[i].bytes() - before;
  }
  result_.bytes += held;
  if (result_.bytes <= cache_.most_bytes()) return;
  broken_ = true;
  result_.tables.clear();
}

void Recording::Finish() {
  if (broken_ || open_) return;
  broken_ = true;  // it is kept once
  cache_.Put(key_, std::make_shared<const CachedResult>(std::move(result_)));
}

}  // namespace harrier::query
