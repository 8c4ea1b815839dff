#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ingest/demo/logs.h"
#include "ingest/demo/world.h"

namespace harrier::ingest::demo {

/// One change in the directory (table AuditLogs).
struct DirectoryChange {
  std::string_view operation;  // "Consent to application"
  std::string_view category = "UserManagement";
  std::string_view service = "Core Directory";
  std::string_view type = "Update";
  std::string_view result = "success";
  const Account* by = nullptr;  // a user; null: `by_app`
  std::string_view by_app;
  std::string_view ip;
  std::string_view user_agent;
  struct Target {
    std::string id, display, upn, kind = "User";
    std::vector<std::pair<std::string, std::string>> changed;  // property, new value
  };
  std::vector<Target> targets;
};

void WriteAudit(Logs& logs, Random& random, const World& world, int64_t time, const DirectoryChange& change);
DirectoryChange::Target TargetOf(const Account& account);

}  // namespace harrier::ingest::demo
