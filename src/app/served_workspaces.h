#pragma once

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

#include "api/endpoints.h"
#include "app/data_directory.h"
#include "app/hunting_services.h"
#include "app/journal_services.h"
#include "app/metadata.h"
#include "app/workspace_list.h"

namespace harrier::app {

/// The workspaces of a running server: each with its storage, its queries and what works on its objects. They
/// can be made and removed meanwhile. Safe for use by several threads at once.
class ServedWorkspaces final : public api::Workspaces {
 public:
  /// All must outlive it. `upload_token`: kusto::Endpoint::upload_token.
  ServedWorkspaces(DataDirectory& directory, Metadata& metadata, const Config& config, Log& log,
                   std::function<Result<std::string>(const access::Caller&)> upload_token);
  ~ServedWorkspaces() override;

  /// Opens all that there are, brings what lies beside the store in line with it, and begins to follow the
  /// journal.
  Status Open();

  std::vector<api::WorkspaceNames> All() const override;
  std::string Find(std::string_view name) const override;
  std::shared_ptr<const api::Endpoints> Of(std::string_view id) const override;

  /// What the resource manager serves.
  const api::arm::Endpoint& arm() const { return arm_; }

 private:
  struct One;
  using OnePtr = std::shared_ptr<One>;

  Result<OnePtr> OpenOne(const WorkspaceEntry& entry);
  Result<bool> Make(const store::Actor& actor, const api::arm::NewWorkspace& wanted);
  Status Remove(const store::Actor& actor, const api::arm::Workspace& workspace);
  OnePtr FindOne(std::string_view id) const;
  Result<query::OtherWorkspace> FindForQuery(std::string_view name) const;
  std::vector<WorkspaceEntry> Entries() const;
  void Publish(std::vector<OnePtr> all);
  /// What is done with the rows of a data collection rule.
  Result<std::optional<hunting::CollectionRule>> FindRule(std::string_view id, std::string* owner) const;

  DataDirectory& directory_;
  Metadata& metadata_;
  const Config& config_;
  Log& log_;
  const std::function<Result<std::string>(const access::Caller&)> upload_token_;
  api::arm::Endpoint arm_;
  std::mutex changing_;  // held by whoever makes or removes one
  mutable std::shared_mutex reading_;
  std::vector<OnePtr> all_;  // the first one first
  std::shared_ptr<const std::vector<api::arm::Workspace>> arm_workspaces_;
  std::vector<OnePtr> removed_;  // what still may be at work in them
  std::unique_ptr<JournalServices> journal_;
};

}  // namespace harrier::app
