#include "api/kusto/commands/command.h"

namespace harrier::api::kusto {
namespace {

using query::FixedTable;

std::vector<FixedTable> One(FixedTable table) {
  std::vector<FixedTable> tables;
  tables.push_back(std::move(table));
  return tables;
}

/// Those that run now; ended ones are not kept.
CommandResult ShowRunning(CommandContext& context, CommandReader&) {
  FixedTable table({{"ClientActivityId", Type::kString},
                    {"Text", Type::kString},
                    {"Database", Type::kString},
                    {"StartedOn", Type::kDatetime},
                    {"LastUpdatedOn", Type::kDatetime},
                    {"Duration", Type::kTimespan},
                    {"State", Type::kString},
                    {"RootActivityId", Type::kString},
                    {"User", Type::kString},
                    {"Application", Type::kString}});
  const int64_t now = context.clock->Now();
  for (const RunningQuery& each : context.running->List()) {
    table.AddRow({Value::String(each.client_request_id), Value::String(each.text),
                  Value::String(context.database), Value::Datetime(each.started), Value::Datetime(now),
                  Value::Timespan(now - each.started), Value::String("InProgress"),
                  Value::String(each.activity_id), Value::String(each.user),
                  Value::String(each.application)});
  }
  return One(std::move(table));
}

CommandResult CancelQuery(CommandContext& context, CommandReader& reader) {
  const Span span = reader.next().span;
  TRY(const std::string id, reader.Text("the query's client request id, in quotes"));
  const bool only_own = context.caller != nullptr && !context.caller->May(access::kCancelQueries);
  if (context.running->Cancel(id, only_own ? context.caller->principal.id : "") == 0) {
    return FailAt(span, "", ErrorCode::kNotFound, "no query with the client request id '{}' runs now", id);
  }
  FixedTable table({{"ClientRequestId", Type::kString}, {"State", Type::kString}});
  table.AddRow({Value::String(id), Value::String("Cancelled")});
  return One(std::move(table));
}

/// `.show queryplan <| QUERY`: what `explain` prints.
CommandResult ShowPlan(CommandContext& context, CommandReader& reader) {
  if (!reader.Accept("<|") && !(reader.Accept("<") && reader.Accept("|")))
    return reader.Unexpected("'<|' and a query");
  const uint32_t begin = reader.next().span.begin;
  query::Request request;
  request.text = std::string(reader.Rest());
  request.database = context.database;
  request.stop = context.stop;
  reader.SkipToEnd();
  auto plan = context.service->Explain(request);
  if (!plan) {
    Error error = std::move(plan).error();
    const auto move = [begin](Span& span) {
      if (span != Span{}) span = {span.begin + begin, span.end + begin};
    };
    move(error.span);
    for (Diagnostic& finding : error.diagnostics) move(finding.span);
    return tl::unexpected(std::move(error));
  }
  FixedTable table({{"ResultType", Type::kString}, {"Format", Type::kString}, {"Content", Type::kString}});
  table.AddRow({Value::String("QueryPlan"), Value::String("text"), Value::String(*std::move(plan))});
  return One(std::move(table));
}

}  // namespace

std::span<const Command> QueryCommands() {
  static constexpr Command kCommands[] = {
      {"show running queries", ShowRunning},
      {"show queries", ShowRunning},
      {"show queryplan", ShowPlan},
      {"cancel query", CancelQuery},
  };
  return kCommands;
}

}  // namespace harrier::api::kusto
