#pragma once

#include <string>
#include <string_view>

#include "ingest/demo/logs.h"
#include "ingest/demo/world.h"

namespace harrier::ingest::demo {

/// Who does something in Office 365, and from where.
struct OfficeActor {
  const Person* person = nullptr;
  std::string_view ip;
  std::string_view user_agent;
  std::string_view app_id;  // of the client
  std::string_view session_id;
};

/// Mailbox records (table OfficeActivity, workload Exchange): MailItemsAccessed, Send, MoveToDeletedItems…
void WriteMailbox(Logs& logs, Random& random, const World& world, int64_t time, const OfficeActor& actor,
                  std::string_view operation, std::string_view subject, std::string_view client_info);
/// An Exchange cmdlet (New-InboxRule, Set-Mailbox…); `parameters` is a JSON array of Name and Value.
void WriteExchangeAdmin(Logs& logs, Random& random, const World& world, int64_t time,
                        const OfficeActor& actor, std::string_view operation, std::string_view object,
                        std::string_view parameters);
/// Documents (workloads SharePoint and OneDrive): FileAccessed, FileDownloaded…; `site` is "finance" or ""
/// for OneDrive.
void WriteDocument(Logs& logs, Random& random, const World& world, int64_t time, const OfficeActor& actor,
                   std::string_view operation, std::string_view site, std::string_view folder,
                   std::string_view file);
/// Teams: MessageSent, TeamsSessionStarted, MemberAdded…
void WriteTeams(Logs& logs, Random& random, const World& world, int64_t time, const OfficeActor& actor,
                std::string_view operation, std::string_view team);

}  // namespace harrier::ingest::demo
