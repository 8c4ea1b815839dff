#include "api/kusto/routes.h"

#include "api/answer/asked_service.h"
#include "api/ingest/batch_prefix.h"
#include "api/ingest/body.h"
#include "api/kusto/commands/command.h"
#include "api/kusto/stream_mapping.h"
#include "api/kusto/wire.h"
#include "api/kusto/writers.h"
#include "ingest/stream_text.h"
#include "query/fixed_answer.h"

namespace harrier::api::kusto {
namespace {

enum class Form : uint8_t { kV1, kV2 };

/// Of a streamed body, unpacked (Kusto docs, streaming ingestion).
constexpr size_t kMostStreamed = size_t{4} << 20;

Response ErrorAnswer(const Error& error, std::string_view text, const RequestIds& ids) {
  Response response;
  response.status = HttpStatus(error.code);
  response.body = OneApiError(error, text, ids);
  if (error.code == ErrorCode::kBusy) response.headers.emplace_back("Retry-After", "5");
  return response;
}

/// What HTTP's own header asks of caches on the way holds for ours.
void ReadCacheControl(std::string_view header, query::CachePolicy& cache) {
  const auto says = [&](std::string_view what) { return header.find(what) != std::string_view::npos; };
  if (says("no-store")) cache.off = true;
  if (says("no-cache")) cache.refresh = true;
}

/// Of the workspaces beside the endpoint's own, those that the caller may query.
std::vector<std::string> OtherDatabases(const Endpoint& endpoint, const access::Caller* caller) {
  std::vector<std::string> names;
  if (endpoint.workspaces == nullptr) return names;
  for (const WorkspaceNames& each : endpoint.workspaces->All()) {
    const bool may = caller == nullptr || caller->MayIn(each.id, access::kQuery);
    if (each.id != endpoint.workspace && may) names.push_back(each.name);
  }
  return names;
}

/// Runs a query or a command.
Result<std::unique_ptr<query::Answer>> Run(const Endpoint& endpoint, const Query& asked, std::stop_token stop,
                                           const Request& http, bool command) {
  if (!Serves(endpoint, asked.database)) {
    return Fail(ErrorCode::kNotFound, "there is no database '{}'; there is '{}'", asked.database,
                endpoint.database);
  }
  const AskedService service(*endpoint.service, endpoint.query_log, *endpoint.clock, http, endpoint.workspace,
                             "Kusto");
  if (command) {
    CommandContext context{&*service,
                           endpoint.storage,
                           endpoint.running,
                           endpoint.clock,
                           endpoint.database,
                           OtherDatabases(endpoint, http.caller.get()),
                           http.secure ? http.origin : "http://" + std::string(http.Header("Host")),
                           Mappings(endpoint.store, endpoint.workspace),
                           endpoint.upload_token,
                           stop,
                           http.caller.get()};
    return RunCommand(context, asked.request.text);
  }
  query::Request request = asked.request;
  request.database = endpoint.database;
  request.stop = stop;
  return service->Run(std::move(request));
}

Response Answer(const Endpoint& endpoint, const Request& request, Form form) {
  const RequestIds ids{request.client_request_id(), request.request_id};
  auto asked = ParseQuery(request.body);
  if (!asked) return ErrorAnswer(asked.error(), "", ids);
  ReadCacheControl(request.Header("cache-control"), asked->request.cache);
  asked->request.client_request_id = ids.client;
  const std::string& text = asked->request.text;
  const bool command = IsCommand(text);
  if (command && request.caller != nullptr) {
    if (const auto allowed = request.caller->Require(ActionOf(text)); !allowed)
      return Forbidden(ErrorStyle::kKusto, request, allowed.error().message);
  }
  const auto began = std::chrono::steady_clock::now();
  const auto report = [&](const char* outcome, uint64_t rows) {
    const auto took =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
    endpoint.log->Info(command ? "command" : "query", {{"outcome", outcome},
                                                       {"rows", std::to_string(rows)},
                                                       {"ms", fmt::format("{:.1f}", took)},
                                                       {"id", ids.client}});
  };

  auto entry = endpoint.running->Begin({ids.client, ids.activity, std::string(request.Header("x-ms-app")),
                                        request.user(), text, endpoint.clock->Now(), request.principal()},
                                       request.stop);
  auto answer = Run(endpoint, *asked, entry->token(), request, command);
  if (!answer) {
    report("refused", 0);
    return ErrorAnswer(answer.error(), text, ids);
  }
  QueryFacts facts{ids, text};
  if (const query::CacheOrigin* const origin = (*answer)->cached()) facts.cached = *origin;
  facts.partial_is_whole = (*answer)->allow_partial();
  const bool from_cache = facts.cached.has_value();
  const bool partial = facts.partial_is_whole;
  auto writer = form == Form::kV1 ? MakeV1Writer(std::move(facts), command) : MakeV2Writer(std::move(facts));
  // The service counts a query's rows itself.
  const std::optional<uint64_t> take_rows = command ? asked->request.take_rows : std::nullopt;
  auto source = std::make_unique<AnswerSource>(*std::move(answer), std::move(writer), take_rows);
  Started started = StartSending(std::move(entry), std::move(source), partial);
  if (started.failure) {
    report("failed", started.rows);
    return ErrorAnswer(*started.failure, text, ids);
  }
  report(started.more ? "streaming" : from_cache ? "cached" : "done", started.rows);
  return std::move(started.response);
}

Result<ingest::RowsReport> TakeRows(const Endpoint& endpoint, const Request& request) {
  std::string body = request.body;
  TRY_OK(Unpack(body, kMostStreamed));
  ingest::StreamText stream;
  stream.table = request.captures[1];
  stream.format = request.Parameter("streamFormat");
  stream.policy.make = MayMake(endpoint, request, stream.table);
  if (const auto name = request.Parameter("mappingName"); !name.empty()) {
    TRY(stream.mapping,
        FindMapping(Mappings(endpoint.store, endpoint.workspace), stream.table, stream.format, name));
  }
  stream.batch_prefix = BatchPrefix(request, body, request.path);
  return ingest::TakeStreamText(*endpoint.storage, *endpoint.clock, stream, body);
}

/// Streaming ingestion: the body is rows of the path's table.
Response Ingest(const Endpoint& endpoint, const Request& request) {
  const RequestIds ids{request.client_request_id(), request.request_id};
  if (!Serves(endpoint, request.captures[0])) {
    return ErrorAnswer(Error{ErrorCode::kNotFound, "there is no database '" + request.captures[0] + "'"}, "",
                       ids);
  }
  const auto report = TakeRows(endpoint, request);
  if (!report) {
    Response response = ErrorAnswer(report.error(), "", ids);
    if (report.error().code == ErrorCode::kLimit) response.status = 413;
    return response;
  }
  if (report->rejected > 0) {
    return ErrorAnswer(
        Error{ErrorCode::kInvalid, fmt::format("{} rows went in and {} did not: {}", report->rows,
                                               report->rejected, report->first_reason)},
        "", ids);
  }
  query::FixedTable table({{"ConsumptionStatistics", Type::kDynamic}});
  table.AddRow({Value::Dynamic(fmt::format(R"({{"RowCount":{}}})", report->rows + report->duplicates))});
  std::vector<query::FixedTable> tables;
  tables.push_back(std::move(table));
  AnswerSource source(query::AnswerOf(std::move(tables)), MakeV1Writer({ids, ""}, true), std::nullopt);
  Response response;
  source.Fill(response.body, kWholeAnswer);
  return response;
}

}  // namespace

bool Serves(const Endpoint& endpoint, std::string_view database) {
  if (database.empty() || database == "NetDefaultDB" || SameText(database, endpoint.database)) return true;
  return std::any_of(endpoint.aliases.begin(), endpoint.aliases.end(),
                     [&](const std::string& alias) { return SameText(database, alias); });
}

bool MayMake(const Endpoint& endpoint, const Request& request, const std::string& table) {
  // The columns of a table that is there are those that it was given.
  if (!table.ends_with("_CL") || endpoint.storage->catalog()->FindTable(table) != nullptr) return false;
  return request.caller == nullptr || request.caller->May(access::kWriteTables);
}

std::vector<Route> Routes(const Endpoint& endpoint) {
  const auto v1 = [endpoint](const Request& request) { return Answer(endpoint, request, Form::kV1); };
  const auto v2 = [endpoint](const Request& request) { return Answer(endpoint, request, Form::kV2); };
  const std::string query(access::kQuery);
  constexpr ErrorStyle kStyle = ErrorStyle::kKusto;
  return {
      {.method = "POST", .pattern = "/v1/rest/query", .handler = v1, .action = query, .errors = kStyle},
      {.method = "POST", .pattern = "/v2/rest/query", .handler = v2, .action = query, .errors = kStyle},
      {.method = "POST", .pattern = "/v1/rest/mgmt", .handler = v1, .action = query, .errors = kStyle},
      {.method = "POST",
       .pattern = "/v1/rest/ingest/{database}/{table}",
       .handler = [endpoint](const Request& request) { return Ingest(endpoint, request); },
       .action = std::string(access::kWriteRows),
       .errors = kStyle},
  };
}

}  // namespace harrier::api::kusto
