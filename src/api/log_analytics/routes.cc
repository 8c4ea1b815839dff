#include "api/log_analytics/routes.h"

#include "access/actions.h"
#include "access/caller.h"
#include "api/answer/asked_service.h"
#include "api/endpoints.h"
#include "api/log_analytics/metadata.h"
#include "api/log_analytics/writer.h"
#include "base/json_text.h"
#include "query/time_scope.h"

namespace harrier::api::log_analytics {
namespace {

/// By id, name, or the last part of a resource's path.
Status CheckWorkspace(const Endpoint& endpoint, std::string_view name) {
  const std::string_view last = name.substr(name.rfind('/') + 1);
  const auto is = [&](std::string_view known) { return SameText(last, known); };
  if (is(endpoint.workspace_id) || is(endpoint.workspace_name) ||
      std::any_of(endpoint.aliases.begin(), endpoint.aliases.end(), is))
    return Ok();
  return Fail(ErrorCode::kNotFound, "there is no workspace '{}'; there is '{}' ({})", name,
              endpoint.workspace_name, endpoint.workspace_id);
}

Result<query::Request> ToRequest(const Endpoint& endpoint, const Asked& asked,
                                 const Preferences& preferences) {
  query::Request request;
  request.workspaces = asked.workspaces;
  request.text = asked.query;
  request.database = endpoint.workspace_name;
  request.timeout_ns = preferences.wait_ns;
  request.allow_partial = true;
  if (!asked.timespan.empty()) {
    TRY(request.timespan, query::ParseTimeScope(asked.timespan, endpoint.clock->Now()));
  }
  return request;
}

/// Runs one query; `request` is the HTTP request that it came in, alone or with others.
Response Answer(const Endpoint& endpoint, const Request& request, std::string_view workspace,
                const Result<Asked>& asked, const Preferences& preferences) {
  const RequestIds ids{request.client_request_id(), request.request_id};
  if (const Status known = CheckWorkspace(endpoint, workspace); !known)
    return ErrorAnswer(known.error(), "", ids.activity);
  if (!asked) return ErrorAnswer(asked.error(), "", ids.activity);
  Result<query::Request> wanted = ToRequest(endpoint, *asked, preferences);
  if (!wanted) return ErrorAnswer(wanted.error(), "", ids.activity);

  auto entry =
      endpoint.running->Begin({ids.client, ids.activity, std::string(request.Header("x-ms-app")),
                               request.user(), asked->query, endpoint.clock->Now(), request.principal()},
                              request.stop);
  wanted->client_request_id = ids.client;
  wanted->stop = entry->token();
  const auto report = [&](const char* outcome, uint64_t rows) {
    endpoint.log->Info("query", {{"outcome", outcome}, {"rows", std::to_string(rows)}, {"id", ids.client}});
  };
  const AskedService service(*endpoint.service, endpoint.query_log, *endpoint.clock, request,
                             endpoint.workspace_id, "Log Analytics");
  auto answer = service->Run(*std::move(wanted));
  if (!answer) {
    report("refused", 0);
    return ErrorAnswer(answer.error(), asked->query, ids.activity);
  }
  QueryFacts facts{ids, asked->query};
  auto source = std::make_unique<AnswerSource>(*std::move(answer), MakeWriter(std::move(facts), preferences),
                                               std::nullopt);
  Started started = StartSending(std::move(entry), std::move(source), true);
  if (started.failure) {
    report("failed", started.rows);
    return ErrorAnswer(*started.failure, asked->query, ids.activity);
  }
  report(started.more ? "streaming" : "done", started.rows);
  return std::move(started.response);
}

/// Runs a query of a batch, which names its own workspace, with the caller's rights there.
Response AnswerItem(const Endpoint& endpoint, const Request& batch, const BatchItem& item) {
  const std::string id = endpoint.workspaces->Find(item.workspace);
  const auto there = endpoint.workspaces->Of(id);
  Request request = batch;
  auto caller = std::make_shared<const access::Caller>(batch.caller->In(id));
  if (const auto allowed = caller->Require(access::kQuery); !allowed)
    return Forbidden(ErrorStyle::kLogAnalytics, batch, allowed.error().message);
  request.caller = std::move(caller);
  return Answer(there == nullptr ? endpoint : there->log_analytics, request, item.workspace, item.asked,
                item.preferences);
}

/// The queries of a batch, one after the other, answered in their order: the JavaScript client pairs them by
/// place.
class BatchSource final : public BodySource {
 public:
  BatchSource(const Endpoint& endpoint, Request request, std::vector<BatchItem> items)
      : endpoint_(endpoint), request_(std::move(request)), items_(std::move(items)) {}

  bool Next(std::string& out) override {
    if (open_) {
      if (open_->Next(out)) return true;
      open_.reset();
      out += '}';
      return true;
    }
    if (next_ == items_.size()) {
      out += "]}";
      return false;
    }
    const BatchItem& item = items_[next_];
    out += next_++ == 0 ? R"({"responses":[{"id":)" : R"(,{"id":)";
    Response one = AnswerItem(endpoint_, request_, item);
    AppendJsonString(out, item.id);
    out += fmt::format(
        R"(,"status":{},"headers":{{"Content-Type":"application/json; charset=utf-8"}},"body":)", one.status);
    out += one.body;
    open_ = std::move(one.rest);
    if (!open_) out += '}';
    return true;
  }

 private:
  Endpoint endpoint_;
  Request request_;
  std::vector<BatchItem> items_;
  size_t next_ = 0;
  std::unique_ptr<BodySource> open_;
};

Response AnswerBatch(const Endpoint& endpoint, const Request& request) {
  Result<std::vector<BatchItem>> items = ParseBatch(request.body);
  if (!items) return ErrorAnswer(items.error(), "", request.request_id);
  Response response;
  if (items->empty()) {
    response.body = R"({"responses":[]})";
    return response;
  }
  // What the queries look at of the request itself.
  Request common;
  common.headers = request.headers;
  common.request_id = request.request_id;
  common.caller = request.caller;
  common.path = request.path;
  common.stop = request.stop;
  response.rest = std::make_unique<BatchSource>(endpoint, std::move(common), *std::move(items));
  return response;
}

}  // namespace

std::vector<Route> Routes(const Endpoint& endpoint) {
  // The workspace is the path's part of this number: its id, or the name that ends an ARM path.
  const auto post = [endpoint](size_t workspace) {
    return [endpoint, workspace](const Request& request) {
      return Answer(endpoint, request, request.captures[workspace], ParseBody(request.body),
                    ParsePrefer(request.Header("prefer")));
    };
  };
  const auto get = [endpoint](size_t workspace) {
    return [endpoint, workspace](const Request& request) {
      return Answer(endpoint, request, request.captures[workspace], ParseParameters(request),
                    ParsePrefer(request.Header("prefer")));
    };
  };
  const auto metadata = [endpoint](size_t workspace) {
    return [endpoint, workspace](const Request& request) {
      if (const Status known = CheckWorkspace(endpoint, request.captures[workspace]); !known)
        return ErrorAnswer(known.error(), "", request.request_id);
      Response response;
      const AskedService service(*endpoint.service, nullptr, *endpoint.clock, request, endpoint.workspace_id,
                                 "");
      response.body = MetadataText(*service->catalog(), endpoint);
      return response;
    };
  };
  const auto batch = [endpoint](const Request& request) { return AnswerBatch(endpoint, request); };
  std::vector<Route> routes;
  // The JavaScript client leaves the version out.
  for (const std::string version : {"/v1", ""}) {
    const std::string by_id = version + "/workspaces/{id}";
    const std::string by_path =
        version + "/subscriptions/{subscription}/{groups}/{group}/providers/{provider}/workspaces/{name}";
    constexpr size_t kName = 4;
    const auto add = [&](std::string method, std::string pattern, Handler handler) {
      routes.push_back({.method = std::move(method),
                        .pattern = std::move(pattern),
                        .handler = std::move(handler),
                        .action = std::string(access::kQuery),
                        .errors = ErrorStyle::kLogAnalytics,
                        .any_case = true});
    };
    add("POST", by_id + "/query", post(0));
    add("GET", by_id + "/query", get(0));
    add("POST", by_path + "/query", post(kName));
    add("GET", by_path + "/query", get(kName));
    add("GET", by_id + "/metadata", metadata(0));
    add("GET", by_path + "/metadata", metadata(kName));
    add("POST", version + "/$batch", batch);
  }
  return routes;
}

}  // namespace harrier::api::log_analytics
