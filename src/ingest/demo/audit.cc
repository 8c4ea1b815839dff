#include "ingest/demo/audit.h"

#include <fmt/format.h>

#include "ingest/demo/text.h"

namespace harrier::ingest::demo {

DirectoryChange::Target TargetOf(const Account& account) {
  return {account.object_id, account.display, account.upn, "User", {}};
}

void WriteAudit(Logs& logs, Random& random, const World& world, int64_t time, const DirectoryChange& change) {
  std::string initiated;
  if (change.by != nullptr) {
    initiated = fmt::format(
        R"({{"user":{{"id":"{}","displayName":null,"userPrincipalName":"{}","ipAddress":"{}","roles":[]}}}})",
        change.by->object_id, change.by->upn, change.ip);
  } else {
    initiated = fmt::format(
        R"({{"app":{{"appId":null,"displayName":"{}","servicePrincipalId":"{}","servicePrincipalName":null}}}})",
        change.by_app, GuidText(random));
  }
  std::string targets = "[";
  for (const auto& target : change.targets) {
    if (targets.size() > 1) targets += ',';
    targets += fmt::format(R"({{"id":"{}","displayName":"{}","type":"{}",)", target.id,
                           JsonEscape(target.display), target.kind);
    if (!target.upn.empty()) targets += fmt::format(R"("userPrincipalName":"{}",)", target.upn);
    targets += R"("modifiedProperties":[)";
    bool first = true;
    for (const auto& [name, value] : target.changed) {
      if (!first) targets += ',';
      first = false;
      // The directory writes values as JSON text inside JSON.
      targets += fmt::format(R"({{"displayName":"{}","oldValue":"[]","newValue":"{}"}})", name,
                             JsonEscape(fmt::format("\"{}\"", JsonEscape(value))));
    }
    targets += "]}";
  }
  targets += "]";
  const std::string agent =
      change.user_agent.empty()
          ? std::string("[]")
          : fmt::format(R"([{{"key":"User-Agent","value":"{}"}}])", JsonEscape(change.user_agent));
  logs.Begin(LogTable::kAuditLogs, time)
      .Text("OperationName", change.operation)
      .Text("ActivityDisplayName", change.operation)
      .Time("ActivityDateTime", time)
      .Text("Category", change.category)
      .Text("LoggedByService", change.service)
      .Text("AADOperationType", change.type)
      .Text("Result", change.result)
      .Text("ResultType", "")
      .Text("ResultReason", "")
      .Text("CorrelationId", GuidText(random))
      .Text("Id", fmt::format("Directory_{}_{}", GuidText(random), random.Between(10'000'000, 99'999'999)))
      .Text("AADTenantId", world.tenant_id)
      .Text("Identity", change.by != nullptr ? std::string_view(change.by->display) : change.by_app)
      .Text("Resource", "Microsoft.aadiam")
      .Text("Level", "4")
      .Json("InitiatedBy", initiated)
      .Json("TargetResources", targets)
      .Json("AdditionalDetails", agent);
}

}  // namespace harrier::ingest::demo
