#include "engine/duckdb/database.h"

#include "engine/duckdb/connection.h"
#include "engine/duckdb/duckdb_engine.h"
#include "engine/duckdb/memory_storage.h"

namespace harrier::engine::duckdb {
namespace {

/// Members are destroyed last to first: the engine before the tables that it reads, both before the instance.
class MemoryDatabase final : public Database {
 public:
  MemoryDatabase(std::unique_ptr<Instance> instance, std::unique_ptr<MemoryStorage> storage)
      : instance_(std::move(instance)), storage_(std::move(storage)), engine_(*instance_, *storage_) {}
  Engine& engine() override { return engine_; }
  Storage& storage() override { return *storage_; }

 private:
  std::unique_ptr<Instance> instance_;
  std::unique_ptr<MemoryStorage> storage_;
  DuckDbEngine engine_;
};

}  // namespace

Result<std::unique_ptr<Database>> Database::Open(const DatabaseOptions& options) {
  InstanceOptions settings;
  settings.threads = options.threads;
  settings.memory_bytes = options.memory_bytes;
  TRY(auto instance, Instance::Open(settings));
  TRY(auto storage, MemoryStorage::Open(*instance, catalog::Catalog()));
  return std::make_unique<MemoryDatabase>(std::move(instance), std::move(storage));
}

}  // namespace harrier::engine::duckdb
