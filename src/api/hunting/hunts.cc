#include <boost/json.hpp>

#include "access/actions.h"
#include "api/answer/asked_service.h"
#include "api/hunting/endpoint.h"
#include "base/time_text.h"
#include "hunting/entities/wire.h"
#include "hunting/hunts/bundle.h"
#include "hunting/hunts/hunt_creation.h"
#include "hunting/hunts/hunt_entities.h"
#include "hunting/hunts/report.h"

namespace harrier::api::hunting {
namespace {

namespace json = boost::json;
using harrier::hunting::HuntDossier;
using harrier::hunting::Rerun;
using harrier::hunting::TimelineEvent;

AskedService ServiceFor(const Endpoint& endpoint, const Request& request) {
  return {*endpoint.service, endpoint.query_log, *endpoint.clock, request, endpoint.workspace, "Hunts"};
}

Result<HuntDossier> DossierOf(const Endpoint& endpoint, const Request& request) {
  return endpoint.store->Read([&](store::Transaction& transaction) {
    return harrier::hunting::ReadDossier(transaction, endpoint.workspace, request.captures[0]);
  });
}

Response Text(std::string body, std::string content_type, std::string_view file) {
  Response response;
  response.content_type = std::move(content_type);
  response.headers.emplace_back("Content-Disposition", fmt::format("attachment; filename=\"{}\"", file));
  response.body = std::move(body);
  return response;
}

json::value EventJson(const TimelineEvent& event) {
  json::object out{{"kind", json::string(harrier::hunting::KindName(event.kind))},
                   {"time", FormatDatetime(event.time)},
                   {"title", event.title},
                   {"text", event.text},
                   {"id", event.id},
                   {"by", event.by}};
  if (!event.hash.empty()) out["evidenceSha256"] = event.hash;
  json::array tags;
  for (const std::string& tag : event.tags) tags.emplace_back(tag);
  out["tags"] = std::move(tags);
  return out;
}

Result<Response> Timeline(const Endpoint& endpoint, const Request& request) {
  TRY(const HuntDossier dossier, DossierOf(endpoint, request));
  TRY(const std::vector<TimelineEvent> events,
      harrier::hunting::TimelineOf(dossier, *ServiceFor(endpoint, request), nullptr));
  const std::string_view format = request.Parameter("format");
  if (format == "csv")
    return Text(harrier::hunting::TimelineCsv(events), "text/csv; charset=utf-8", "timeline.csv");
  if (format == "jsonl")
    return Text(harrier::hunting::TimelineJsonLines(events), "application/x-ndjson", "timeline.jsonl");
  if (!format.empty() && format != "json")
    return Fail(ErrorCode::kInvalid, "a timeline's format is json, csv or jsonl, not '{}'", format);
  json::array value;
  for (const TimelineEvent& event : events) value.push_back(EventJson(event));
  return JsonAnswer(json::object{{"value", std::move(value)}});
}

Result<Response> Report(const Endpoint& endpoint, const Request& request) {
  TRY(const HuntDossier dossier, DossierOf(endpoint, request));
  TRY(const std::vector<TimelineEvent> events,
      harrier::hunting::TimelineOf(dossier, *ServiceFor(endpoint, request), nullptr));
  const harrier::hunting::Document report =
      harrier::hunting::ReportOf(dossier, events, endpoint.clock->Now());
  const std::string_view format = request.Parameter("format");
  if (format.empty() || format == "html")
    return Text(harrier::hunting::HtmlOf(report), "text/html; charset=utf-8", "report.html");
  if (format == "md")
    return Text(harrier::hunting::MarkdownOf(report), "text/markdown; charset=utf-8", "report.md");
  return Fail(ErrorCode::kInvalid, "a report's format is html or md, not '{}'", format);
}

/// {"displayName", "description", …, "queries": [ids]}: a hunt with clones of the queries.
Result<Response> Create(const Endpoint& endpoint, const Request& request) {
  TRY(const json::object body, BodyOf(request));
  TRY(const std::vector<harrier::hunting::HuntingQuery> all, QueriesFor(endpoint, request));
  harrier::hunting::NewHunt fresh;
  TRY(fresh.hunt, harrier::hunting::AcceptHunt(body));
  fresh.workspace = endpoint.workspace;
  fresh.workspace_path = endpoint.workspace_path;
  if (const json::value* const ids = body.if_contains("queries")) {
    if (!ids->is_array()) return Fail(ErrorCode::kInvalid, "'queries' must be a list of ids");
    for (const json::value& id : ids->as_array()) {
      const auto query = std::find_if(all.begin(), all.end(), [&](const harrier::hunting::HuntingQuery& one) {
        return id.is_string() && one.id == std::string_view(id.as_string());
      });
      if (query == all.end())
        return Fail(ErrorCode::kNotFound, "there is no hunting query {}", json::serialize(id));
      fresh.queries.push_back(*query);
    }
  }
  std::string name;
  TRY_OK(endpoint.store->Change(ActorOf(request), [&](store::Transaction& transaction) -> Status {
    TRY(name,
        harrier::hunting::CreateHunt(transaction, *endpoint.ids, endpoint.clock->Now(), std::move(fresh)));
    return Ok();
  }));
  Response response = JsonAnswer(json::object{{"name", name}}, 201);
  response.headers.emplace_back(
      "Location", endpoint.workspace_path + "/providers/Microsoft.SecurityInsights/hunts/" + name);
  return response;
}

Result<Response> Metrics(const Endpoint& endpoint, const Request&) {
  TRY(const harrier::hunting::HuntMetrics metrics, endpoint.store->Read([&](store::Transaction& transaction) {
    return harrier::hunting::MetricsOf(transaction, endpoint.workspace);
  }));
  return JsonAnswer(json::object{{"hunts", metrics.hunts},
                                 {"active", metrics.active},
                                 {"validatedHypotheses", metrics.validated},
                                 {"invalidatedHypotheses", metrics.invalidated},
                                 {"incidentsCreated", metrics.incidents},
                                 {"rulesCreated", metrics.rules}});
}

/// The hunt for other tools: its findings as STIX 2.1, or its queries.
Result<Response> Export(const Endpoint& endpoint, const Request& request) {
  TRY(const HuntDossier dossier, DossierOf(endpoint, request));
  const std::string_view format = request.Parameter("format");
  if (format.empty() || format == "stix")
    return Text(json::serialize(harrier::hunting::StixBundleOf(dossier)), "application/stix+json;version=2.1",
                "hunt.json");
  if (format == "queries")
    return Text(json::serialize(harrier::hunting::QueryBundleOf(dossier)), "application/json",
                "queries.json");
  return Fail(ErrorCode::kInvalid, "a hunt is exported as stix or queries, not '{}'", format);
}

/// The bookmarks in order of time, and how many of them speak for the hypothesis, and against it.
Result<Response> ShowEvidence(const Endpoint& endpoint, const Request& request) {
  TRY(const HuntDossier dossier, DossierOf(endpoint, request));
  json::array value;
  std::map<std::string_view, int64_t> speaking;
  for (const harrier::hunting::Evidence& evidence : dossier.evidence) {
    ++speaking[evidence.stance];
    json::object one{{"bookmark", evidence.object.key.name},
                     {"name", evidence.bookmark.display_name},
                     {"evidenceSha256", evidence.hash},
                     {"notes", evidence.bookmark.notes}};
    one["stance"] = evidence.stance.empty() ? json::value(nullptr) : json::string(evidence.stance);
    value.push_back(std::move(one));
  }
  return JsonAnswer(json::object{{"hypothesis", dossier.hunt.hypothesis.value_or("")},
                                 {"hypothesisStatus", dossier.hunt.hypothesis_status},
                                 {"for", speaking["for"]},
                                 {"against", speaking["against"]},
                                 {"value", std::move(value)}});
}

/// The entities of the bookmarks, each once, with why they are one and what was dropped.
Result<Response> Entities(const Endpoint& endpoint, const Request& request) {
  TRY(const HuntDossier dossier, DossierOf(endpoint, request));
  const harrier::hunting::HuntEntities entities = harrier::hunting::EntitiesOf(dossier);
  const auto texts = [](const auto& list) {
    json::array out;
    for (const auto& one : list) out.emplace_back(one);
    return out;
  };
  json::array value, dropped;
  for (const harrier::hunting::MergedEntity& merged : entities.merged.entities) {
    std::set<std::string> bookmarks;
    for (const size_t member : merged.members) bookmarks.insert(entities.bookmarks[member]);
    json::object one = harrier::hunting::EntityToJson(merged.entity);
    one["label"] = merged.entity.label();
    one["bookmarks"] = texts(bookmarks);
    one["reasons"] = texts(merged.reasons);
    value.push_back(std::move(one));
  }
  for (const harrier::hunting::DroppedEntity& one : entities.merged.dropped)
    dropped.push_back(json::object{{"bookmark", entities.bookmarks[one.member]}, {"reason", one.reason}});
  return JsonAnswer(json::object{
      {"value", std::move(value)}, {"dropped", std::move(dropped)}, {"problems", texts(entities.problems)}});
}

std::string_view VerdictName(Rerun::Verdict verdict) {
  switch (verdict) {
    case Rerun::Verdict::kSame:
      return "same";
    case Rerun::Verdict::kMissing:
      return "missing";
    case Rerun::Verdict::kFailed:
      return "failed";
  }
  return "";
}

/// Runs the query of each bookmark again, and tells whether its row is still there.
Result<Response> RunEvidenceAgain(const Endpoint& endpoint, const Request& request) {
  TRY(const HuntDossier dossier, DossierOf(endpoint, request));
  const AskedService service = ServiceFor(endpoint, request);
  json::array value;
  for (const harrier::hunting::Evidence& evidence : dossier.evidence) {
    const Rerun rerun =
        harrier::hunting::RunAgain(*service, evidence.bookmark, endpoint.clock->Now(), nullptr, request.stop);
    json::object one{{"bookmark", evidence.object.key.name},
                     {"name", evidence.bookmark.display_name},
                     {"evidenceSha256", evidence.hash},
                     {"verdict", json::string(VerdictName(rerun.verdict))},
                     {"rows", rerun.rows}};
    if (!rerun.error.empty()) one["error"] = rerun.error;
    value.push_back(std::move(one));
  }
  return JsonAnswer(json::object{{"value", std::move(value)}});
}

}  // namespace

std::vector<Route> HuntRoutes(const Endpoint& endpoint) {
  const std::string read = "Microsoft.SecurityInsights/hunts/read";
  const std::string one = "/api/v1/hunting/hunts/{id}";
  return {
      {.method = "POST",
       .pattern = "/api/v1/hunting/hunts",
       .handler = Answering(endpoint, Create),
       .action = "Microsoft.SecurityInsights/hunts/write"},
      {.method = "GET",
       .pattern = "/api/v1/hunting/metrics",
       .handler = Answering(endpoint, Metrics),
       .action = read},
      {.method = "GET", .pattern = one + "/export", .handler = Answering(endpoint, Export), .action = read},
      {.method = "GET",
       .pattern = one + "/evidence",
       .handler = Answering(endpoint, ShowEvidence),
       .action = read},
      {.method = "GET",
       .pattern = one + "/entities",
       .handler = Answering(endpoint, Entities),
       .action = read},
      {.method = "GET",
       .pattern = one + "/timeline",
       .handler = Answering(endpoint, Timeline),
       .action = read},
      {.method = "GET", .pattern = one + "/report", .handler = Answering(endpoint, Report), .action = read},
      {.method = "POST",
       .pattern = one + "/rerun",
       .handler = Answering(endpoint, RunEvidenceAgain),
       .action = std::string(access::kQuery)},
  };
}

}  // namespace harrier::api::hunting
