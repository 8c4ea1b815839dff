#include "engine/duckdb/database.h"

#include "engine/duckdb/connection.h"
#include "engine/duckdb/duckdb_engine.h"
#include "engine/duckdb/storage.h"

namespace harrier::engine::duckdb {
namespace {

/// Members are destroyed last to first: the engine before the tables that it reads, both before the instance.
class LogDatabase final : public Database {
 public:
  LogDatabase(std::unique_ptr<Instance> instance, std::unique_ptr<LogStorage> storage)
      : instance_(std::move(instance)), storage_(std::move(storage)), engine_(*instance_, *storage_) {}
  Engine& engine() override { return engine_; }
  Storage& storage() override { return *storage_; }

 private:
  std::unique_ptr<Instance> instance_;
  std::unique_ptr<LogStorage> storage_;
  DuckDbEngine engine_;
};

}  // namespace

Result<std::unique_ptr<Database>> Database::Open(const DatabaseOptions& options) {
  InstanceOptions settings;
  settings.threads = options.threads;
  settings.memory_bytes = options.memory_bytes;
  std::unique_ptr<StorageDirectory> directory;
  if (!options.directory.empty()) {
    TRY(directory, StorageDirectory::Open(options.directory));
    settings.allowed_directory = directory->path();
    settings.temp_directory = directory->tmp();
  }
  TRY(auto instance, Instance::Open(settings));
  TRY(auto storage, LogStorage::Open(*instance, std::move(directory)));
  return std::make_unique<LogDatabase>(std::move(instance), std::move(storage));
}

}  // namespace harrier::engine::duckdb
