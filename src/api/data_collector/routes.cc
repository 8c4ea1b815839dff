#include "api/data_collector/routes.h"

#include <algorithm>

#include "access/actions.h"
#include "api/ingest/batch_prefix.h"
#include "api/ingest/body.h"
#include "api/ingest/slots.h"
#include "base/json_text.h"
#include "ingest/collector_columns.h"
#include "ingest/formats/format.h"
#include "ingest/row_ingest.h"

namespace harrier::api::data_collector {
namespace {

constexpr size_t kMostBytes = size_t{30} << 20;
/// Azure Monitor's service limits, columns of a table.
constexpr size_t kMostColumns = 500;
constexpr size_t kLongestLogType = 100;

/// A failure with the API's own code for it.
struct Refusal {
  int status;
  std::string_view code;
  std::string message;
};

Response ToResponse(const Refusal& refusal) {
  Response response;
  response.status = refusal.status;
  response.body = R"({"Error":)";
  AppendJsonString(response.body, refusal.code);
  response.body += R"(,"Message":)";
  AppendJsonString(response.body, refusal.message);
  response.body += '}';
  if (refusal.status == 429 || refusal.status == 503) response.headers.emplace_back("Retry-After", "5");
  return response;
}

Refusal RefusalOf(const Error& error) {
  switch (error.code) {
    case ErrorCode::kForbidden:
      return {403, "InvalidAuthorization", error.message};
    case ErrorCode::kLimit:
      return {413, "RequestEntityTooLarge", error.message};
    case ErrorCode::kBusy:
      return {429, "TooManyRequests", error.message};
    case ErrorCode::kIo:
      return {503, "ServiceUnavailable", error.message};
    case ErrorCode::kInternal:
      return {500, "UnspecifiedError", error.message};
    default:
      return {400, "InvalidDataFormat", error.message};
  }
}

bool IsLogType(std::string_view name) {
  return !name.empty() && name.size() <= kLongestLogType && !(name[0] >= '0' && name[0] <= '9') &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
         });
}

Result<ingest::RowsReport> Take(const Endpoint& endpoint, const Request& request, const std::string& name) {
  std::string body = request.body;
  TRY_OK(Unpack(body, kMostBytes));
  const ingest::TablePolicy policy{.make = true, .grow = true, .most_columns = kMostColumns};
  TRY(const auto table, ingest::TableAppender::Open(*endpoint.storage, *endpoint.clock, name, policy,
                                                    BatchPrefix(request, body, name)));
  ingest::CollectorColumns columns(endpoint.storage->catalog()->FindTable(name),
                                   std::string(request.Header("time-generated-field")),
                                   std::string(request.Header("x-ms-AzureResourceId")));
  ingest::RowIngest rows(*table, [&](const ingest::Record& record, ingest::Row& row, ingest::Scratch&) {
    columns.Apply(record, row);
    return std::string_view();
  });
  TRY_OK(ingest::ReadJsonArray(body, rows, ingest::LoneObject::kTaken));
  return rows.Finish();
}

Response Answer(const Endpoint& endpoint, IngestSlots& slots, const Request& request) {
  const IngestSlots::Slot slot(slots);
  if (!slot) return ToResponse({429, "TooManyRequests", "too many requests at once; try again in a while"});
  if (request.Parameter("api-version").empty())
    return ToResponse({400, "MissingApiVersion", "The parameter api-version is missing; it is 2016-04-01."});
  if (request.Parameter("api-version") != "2016-04-01")
    return ToResponse({400, "InvalidApiVersion", "The API's version is 2016-04-01."});
  if (!SameText(request.Header("Content-Type").substr(0, 16), "application/json"))
    return ToResponse({400, "UnsupportedContentType", "The type of the content must be application/json."});
  const std::string log_type(request.Header("Log-Type"));
  if (log_type.empty()) return ToResponse({400, "MissingLogType", "The header Log-Type is missing."});
  if (!IsLogType(log_type)) {
    return ToResponse({400, "InvalidLogType",
                       "The header Log-Type must be of letters, digits and '_', at most 100 of them, and not "
                       "begin with a digit."});
  }
  const std::string table = log_type + "_CL";
  const auto report = Take(endpoint, request, table);
  if (!report) {
    endpoint.log->Info("data collector refused", {{"table", table}, {"why", report.error().message}});
    return ToResponse(RefusalOf(report.error()));
  }
  endpoint.log->Info("data collector", {{"table", table},
                                        {"rows", std::to_string(report->rows)},
                                        {"duplicates", std::to_string(report->duplicates)},
                                        {"id", request.client_request_id()}});
  return {};
}

}  // namespace

std::vector<Route> Routes(const Endpoint& endpoint) {
  const auto slots = std::make_shared<IngestSlots>(kIngestSlots);
  return {{.method = "POST",
           .pattern = "/api/logs",
           .handler = [endpoint, slots](const Request& request) { return Answer(endpoint, *slots, request); },
           .action = std::string(access::kWriteCollectedRows),
           .errors = ErrorStyle::kDataCollector}};
}

}  // namespace harrier::api::data_collector
