#include "app/served_workspaces.h"

#include <algorithm>

#include "api/arm/reconcile.h"

namespace harrier::app {
namespace {

/// The immutable id of the rule that takes rows for a workspace other than the first.
std::string DefaultRuleId(const WorkspaceEntry& entry) {
  if (entry.is_first) return std::string(hunting::kDefaultRuleId);
  std::string id = "dcr-" + entry.id;
  std::erase(id, '-');
  return id.insert(3, 1, '-');
}

}  // namespace

/// A workspace, with all that is its own.
struct ServedWorkspaces::One {
  WorkspaceEntry entry;
  engine::Storage* storage = nullptr;
  std::unique_ptr<query::Service> service;
  api::RunningQueries running;
  std::unique_ptr<HuntingServices> hunting;
  api::arm::Workspace arm;
  api::Endpoints endpoints;
};

ServedWorkspaces::ServedWorkspaces(DataDirectory& directory, Metadata& metadata, const Config& config,
                                   Log& log,
                                   std::function<Result<std::string>(const access::Caller&)> upload_token)
    : directory_(directory),
      metadata_(metadata),
      config_(config),
      log_(log),
      upload_token_(std::move(upload_token)),
      arm_workspaces_(std::make_shared<const std::vector<api::arm::Workspace>>()) {
  JournalServices::Places places;
  places.storage_of = [this](std::string_view workspace) -> engine::Storage* {
    const OnePtr one = FindOne(workspace);
    return one == nullptr ? nullptr : one->storage;
  };
  places.provider_of = [this](std::string_view workspace) -> std::string {
    const OnePtr one = FindOne(workspace);
    return one == nullptr ? "" : one->arm.resource_id() + "/providers/Microsoft.SecurityInsights";
  };
  journal_ = std::make_unique<JournalServices>(directory, metadata, log, places);
  arm_.store = metadata.store.get();
  arm_.clock = &directory.clock;
  arm_.log = &log;
  arm_.tenant = metadata.tenant.id;
  arm_.workspaces = [this] {
    const std::shared_lock lock(reading_);
    return arm_workspaces_;
  };
  arm_.make_workspace = [this](const store::Actor& actor, const api::arm::NewWorkspace& wanted) {
    return Make(actor, wanted);
  };
  arm_.workspace_key = [&metadata](const api::arm::Workspace& workspace) {
    return metadata.directory->WorkspaceKey(workspace.id);
  };
  arm_.remove_workspace = [this](const store::Actor& actor, const api::arm::Workspace& workspace) {
    return Remove(actor, workspace);
  };
}

ServedWorkspaces::~ServedWorkspaces() {
  // What writes into the journal's logs ends before them, and they before the workspaces whose logs they are.
  for (const auto* const ones : {&all_, &removed_}) {
    for (const OnePtr& one : *ones) one->hunting.reset();
  }
  journal_.reset();
}

Status ServedWorkspaces::Open() {
  TRY(const auto entries, ReadWorkspaces(metadata_, config_));
  std::vector<OnePtr> all;
  for (const WorkspaceEntry& entry : entries) {
    TRY(OnePtr one, OpenOne(entry));
    all.push_back(std::move(one));
  }
  Publish(all);
  journal_->Start();
  for (const OnePtr& one : all) one->hunting->Start();
  return Ok();
}

Result<ServedWorkspaces::OnePtr> ServedWorkspaces::OpenOne(const WorkspaceEntry& entry) {
  auto one = std::make_shared<One>();
  one->entry = entry;
  engine::duckdb::Database& database = *directory_.database;
  if (entry.is_first) {
    one->storage = &database.storage();
  } else {
    TRY(one->storage, database.StorageOf(entry.id));
  }
  one->service = directory_.MakeService(entry.id, *one->storage,
                                        [this](std::string_view name) { return FindForQuery(name); });
  one->hunting = std::make_unique<HuntingServices>(
      HuntingServices::Place{entry.id, one->storage, one->service.get(), &journal_->query_log()}, directory_,
      metadata_, log_);
  one->arm = {.id = entry.id,
              .subscription = metadata_.tenant.subscription,
              .resource_group = entry.resource_group,
              .name = entry.name,
              .location = entry.location,
              .service = one->service.get(),
              .storage = one->storage};
  TRY_OK(api::arm::Reconcile(arm_, one->arm));
  TRY_OK(hunting::EnsureDefaultRule(*metadata_.store, entry.id, DefaultRuleId(entry)));

  api::Endpoints& endpoints = one->endpoints;
  api::kusto::Endpoint& kusto = endpoints.kusto;
  kusto.service = one->service.get();
  kusto.storage = one->storage;
  kusto.running = &one->running;
  kusto.clock = &directory_.clock;
  kusto.log = &log_;
  kusto.query_log = &journal_->query_log();
  kusto.workspace = entry.id;
  kusto.workspaces = this;
  kusto.database = entry.name;
  kusto.aliases = entry.aliases;
  kusto.store = metadata_.store.get();
  kusto.spool_directory = directory_.spool;
  kusto.upload_token = upload_token_;
  api::log_analytics::Endpoint& log_analytics = endpoints.log_analytics;
  log_analytics.service = kusto.service;
  log_analytics.running = kusto.running;
  log_analytics.clock = kusto.clock;
  log_analytics.log = kusto.log;
  log_analytics.query_log = kusto.query_log;
  log_analytics.workspace_id = entry.id;
  log_analytics.workspace_name = entry.name;
  log_analytics.aliases = entry.aliases;
  log_analytics.workspaces = this;
  endpoints.ingest = {kusto.storage, kusto.clock, kusto.log, kusto.spool_directory};
  HuntingServices& hunting = *one->hunting;
  endpoints.hunting = {
      kusto.service,      kusto.query_log, kusto.storage,          kusto.store,       kusto.clock,
      &hunting.checks(),  &hunting.runs(), &hunting.results(),     entry.id,          &journal_->journal(),
      &hunting.sweeper(), &metadata_.ids,  one->arm.resource_id(), &hunting.threats()};
  api::logs_ingestion::Endpoint& logs_ingestion = endpoints.logs_ingestion;
  logs_ingestion.storage = kusto.storage;
  logs_ingestion.service = kusto.service;
  logs_ingestion.clock = kusto.clock;
  logs_ingestion.log = kusto.log;
  logs_ingestion.find_rule = [this](std::string_view id) { return FindRule(id, nullptr); };
  logs_ingestion.workspace_of = [this](std::string_view id) -> std::optional<std::string> {
    std::string owner;
    const auto rule = FindRule(id, &owner);
    if (!rule || !*rule) return std::nullopt;
    const std::string destination = Find(hunting::DestinationOf(**rule));
    return destination.empty() ? owner : destination;
  };
  endpoints.data_collector = {kusto.storage, kusto.clock, kusto.log};
  return one;
}

void ServedWorkspaces::Publish(std::vector<OnePtr> all) {
  auto workspaces = std::make_shared<std::vector<api::arm::Workspace>>();
  for (const OnePtr& one : all) workspaces->push_back(one->arm);
  const std::unique_lock lock(reading_);
  all_ = std::move(all);
  arm_workspaces_ = std::move(workspaces);
}

std::vector<api::WorkspaceNames> ServedWorkspaces::All() const {
  const std::shared_lock lock(reading_);
  std::vector<api::WorkspaceNames> names;
  for (const OnePtr& one : all_) names.push_back({one->entry.id, one->entry.name, one->entry.aliases});
  return names;
}

std::vector<WorkspaceEntry> ServedWorkspaces::Entries() const {
  const std::shared_lock lock(reading_);
  std::vector<WorkspaceEntry> entries;
  for (const OnePtr& one : all_) entries.push_back(one->entry);
  return entries;
}

std::string ServedWorkspaces::Find(std::string_view name) const {
  const auto entries = Entries();
  const WorkspaceEntry* const entry = FindWorkspace(entries, name);
  return entry == nullptr ? std::string() : entry->id;
}

ServedWorkspaces::OnePtr ServedWorkspaces::FindOne(std::string_view id) const {
  const std::shared_lock lock(reading_);
  if (id.empty()) return all_.empty() ? nullptr : all_.front();
  const auto found =
      std::find_if(all_.begin(), all_.end(), [&](const OnePtr& one) { return one->entry.id == id; });
  return found == all_.end() ? nullptr : *found;
}

std::shared_ptr<const api::Endpoints> ServedWorkspaces::Of(std::string_view id) const {
  if (id.empty()) return nullptr;
  OnePtr one = FindOne(id);
  if (one == nullptr) return nullptr;
  const api::Endpoints* const endpoints = &one->endpoints;
  return {std::move(one), endpoints};
}

Result<query::OtherWorkspace> ServedWorkspaces::FindForQuery(std::string_view name) const {
  const auto entries = Entries();
  const WorkspaceEntry* const entry = FindWorkspace(entries, name);
  const OnePtr one = entry == nullptr ? nullptr : FindOne(entry->id);
  // Names that are not the asker's business are not told.
  if (one == nullptr) return Fail(ErrorCode::kNotFound, "there is no workspace '{}'", name);
  return query::OtherWorkspace{one->entry.id, one->storage};
}

Result<std::optional<hunting::CollectionRule>> ServedWorkspaces::FindRule(std::string_view id,
                                                                          std::string* owner) const {
  for (const WorkspaceEntry& entry : Entries()) {
    TRY(auto rule, hunting::FindCollectionRule(*metadata_.store, entry.id, id));
    if (!rule) continue;
    if (owner != nullptr) *owner = entry.id;
    return rule;
  }
  return std::nullopt;
}

Result<bool> ServedWorkspaces::Make(const store::Actor& actor, const api::arm::NewWorkspace& wanted) {
  const std::lock_guard lock(changing_);
  const auto entries = Entries();
  if (const WorkspaceEntry* const known = FindWorkspace(entries, wanted.name)) {
    if (api::SameText(known->name, wanted.name) &&
        api::SameText(known->resource_group, wanted.resource_group))
      return false;
    return Fail(ErrorCode::kConflict, "the name '{}' belongs to a workspace of the resource group '{}'",
                wanted.name, known->resource_group);
  }
  WorkspaceEntry entry;
  entry.name = wanted.name;
  entry.resource_group = wanted.resource_group;
  entry.location = wanted.location;
  TRY(entry, AddWorkspace(metadata_, config_, actor, std::move(entry)));
  Result<OnePtr> opened = OpenOne(entry);
  if (!opened) {
    TRY_OK(RemoveWorkspace(metadata_, actor, entry));
    return tl::unexpected(std::move(opened).error());
  }
  const OnePtr one = *std::move(opened);
  std::vector<OnePtr> all;
  {
    const std::shared_lock reading(reading_);
    all = all_;
  }
  all.push_back(one);
  Publish(std::move(all));
  one->hunting->Start();
  log_.Info("a workspace was made", {{"name", entry.name}, {"id", entry.id}});
  return true;
}

Status ServedWorkspaces::Remove(const store::Actor& actor, const api::arm::Workspace& workspace) {
  const std::lock_guard lock(changing_);
  const OnePtr one = FindOne(workspace.id);
  if (one == nullptr) return Fail(ErrorCode::kNotFound, "there is no workspace '{}'", workspace.name);
  TRY_OK(RemoveWorkspace(metadata_, actor, one->entry));
  std::vector<OnePtr> all;
  {
    const std::shared_lock reading(reading_);
    all = all_;
  }
  std::erase(all, one);
  Publish(std::move(all));
  removed_.push_back(one);
  one->hunting->Stop();
  log_.Info("a workspace was removed; its rows stay on the disk",
            {{"name", one->entry.name}, {"id", one->entry.id}});
  return Ok();
}

}  // namespace harrier::app
