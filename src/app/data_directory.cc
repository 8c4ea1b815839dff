#include "app/data_directory.h"

#include <filesystem>

#include <unistd.h>

#include "api/kusto/command_service.h"
#include "api/kusto/remote_service.h"
#include "app/client_file.h"
#include "app/workspace_list.h"
#include "ingest/external_data.h"
#include "ingest/external_schema.h"

namespace harrier::app {
namespace {

/// Kernels and clients' answers take memory beside the engine's own.
uint64_t ProcessLimit(const Config& config) {
  if (config.process_bytes != 0) return config.process_bytes;
  const uint64_t machine =
      static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  const uint64_t engine = config.memory_bytes != 0 ? config.memory_bytes : machine / 2;
  return std::min(engine + engine / 4 + (uint64_t{512} << 20), machine / 10 * 9);
}

/// What an earlier run that was killed left behind goes.
Result<std::string> CleanSpool(const std::string& data) {
  std::string spool = data + "/spool";
  std::error_code failure;
  std::filesystem::remove_all(spool, failure);
  std::filesystem::create_directory(spool, failure);
  if (failure) return Fail(ErrorCode::kIo, "cannot write in '{}': {}", data, failure.message());
  return spool;
}

}  // namespace

Result<std::unique_ptr<DataDirectory>> DataDirectory::Open(const std::string& path, const Config& config) {
  auto directory = std::make_unique<DataDirectory>();
  TRY(directory->database, engine::duckdb::Database::Open({.directory = path,
                                                           .threads = config.threads,
                                                           .memory_bytes = config.memory_bytes,
                                                           .clock = &directory->clock}));
  TRY(directory->spool, CleanSpool(path));
  query::ServiceOptions& options = directory->query_options;
  options.engine = &directory->database->engine();
  options.tables = &directory->database->tables();
  options.clock = &directory->clock;
  options.slots = config.slots;
  options.max_rows = config.max_rows;
  options.max_bytes = config.max_bytes;
  options.memory_limit = ProcessLimit(config);
  options.cache_bytes = config.cache_bytes;
  directory->outbound =
      std::make_unique<Outbound>(OutboundOptions{config.outbound_hosts, config.outbound_ca});
  const ingest::ExternalPlaces outside{config.external_folder, directory->outbound.get(), directory->spool};
  options.external = ingest::MakeExternalReader(outside);
  options.geo_databases = config.geo_databases;
  options.external_schema = ingest::MakeExternalSchemaReader(outside);
  if (config.timeout_ticks > 0) options.default_timeout_ns = config.timeout_ticks * 100;
  options.resources = query::MakeResources(options);
  return directory;
}

std::unique_ptr<query::Service> DataDirectory::MakeService(std::string workspace, engine::Storage& storage,
                                                           query::WorkspaceFinder find) const {
  query::ServiceOptions options = query_options;
  options.workspace = std::move(workspace);
  options.storage = &storage;
  options.find_workspace = std::move(find);
  return query::MakeService(options);
}

namespace {

Result<engine::Storage*> StorageOf(engine::duckdb::Database& database, const WorkspaceEntry& entry) {
  if (entry.is_first) return &database.storage();
  return database.StorageOf(entry.id);
}

/// Opens a directory that no server has.
Status OpenHere(const std::string& data, const std::string& name, Target& target) {
  TRY(target.directory, DataDirectory::Open(data, Config{}));
  TRY(target.storage, StorageOf(*target.directory, data, name));
  query::WorkspaceFinder find;
  std::string id;
  // A directory without objects has one workspace, and gets none by being asked.
  if (std::filesystem::exists(data + "/metadata.db")) {
    TRY(const auto metadata, Metadata::Open(data, Config{}, false));
    TRY(auto all, ReadWorkspaces(*metadata, Config{}));
    const WorkspaceEntry* const own = name.empty() ? &all.front() : FindWorkspace(all, name);
    if (own != nullptr) id = own->id;
    find = [all, &database =
                     *target.directory->database](std::string_view wanted) -> Result<query::OtherWorkspace> {
      const WorkspaceEntry* const entry = FindWorkspace(all, wanted);
      if (entry == nullptr) return NoSuchWorkspace(all, wanted);
      TRY(const engine::Storage* const storage, StorageOf(database, *entry));
      return query::OtherWorkspace{entry->id, storage};
    };
  }
  target.queries = target.directory->MakeService(id, *target.storage, std::move(find));
  target.commands = api::kusto::MakeCommandService(target.queries.get(), target.storage, &target.running,
                                                   &target.directory->clock);
  return Ok();
}

}  // namespace

Result<engine::Storage*> StorageOf(DataDirectory& directory, const std::string& path,
                                   const std::string& workspace) {
  if (workspace.empty()) return &directory.database->storage();
  TRY(const auto metadata, Metadata::Open(path, Config{}, false));
  TRY(const auto all, ReadWorkspaces(*metadata, Config{}));
  const WorkspaceEntry* const entry = FindWorkspace(all, workspace);
  if (entry == nullptr) return NoSuchWorkspace(all, workspace);
  return StorageOf(*directory.database, *entry);
}

Result<std::unique_ptr<Target>> Target::Open(const std::string& data, const std::string& url,
                                             const std::string& workspace) {
  if (data.empty() == url.empty()) {
    return Fail(ErrorCode::kInvalid, "say where the logs are: --data DIR, or --url http://127.0.0.1:8080");
  }
  auto target = std::make_unique<Target>();
  if (data.empty()) {
    TRY(target->client, Connect(url));
  } else {
    if (!std::filesystem::is_directory(data)) {
      return Fail(ErrorCode::kNotFound, "there is no data directory '{}'", data);
    }
    TRY(target->client, ConnectTo(data));
  }
  if (target->client) {
    target->commands = api::kusto::MakeRemoteService(*target->client, workspace);
  } else {
    TRY_OK(OpenHere(data, workspace, *target));
  }
  return target;
}

}  // namespace harrier::app
