#include "app/workspace.h"

#include <filesystem>

#include <unistd.h>

#include "api/kusto/command_service.h"
#include "api/kusto/remote_service.h"
#include "app/client_file.h"
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

Result<std::unique_ptr<Workspace>> Workspace::Open(const std::string& directory, const Config& config) {
  auto workspace = std::make_unique<Workspace>();
  TRY(workspace->database, engine::duckdb::Database::Open({.directory = directory,
                                                           .threads = config.threads,
                                                           .memory_bytes = config.memory_bytes,
                                                           .clock = &workspace->clock}));
  TRY(workspace->spool, CleanSpool(directory));
  query::ServiceOptions options;
  options.engine = &workspace->database->engine();
  options.storage = &workspace->database->storage();
  options.clock = &workspace->clock;
  options.slots = config.slots;
  options.max_rows = config.max_rows;
  options.max_bytes = config.max_bytes;
  options.memory_limit = ProcessLimit(config);
  options.cache_bytes = config.cache_bytes;
  workspace->outbound =
      std::make_unique<Outbound>(OutboundOptions{config.outbound_hosts, config.outbound_ca});
  const ingest::ExternalPlaces outside{config.external_folder, workspace->outbound.get(), workspace->spool};
  options.external = ingest::MakeExternalReader(outside);
  options.geo_databases = config.geo_databases;
  options.external_schema = ingest::MakeExternalSchemaReader(outside);
  if (config.timeout_ticks > 0) options.default_timeout_ns = config.timeout_ticks * 100;
  workspace->service = query::MakeService(options);
  workspace->commands = api::kusto::MakeCommandService(workspace->service.get(), options.storage,
                                                       &workspace->running, &workspace->clock);
  return workspace;
}

Result<Target> Target::Open(const std::string& data, const std::string& url) {
  if (data.empty() == url.empty()) {
    return Fail(ErrorCode::kInvalid, "say where the logs are: --data DIR, or --url http://127.0.0.1:8080");
  }
  Target target;
  if (data.empty()) {
    TRY(target.client, Connect(url));
  } else {
    if (!std::filesystem::is_directory(data)) {
      return Fail(ErrorCode::kNotFound, "there is no data directory '{}'", data);
    }
    TRY(target.client, ConnectTo(data));
  }
  if (!target.client) {
    TRY(target.workspace, Workspace::Open(data, Config{}));
    return target;
  }
  target.remote = api::kusto::MakeRemoteService(*target.client);
  return target;
}

}  // namespace harrier::app
