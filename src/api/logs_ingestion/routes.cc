#include "api/logs_ingestion/routes.h"

#include <algorithm>

#include "access/actions.h"
#include "api/ingest/batch_prefix.h"
#include "api/ingest/body.h"
#include "api/ingest/slots.h"
#include "hunting/collection_rules/collection_rule.h"
#include "ingest/formats/format.h"
#include "ingest/row_ingest.h"
#include "ingest/row_transform.h"

namespace harrier::api::logs_ingestion {
namespace {

/// Azure takes 1 MB; its clients cut rows into pieces of 1 MiB and then add brackets and commas.
constexpr size_t kMostBytes = size_t{2} << 20;
/// Azure Monitor's service limits, columns of a table.
constexpr size_t kMostColumns = 500;

Response Failed(const Error& error) {
  switch (error.code) {
    case ErrorCode::kNotFound:
      return ErrorResponse(404, "NotFound", error.message);
    case ErrorCode::kForbidden:
      return ErrorResponse(403, "OperationFailed", error.message);
    case ErrorCode::kLimit:
      return ErrorResponse(413, "ContentLengthLimitExceeded", error.message);
    case ErrorCode::kBusy:
    case ErrorCode::kTimeout: {
      Response response = ErrorResponse(429, "TooManyRequests", error.message);
      response.headers.emplace_back("Retry-After", "5");
      return response;
    }
    case ErrorCode::kIo: {
      Response response = ErrorResponse(503, "ServiceUnavailable", error.message);
      response.headers.emplace_back("Retry-After", "30");
      return response;
    }
    case ErrorCode::kInternal:
      return ErrorResponse(500, "InternalServerError", error.message);
    default:
      return ErrorResponse(400, "InvalidPayload", error.message);
  }
}

/// The table of a stream "Custom-X" or "Microsoft-X", and which of the two it is.
struct StreamTable {
  std::string table;
  bool custom = false;
};

Result<StreamTable> TableOf(std::string_view stream) {
  for (const std::string_view prefix : {std::string_view("Custom-"), std::string_view("Microsoft-")}) {
    if (stream.starts_with(prefix) && stream.size() > prefix.size())
      return StreamTable{std::string(stream.substr(prefix.size())), prefix == "Custom-"};
  }
  return Fail(ErrorCode::kInvalid, "the stream '{}' is called neither Custom-<table> nor Microsoft-<table>",
              stream);
}

/// Where the rows of a flow may go.
Result<std::unique_ptr<ingest::TableAppender>> OpenTable(const Endpoint& endpoint,
                                                         const hunting::CollectionFlow& flow,
                                                         const std::string& batch_prefix) {
  TRY(const StreamTable output, TableOf(flow.output));
  const catalog::CatalogPtr names = endpoint.storage->catalog();
  const catalog::TablePtr known = names->FindTable(output.table);
  const bool makes = output.custom && output.table.ends_with("_CL");
  if (known == nullptr && !makes) return ingest::NoSuchTable(*names, output.table);
  if (known != nullptr && known->custom && !output.custom) {
    return Fail(ErrorCode::kNotFound, "the table '{}' is not one of Microsoft's: its stream is Custom-{}",
                output.table, output.table);
  }
  const ingest::TablePolicy policy{.make = makes, .grow = false, .most_columns = kMostColumns};
  return ingest::TableAppender::Open(*endpoint.storage, *endpoint.clock, output.table, policy, batch_prefix);
}

Result<ingest::RowsReport> Take(const Endpoint& endpoint, const Request& request, std::string body) {
  const std::string& id = request.captures[0];
  const std::string& stream = request.captures[1];
  TRY_OK(Unpack(body, kMostBytes));
  TRY(const auto rule, endpoint.find_rule(id));
  if (!rule)
    return Fail(ErrorCode::kNotFound, "there is no data collection rule with the immutable id '{}'", id);
  TRY(const ingest::Columns declared, hunting::DeclaredColumns(*rule, stream));
  const auto flows = hunting::FlowsOf(*rule, stream);
  if (flows.empty())
    return Fail(ErrorCode::kNotFound, "the data collection rule '{}' has no stream '{}'", id, stream);
  ingest::RowsReport total;
  for (const hunting::CollectionFlow& flow : flows) {
    const std::string target = fmt::format("{}/{}>{}|{}", id, stream, flow.output, flow.transform);
    TRY(const auto table, OpenTable(endpoint, flow, BatchPrefix(request, body, target)));
    ingest::RowIngest rows(*table, ingest::KeepNames);
    if (flow.transform.empty()) {
      TRY_OK(ingest::ReadJsonArray(body, rows, ingest::LoneObject::kRefused));
    } else {
      TRY_OK(ingest::TransformRows(*endpoint.service, flow.transform, declared, body, request.stop, rows));
    }
    TRY(const ingest::RowsReport report, rows.Finish());
    total.rows += report.rows;
    total.duplicates += report.duplicates;
    total.overflowed += report.overflowed;
  }
  return total;
}

Response Answer(const Endpoint& endpoint, IngestSlots& slots, const Request& request) {
  if (request.Parameter("api-version").empty())
    return ErrorResponse(400, "MissingApiVersionParameter", "The parameter api-version is missing.");
  const IngestSlots::Slot slot(slots);
  if (!slot) return Failed({ErrorCode::kBusy, "too many requests at once; try again in a while"});
  const auto report = Take(endpoint, request, request.body);
  if (!report) {
    endpoint.log->Info("logs ingestion refused", {{"stream", request.captures[1]},
                                                  {"why", report.error().message},
                                                  {"id", request.client_request_id()}});
    return Failed(report.error());
  }
  endpoint.log->Info("logs ingestion", {{"stream", request.captures[1]},
                                        {"rows", std::to_string(report->rows)},
                                        {"duplicates", std::to_string(report->duplicates)},
                                        {"overflowed", std::to_string(report->overflowed)},
                                        {"id", request.client_request_id()}});
  Response response;
  response.status = 204;
  return response;
}

}  // namespace

std::vector<Route> Routes(const Endpoint& endpoint) {
  const auto slots = std::make_shared<IngestSlots>(kIngestSlots);
  return {{.method = "POST",
           .pattern = "/dataCollectionRules/{rule}/streams/{stream}",
           .handler = [endpoint, slots](const Request& request) { return Answer(endpoint, *slots, request); },
           .action = std::string(access::kWriteCollectedRows),
           .any_case = true}};
}

}  // namespace harrier::api::logs_ingestion
