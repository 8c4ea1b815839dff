#include "ingest/demo/office.h"

#include <fmt/format.h>

#include "ingest/demo/text.h"

namespace harrier::ingest::demo {
namespace {

LogRows& Row(Logs& logs, Random& random, const World& world, int64_t time, const OfficeActor& actor,
             std::string_view workload, std::string_view record_type, std::string_view operation) {
  return logs.Begin(LogTable::kOfficeActivity, time)
      .Text("OfficeWorkload", workload)
      .Text("RecordType", record_type)
      .Text("Operation", operation)
      .Text("UserId", actor.person->account.upn)
      .Text("UserKey", actor.person->user_key)
      .Text("UserType", "Regular")
      .Text("ClientIP", actor.ip)
      .Text("UserAgent", actor.user_agent)
      .Text("OrganizationId", world.tenant_id)
      .Text("OfficeTenantId", world.tenant_id)
      .Text("OfficeId", GuidText(random))
      .Text("ResultStatus", "Succeeded")
      .Text("AppId", actor.app_id)
      .Json("AppAccessContext",
            fmt::format(R"({{"AADSessionId":"{}","ClientAppId":"{}","CorrelationId":"{}"}})",
                        actor.session_id, actor.app_id, GuidText(random)));
}

}  // namespace

void WriteMailbox(Logs& logs, Random& random, const World& world, int64_t time, const OfficeActor& actor,
                  std::string_view operation, std::string_view subject, std::string_view client_info) {
  const Person& p = *actor.person;
  LogRows& row = Row(logs, random, world, time, actor, "Exchange",
                     operation == "MailItemsAccessed" ? "ExchangeItemAggregated" : "ExchangeItem", operation);
  row.Text("MailboxGuid", p.mailbox_guid)
      .Text("MailboxOwnerUPN", p.account.upn)
      .Text("MailboxOwnerSid", p.account.sid)
      .Text("LogonUserSid", p.account.sid)
      .Text("Logon_Type", "Owner")
      .Int("InternalLogonType", 0)
      .Text("Client_IPAddress", actor.ip)
      .Text("ClientInfoString", client_info)
      .Text("OrganizationName", world.organization)
      .Text("OriginatingServer", fmt::format("AM0PR0{}MB{}", random.Below(9), random.Between(1000, 9999)));
  if (operation == "MailItemsAccessed") {
    row.Text(
           "Folders",
           fmt::format(
               R"([{{"Path":"\\Inbox","FolderItems":[{{"InternetMessageId":"<{}@{}>","SizeInBytes":{}}}]}}])",
               HexText(random, 24), world.organization, random.Between(9000, 400'000)))
        .Json("OperationProperties",
              R"([{"Name":"MailAccessType","Value":"Bind"},{"Name":"IsThrottled","Value":"False"}])");
  } else {
    row.Text(
        "Item",
        fmt::format(R"({{"Subject":"{}","InternetMessageId":"<{}@{}>","ParentFolder":{{"Path":"\\{}"}}}})",
                    JsonEscape(subject), HexText(random, 24), world.organization,
                    operation == "Send" ? "Sent Items" : "Inbox"));
  }
}

void WriteExchangeAdmin(Logs& logs, Random& random, const World& world, int64_t time,
                        const OfficeActor& actor, std::string_view operation, std::string_view object,
                        std::string_view parameters) {
  Row(logs, random, world, time, actor, "Exchange", "ExchangeAdmin", operation)
      .Text("OfficeObjectId", object)
      .Text("Parameters", parameters)
      .Text("ExternalAccess", "False")
      .Text("OrganizationName", world.organization)
      .Text("OriginatingServer", fmt::format("AM0PR0{}MB{}", random.Below(9), random.Between(1000, 9999)));
}

void WriteDocument(Logs& logs, Random& random, const World& world, int64_t time, const OfficeActor& actor,
                   std::string_view operation, std::string_view site, std::string_view folder,
                   std::string_view file) {
  const bool personal = site.empty();
  std::string owner = actor.person->account.upn;
  for (char& c : owner) {
    if (c == '@' || c == '.') c = '_';
  }
  const std::string url = personal
                              ? fmt::format("https://kestrelworks-my.sharepoint.example/personal/{}/", owner)
                              : fmt::format("https://kestrelworks.sharepoint.example/sites/{}/", site);
  const std::string relative = fmt::format("Documents/{}", folder);
  const size_t dot = file.rfind('.');
  Row(logs, random, world, time, actor, personal ? "OneDrive" : "SharePoint", "SharePointFileOperation",
      operation)
      .Text("OfficeObjectId", fmt::format("{}{}/{}", url, relative, file))
      .Text("Site_Url", url)
      .Text("SourceRelativeUrl", relative)
      .Text("SourceFileName", file)
      .Text("SourceFileExtension", dot == file.npos ? std::string_view() : file.substr(dot + 1))
      .Text("ItemType", "File")
      .Text("EventSource", "SharePoint")
      .Bool("IsManagedDevice", actor.app_id.empty());
}

void WriteTeams(Logs& logs, Random& random, const World& world, int64_t time, const OfficeActor& actor,
                std::string_view operation, std::string_view team) {
  Row(logs, random, world, time, actor, "MicrosoftTeams", "MicrosoftTeams", operation)
      .Text("TeamName", team)
      .Text("ChannelName", team.empty() ? "" : "General")
      .Text("ChatThreadId", fmt::format("19:{}@thread.v2", HexText(random, 32)))
      .Text("CommunicationType", team.empty() ? "OneOnOne" : "Team");
}

}  // namespace harrier::ingest::demo
