#include <boost/json.hpp>

#include "access/actions.h"
#include "api/answer/asked_service.h"
#include "api/hunting/endpoint.h"
#include "base/time_text.h"
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

Handler Answering(const Endpoint& endpoint, Result<Response> (*answer)(const Endpoint&, const Request&)) {
  return [endpoint, answer](const Request& request) {
    Result<Response> response = answer(endpoint, request);
    return response ? *std::move(response) : FailureAnswer(response.error());
  };
}

}  // namespace

std::vector<Route> HuntRoutes(const Endpoint& endpoint) {
  const std::string read = "Microsoft.SecurityInsights/hunts/read";
  const std::string one = "/api/v1/hunting/hunts/{id}";
  return {
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
