#include "api/kusto/commands/command.h"
#include "api/kusto/queued.h"

namespace harrier::api::kusto {
namespace {

using query::FixedTable;

std::vector<FixedTable> One(FixedTable table) {
  std::vector<FixedTable> tables;
  tables.push_back(std::move(table));
  return tables;
}

Result<std::string> Ticket(const CommandContext& context) {
  if (!context.upload_token || context.caller == nullptr)
    return Fail(ErrorCode::kNotSupported, "not supported: queued ingestion without a server");
  return context.upload_token(*context.caller);
}

/// `.get ingestion resources`: where clients put blobs and messages about them. Of Kusto's other queues there
/// are the names; a message's failure is its answer.
CommandResult GetResources(CommandContext& context, CommandReader&) {
  TRY(const std::string ticket, Ticket(context));
  const std::pair<std::string_view, std::string_view> resources[] = {
      {"SecuredReadyForAggregationQueue", kQueuePath},
      {"FailedIngestionsQueue", "/failedingestions"},
      {"SuccessfulIngestionsQueue", "/successfulingestions"},
      {"TempStorage", kUploadPath},
      {"IngestionsStatusTable", "/ingestionsstatus"}};
  FixedTable table({{"ResourceTypeName", Type::kString}, {"StorageRoot", Type::kString}});
  for (const auto& [name, path] : resources)
    table.AddRow({Value::String(std::string(name)),
                  Value::String(fmt::format("{}{}?sig={}", context.url, path, ticket))});
  return One(std::move(table));
}

/// `.get kusto identity token`: proves to the queue who sent a message. Here the resources' own addresses do.
CommandResult GetIdentityToken(CommandContext& context, CommandReader&) {
  TRY(std::string ticket, Ticket(context));
  FixedTable table({{"AuthorizationContext", Type::kString}});
  table.AddRow({Value::String(std::move(ticket))});
  return One(std::move(table));
}

}  // namespace

std::span<const Command> ResourceCommands() {
  static constexpr Command kCommands[] = {{"get ingestion resources", GetResources, access::kWriteRows},
                                          {"get kusto identity token", GetIdentityToken, access::kWriteRows}};
  return kCommands;
}

}  // namespace harrier::api::kusto
