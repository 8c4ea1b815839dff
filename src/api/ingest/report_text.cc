#include "api/ingest/report_text.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace harrier::api {
namespace {

namespace json = boost::json;

json::object FileToJson(const ingest::FileReport& file) {
  json::object tables;
  for (const auto& [name, rows] : file.rows_by_table) tables[name] = rows;
  json::object out{{"path", file.path},
                   {"events", file.events},
                   {"rows", file.rows},
                   {"rejected", file.rejected},
                   {"duplicates", file.duplicates},
                   {"overflowed", file.overflowed},
                   {"bytes", file.bytes},
                   {"rowsByTable", std::move(tables)},
                   {"notes", json::array(file.notes.begin(), file.notes.end())}};
  if (file.error) {
    out["error"] =
        json::object{{"kind", static_cast<int>(file.error->code)}, {"message", file.error->message}};
  }
  return out;
}

uint64_t Count(const json::object& object, const char* name) {
  const json::value* const value = object.if_contains(name);
  if (value == nullptr) return 0;
  if (value->is_uint64()) return value->as_uint64();
  return value->is_int64() && value->as_int64() >= 0 ? static_cast<uint64_t>(value->as_int64()) : 0;
}

std::string Text(const json::object& object, const char* name) {
  const json::value* const value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

ingest::FileReport FileFromJson(const json::object& object) {
  ingest::FileReport file;
  file.path = Text(object, "path");
  file.events = Count(object, "events");
  file.rows = Count(object, "rows");
  file.rejected = Count(object, "rejected");
  file.duplicates = Count(object, "duplicates");
  file.overflowed = Count(object, "overflowed");
  file.bytes = Count(object, "bytes");
  if (const json::value* const tables = object.if_contains("rowsByTable");
      tables != nullptr && tables->is_object()) {
    for (const auto& [name, rows] : tables->as_object()) {
      file.rows_by_table[std::string(name)] = Count(tables->as_object(), std::string(name).c_str());
    }
  }
  if (const json::value* const notes = object.if_contains("notes"); notes != nullptr && notes->is_array()) {
    for (const json::value& note : notes->as_array()) {
      if (note.is_string()) file.notes.emplace_back(note.as_string());
    }
  }
  if (const json::value* const error = object.if_contains("error"); error != nullptr && error->is_object()) {
    const uint64_t kind = Count(error->as_object(), "kind");
    const auto last = static_cast<uint64_t>(ErrorCode::kInternal);
    file.error = Error{static_cast<ErrorCode>(std::min(kind, last)), Text(error->as_object(), "message")};
  }
  return file;
}

}  // namespace

std::string ReportToJson(const ingest::IngestReport& report, std::string_view rejects) {
  json::array files;
  for (const ingest::FileReport& file : report.files) files.push_back(FileToJson(file));
  return json::serialize(json::object{{"files", std::move(files)},
                                      {"seconds", report.seconds},
                                      {"rejects", json::string(rejects.data(), rejects.size())}});
}

Result<ingest::IngestReport> ReportFromJson(std::string_view text, std::string& rejects) {
  json::error_code failure;
  const json::value root = json::parse(json::string_view(text.data(), text.size()), failure);
  const json::value* const files =
      failure || !root.is_object() ? nullptr : root.as_object().if_contains("files");
  if (files == nullptr || !files->is_array()) return Fail(ErrorCode::kIo, "the server's answer is no report");
  ingest::IngestReport report;
  for (const json::value& file : files->as_array()) {
    if (file.is_object()) report.files.push_back(FileFromJson(file.as_object()));
  }
  rejects = Text(root.as_object(), "rejects");
  return report;
}

Error ErrorFromBody(int status, std::string_view body) {
  json::error_code failure;
  const json::value root = json::parse(json::string_view(body.data(), body.size()), failure);
  Error error{status >= 500 ? ErrorCode::kIo : ErrorCode::kInvalid,
              fmt::format("the server answered {}", status)};
  if (failure || !root.is_object()) return error;
  const json::value* const told = root.as_object().if_contains("error");
  if (told != nullptr && told->is_object()) error.message = Text(told->as_object(), "message");
  return error;
}

}  // namespace harrier::api
