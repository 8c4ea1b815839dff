#include <array>

#include "base/time_text.h"
#include "ingest/formats/format.h"
#include "ingest/sources/source.h"

// Amazon S3 documentation, server access log format: values apart by blanks, in quotes or brackets where they
// hold some. And CSV lists of calls to buckets as alerting tools export them.
namespace harrier::ingest {
namespace {

// In the log's order.
constexpr std::array<std::string_view, 27> kColumns = {"BucketOwner",    "Bucket",
                                                       "TimeGenerated",  "RemoteIp",
                                                       "Requester",      "RequestId",
                                                       "Operation",      "Key",
                                                       "RequestUri",     "HttpStatus",
                                                       "ErrorCode",      "BytesSent",
                                                       "ObjectSize",     "TotalTime",
                                                       "TurnAroundTime", "Referer",
                                                       "UserAgent",      "VersionId",
                                                       "HostId",         "SignatureVersion",
                                                       "CipherSuite",    "AuthenticationType",
                                                       "HostHeader",     "TLSVersion",
                                                       "AccessPointARN", "ACLRequired",
                                                       "SourceRegion"};

std::vector<std::string_view> Split(std::string_view line) {
  std::vector<std::string_view> parts;
  for (size_t at = 0; at < line.size();) {
    if (line[at] == ' ') {
      ++at;
      continue;
    }
    const char close = line[at] == '"' ? '"' : line[at] == '[' ? ']' : ' ';
    const size_t begin = close == ' ' ? at : at + 1;
    size_t end = std::min(line.find(close, begin), line.size());
    // A quote inside of a value is followed by more of it.
    while (close == '"' && end + 1 < line.size() && line[end + 1] != ' ') {
      end = std::min(line.find('"', end + 1), line.size());
    }
    parts.push_back(line.substr(begin, end - begin));
    at = end + 1;
  }
  return parts;
}

/// "06/Feb/2019:00:00:38 +0000" as Kusto reads it.
std::string_view TimeText(std::string_view text, Scratch& scratch) {
  if (text.size() < 26 || text[2] != '/' || text[6] != '/' || text[11] != ':') return {};
  std::string& out = scratch.New();
  out.append(text.substr(0, 2)).append(" ").append(text.substr(3, 3)).append(" ").append(text.substr(7, 4));
  out.append(" ").append(text.substr(12, 8)).append(" ").append(text.substr(21));
  if (ParseDatetime(out)) return out;
  // Without the offset, which is +0000 always.
  out.resize(out.rfind(' '));
  return out;
}

bool IsLine(std::string_view line) {
  constexpr size_t kOwner = 64;
  return line.size() > kOwner + 30 && line[kOwner] == ' ' && line.find(" [") < 200 &&
         line.substr(0, kOwner).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool IsCallList(const Record& record) {
  return record.Has("Event Name") && record.Has("Request ID") && record.Has("Source IP") &&
         record.Has("Request Parameters");
}

bool Matches(const Record& record, SourceContext&) {
  if (const Field* line = record.Find(kLineField)) return record.fields.size() == 1 && IsLine(line->text);
  return IsCallList(record);
}

std::string_view Map(const Record& record, SourceContext&, Row& row, Scratch& scratch) {
  row.table = "AWSS3ServerAccess";
  const Field* const line = record.Find(kLineField);
  if (line == nullptr) {
    for (const Field& field : record.fields) {
      const std::string_view name = field.name;
      if (name == "Event Name") {
        Put(row, "Operation", field);
      } else if (name == "Request ID") {
        Put(row, "RequestId", field);
      } else if (name == "User ID") {
        Put(row, "Requester", field);
      } else if (name == "Event DateTime") {
        Put(row, "TimeGenerated", field);
      } else if (name == "Source IP") {
        Put(row, "RemoteIp", field);
      } else if (name == "Request User Agent") {
        Put(row, "UserAgent", field);
      } else {
        Put(row, name, field);
      }
    }
    const std::string_view parameters = record.Text("Request Parameters");
    constexpr std::string_view kBucket = "'bucketName': '";
    const size_t at = parameters.find(kBucket);
    if (at != std::string_view::npos) {
      const std::string_view rest = parameters.substr(at + kBucket.size());
      Put(row, "Bucket", rest.substr(0, rest.find('\'')));
    }
    return {};
  }
  const auto parts = Split(line->text);
  constexpr size_t kFewest = 18;
  if (parts.size() < kFewest) return "not a whole line of an S3 server access log";
  for (size_t i = 0; i < parts.size() && i < kColumns.size(); ++i) {
    if (parts[i] == "-") continue;
    Put(row, kColumns[i], kColumns[i] == "TimeGenerated" ? TimeText(parts[i], scratch) : parts[i]);
  }
  return {};
}

}  // namespace

const Source kS3Access{"s3_access", "AWSS3ServerAccess", false, Matches, Map};

}  // namespace harrier::ingest
