#include "engine/duckdb/log_spaces.h"

#include <mutex>

#include "runtime/value_text.h"

namespace harrier::engine::duckdb {

Result<std::unique_ptr<LogSpaces>> LogSpaces::Open(Instance& instance, const StorageDirectory* directory,
                                                   const Clock* clock) {
  StoragePlace place{directory, directory == nullptr ? "" : directory->logs(), "", clock};
  TRY(auto first, LogStorage::Open(instance, std::move(place)));
  return std::unique_ptr<LogSpaces>(new LogSpaces(instance, directory, clock, std::move(first)));
}

Result<LogStorage*> LogSpaces::Of(std::string_view workspace) {
  if (!runtime::ParseGuid(workspace))
    return Fail(ErrorCode::kInvalid, "'{}' is no workspace's id", workspace);
  const std::unique_lock lock(mutex_);
  if (const auto found = further_.find(workspace); found != further_.end()) return found->second.get();
  StoragePlace place{directory_, "", std::string(workspace), clock_};
  if (directory_ != nullptr) {
    TRY(place.logs, directory_->MakeLogs(workspace));
  }
  TRY(auto storage, LogStorage::Open(instance_, std::move(place)));
  return further_.emplace(workspace, std::move(storage)).first->second.get();
}

LogSpaces::Place LogSpaces::Find(std::string_view stored) const {
  const size_t slash = stored.find('/');
  if (slash == std::string_view::npos) return {first_.get(), stored};
  const std::shared_lock lock(mutex_);
  const auto found = further_.find(stored.substr(0, slash));
  if (found == further_.end()) return {first_.get(), stored};
  return {found->second.get(), stored.substr(slash + 1)};
}

Result<TableStats> LogSpaces::Stats(std::string_view stored) {
  const Place place = Find(stored);
  return place.storage->Stats(place.table);
}

uint64_t LogSpaces::Version(std::string_view stored) const {
  const Place place = Find(stored);
  return place.storage->Version(place.table);
}

Result<Relation> LogSpaces::Read(const plan::Scan& scan, const std::vector<plan::Column>& columns) {
  const Place place = Find(scan.table);
  return place.storage->Read(place.table, scan, columns);
}

}  // namespace harrier::engine::duckdb
