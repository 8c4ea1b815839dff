#include "engine/duckdb/database.h"

#include "engine/duckdb/connection.h"
#include "engine/duckdb/duckdb_engine.h"
#include "engine/duckdb/log_spaces.h"

namespace harrier::engine::duckdb {
namespace {

/// Members are destroyed last to first: the engine before the tables that it reads, both before the instance
/// and the directory.
class LogDatabase final : public Database {
 public:
  LogDatabase(std::unique_ptr<StorageDirectory> directory, std::unique_ptr<Instance> instance,
              std::unique_ptr<LogSpaces> spaces)
      : directory_(std::move(directory)),
        instance_(std::move(instance)),
        spaces_(std::move(spaces)),
        engine_(*instance_, *spaces_) {}
  Engine& engine() override { return engine_; }
  Storage& storage() override { return spaces_->first(); }
  Result<Storage*> StorageOf(std::string_view workspace) override { return spaces_->Of(workspace); }
  StoredTables& tables() override { return *spaces_; }

 private:
  std::unique_ptr<StorageDirectory> directory_;
  std::unique_ptr<Instance> instance_;
  std::unique_ptr<LogSpaces> spaces_;
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
  TRY(auto spaces, LogSpaces::Open(*instance, directory.get(), options.clock));
  return std::make_unique<LogDatabase>(std::move(directory), std::move(instance), std::move(spaces));
}

}  // namespace harrier::engine::duckdb
