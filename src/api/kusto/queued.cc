#include "api/kusto/queued.h"

#include <chrono>
#include <filesystem>

#include <boost/json/parse.hpp>
#include <fmt/chrono.h>

#include "access/actions.h"
#include "access/caller.h"
#include "api/ingest/body.h"
#include "api/kusto/stream_mapping.h"
#include "base/html_text.h"
#include "hunting/shape/json.h"
#include "ingest/byte_source.h"
#include "ingest/digest.h"
#include "ingest/stream_text.h"
#include "runtime/base64.h"

namespace harrier::api::kusto {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

/// Of a blob, unpacked: it lies in memory while it goes in.
constexpr size_t kMostQueued = size_t{256} << 20;
/// A blob that no message asks for is kept so long.
constexpr auto kKeep = std::chrono::hours(1);
constexpr std::string_view kPrefix = "blob-";

/// "Tue, 24 Nov 2026 20:00:00 GMT"
std::string HttpDate(std::chrono::seconds later = std::chrono::seconds(0)) {
  const auto moment = std::chrono::system_clock::now() + later;
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(moment)));
}

/// Where a blob lies; another caller's blob of the same name lies elsewhere.
std::string PathOf(const Endpoint& endpoint, const Request& request, std::string_view blob) {
  return fmt::format("{}/{}{}", endpoint.spool_directory, kPrefix,
                     ingest::ShortDigest(fmt::format("{}/{}", request.principal(), blob)));
}

void RemoveOld(const std::string& folder) {
  std::error_code failure;
  const auto now = fs::file_time_type::clock::now();
  for (auto at = fs::directory_iterator(folder, failure); !failure && at != fs::end(at);
       at.increment(failure)) {
    std::error_code ignored;
    if (!at->path().filename().string().starts_with(kPrefix)) continue;
    if (now - fs::last_write_time(at->path(), ignored) > kKeep && !ignored) fs::remove(at->path(), ignored);
  }
}

/// As Azure's storage refuses.
Response Refused(int status, std::string_view code, std::string_view message) {
  Response response;
  response.status = status;
  response.content_type = "application/xml";
  response.headers = {{"x-ms-error-code", std::string(code)}};
  response.body = fmt::format(
      "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{}</Code><Message>{}</Message></Error>", code,
      HtmlText(message));
  return response;
}

Response PutBlob(const Endpoint& endpoint, const Request& request) {
  if (!request.Parameter("comp").empty())
    return Refused(400, "UnsupportedQueryParameter",
                   "Blobs in blocks are not supported: send it in one piece.");
  RemoveOld(endpoint.spool_directory);
  std::error_code failure;
  fs::rename(request.body_file, PathOf(endpoint, request, request.captures[0]), failure);
  if (failure) return Refused(500, "InternalError", "The blob cannot be kept: " + failure.message());
  Response response;
  response.status = 201;
  response.headers = {{"ETag", "\"" + request.request_id + "\""},
                      {"Last-Modified", HttpDate()},
                      {"x-ms-request-server-encrypted", "false"},
                      {"x-ms-version", std::string(request.Header("x-ms-version"))}};
  return response;
}

/// A file as text, with what it takes in memory bounded.
Result<std::string> ReadBlob(const std::string& path) {
  TRY(const auto file, ingest::FileSource::Open(path));
  TRY(std::string text, ingest::ReadAll(*file, kMostQueued));
  TRY_OK(Unpack(text, kMostQueued));
  return text;
}

Result<ingest::RowsReport> TakeBlob(const Endpoint& endpoint, const Request& request,
                                    const QueuedMessage& message) {
  const std::string path = PathOf(endpoint, request, message.blob);
  if (std::error_code ignored; !fs::exists(path, ignored))
    return Fail(ErrorCode::kNotFound, "there is no blob '{}' in this container", message.blob);
  TRY(const std::string text, ReadBlob(path));
  ingest::StreamText stream;
  stream.table = message.table;
  stream.format = message.format;
  stream.skip_first = message.skip_first;
  stream.policy.make = MayMake(endpoint, request, message.table);
  if (!message.mapping.empty()) {
    TRY(stream.mapping, ingest::ColumnMapping::Parse(message.mapping));
  } else if (!message.reference.empty()) {
    TRY(stream.mapping, FindMapping(Mappings(endpoint.store, endpoint.workspace), message.table,
                                    message.format, message.reference));
  }
  // The clients' queue sends a message again if its answer was lost.
  stream.batch_prefix = fmt::format("blob:{}:{}", ingest::ShortDigest(path), message.id);
  TRY(const auto report, ingest::TakeStreamText(*endpoint.storage, *endpoint.clock, stream, text));
  if (report.rejected > 0) {
    return Fail(ErrorCode::kInvalid, "{} rows went in and {} did not: {}", report.rows, report.rejected,
                report.first_reason);
  }
  std::error_code ignored;
  fs::remove(path, ignored);
  return report;
}

Response PostMessage(const Endpoint& endpoint, const Request& request) {
  const auto message = ReadQueuedMessage(request.body);
  if (!message) return Refused(400, "InvalidXmlDocument", message.error().message);
  if (!Serves(endpoint, message->database))
    return Refused(404, "ResourceNotFound", "there is no database '" + message->database + "'");
  const auto report = TakeBlob(endpoint, request, *message);
  if (!report) {
    endpoint.log->Info("queued ingestion refused",
                       {{"table", message->table}, {"why", report.error().message}});
    return report.error().code == ErrorCode::kNotFound
               ? Refused(404, "ResourceNotFound", report.error().message)
               : Refused(400, "InvalidInput", report.error().message);
  }
  endpoint.log->Info("queued ingestion", {{"table", message->table}, {"rows", std::to_string(report->rows)}});
  Response response;
  response.status = 201;
  response.content_type = "application/xml";
  response.body = fmt::format(
      "<?xml version=\"1.0\" encoding=\"utf-8\"?><QueueMessagesList><QueueMessage><MessageId>{0}</MessageId>"
      "<InsertionTime>{1}</InsertionTime><ExpirationTime>{2}</ExpirationTime><PopReceipt>{0}</PopReceipt>"
      "<TimeNextVisible>{1}</TimeNextVisible></QueueMessage></QueueMessagesList>",
      request.request_id, HttpDate(), HttpDate(std::chrono::hours(24)));
  return response;
}

std::string_view Between(std::string_view text, std::string_view open, std::string_view close) {
  const size_t begin = text.find(open);
  if (begin == std::string_view::npos) return {};
  const size_t end = text.find(close, begin + open.size());
  return end == std::string_view::npos ? std::string_view()
                                       : text.substr(begin + open.size(), end - begin - open.size());
}

bool IsTrue(const json::value* value) {
  return value != nullptr && ((value->is_bool() && value->as_bool()) ||
                              (value->is_string() && SameText(hunting::View(value->as_string()), "true")));
}

}  // namespace

Result<QueuedMessage> ReadQueuedMessage(std::string_view xml) {
  const auto bytes = runtime::DecodeBase64(Between(xml, "<MessageText>", "</MessageText>"));
  const json::object root = hunting::ParseObject(bytes.value_or(""));
  if (root.empty()) return Fail(ErrorCode::kInvalid, "the message's text is not the base64 of a JSON object");
  QueuedMessage message;
  std::string_view blob = hunting::TextMember(root, "BlobPath");
  blob = blob.substr(0, blob.find('?'));
  message.blob = PercentDecode(blob.substr(blob.rfind('/') + 1), false);
  message.database = hunting::TextMember(root, "DatabaseName");
  message.table = hunting::TextMember(root, "TableName");
  message.id = hunting::TextMember(root, "Id");
  if (const json::value* more = hunting::Member(root, "AdditionalProperties");
      more != nullptr && more->is_object()) {
    const json::object& properties = more->as_object();
    message.format = hunting::TextMember(properties, "format");
    message.reference = hunting::TextMember(properties, "ingestionMappingReference");
    message.mapping = hunting::TextMember(properties, "ingestionMapping");
    message.skip_first = IsTrue(hunting::Member(properties, "ignoreFirstRecord"));
  }
  if (message.blob.empty() || message.table.empty())
    return Fail(ErrorCode::kInvalid, "the message names no blob, or no table");
  return message;
}

std::vector<Route> QueuedRoutes(const Endpoint& endpoint) {
  return {{.method = "PUT",
           .pattern = std::string(kUploadPath) + "/{blob}",
           .handler = [endpoint](const Request& request) { return PutBlob(endpoint, request); },
           .action = std::string(access::kWriteRows),
           .spool = true},
          {.method = "POST",
           .pattern = std::string(kQueuePath) + "/messages",
           .handler = [endpoint](const Request& request) { return PostMessage(endpoint, request); },
           .action = std::string(access::kWriteRows)}};
}

}  // namespace harrier::api::kusto
