#include "api/ingest/routes.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "access/actions.h"
#include "access/caller.h"
#include "api/ingest/report_text.h"
#include "ingest/ingest.h"

namespace harrier::api {
namespace {

/// More of the rejected events is not sent back.
constexpr size_t kMaxRejects = size_t{16} << 20;

/// A folder for one upload, removed with what is in it.
class UploadFolder {
 public:
  explicit UploadFolder(std::string path) : path_(std::move(path)) {
    std::error_code ignored;
    std::filesystem::create_directory(path_, ignored);
  }
  UploadFolder(const UploadFolder&) = delete;
  UploadFolder& operator=(const UploadFolder&) = delete;
  ~UploadFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// The last part of a name, without what could lead elsewhere.
std::string FileName(std::string_view name) {
  std::string out(name.substr(name.find_last_of('/') + 1));
  std::erase_if(out, [](unsigned char c) { return c < 0x20; });
  if (out.empty() || out == "." || out == "..") return "upload";
  return out.substr(0, 200);
}

std::string ReadBeginning(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(kMaxRejects, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  if (text.size() == kMaxRejects) text.resize(text.rfind('\n') + 1);
  return text;
}

Response Refuse(const Error& error) {
  return ErrorResponse(error.code == ErrorCode::kIo ? 500 : 400, "IngestFailed", error.message);
}

Response Take(const IngestEndpoint& endpoint, const Request& request) {
  const bool makes_columns = request.Parameter("create") == "1" || request.Parameter("add_columns") == "1";
  if (makes_columns && request.caller != nullptr) {
    if (const auto allowed = request.caller->Require(access::kWriteTables); !allowed)
      return Forbidden(ErrorStyle::kAzure, request, allowed.error().message);
  }
  const UploadFolder folder(request.body_file + ".d");
  const std::string given(request.Parameter("name"));
  const std::string path = folder.path() + "/" + FileName(given);
  std::error_code failure;
  std::filesystem::rename(request.body_file, path, failure);
  if (failure) return ErrorResponse(500, "IngestFailed", "The upload cannot be kept: " + failure.message());

  ingest::IngestRequest ask;
  ask.paths = {path};
  ask.table = std::string(request.Parameter("table"));
  ask.create = request.Parameter("create") == "1";
  ask.add_columns = request.Parameter("add_columns") == "1";
  ask.force = request.Parameter("force") == "1";
  ask.rejects_path = folder.path() + ".rejected";
  if (const auto format = request.Parameter("format"); !format.empty()) {
    ask.format = ingest::FormatFromName(format);
    if (!ask.format)
      return ErrorResponse(400, "IngestFailed", "there is no format '" + std::string(format) + "'");
  }
  if (const auto map = request.Parameter("map"); !map.empty()) {
    ask.map_path = folder.path() + ".map.yaml";
    std::ofstream(ask.map_path, std::ios::binary) << map;
  }
  auto report = ingest::Ingest(*endpoint.storage, *endpoint.clock, ask);
  const std::string rejects = ReadBeginning(ask.rejects_path);
  std::filesystem::remove(ask.rejects_path, failure);
  if (!ask.map_path.empty()) std::filesystem::remove(ask.map_path, failure);
  if (!report) return Refuse(report.error());
  for (ingest::FileReport& file : report->files) file.path = given;
  const ingest::FileReport total = report->Total();
  endpoint.log->Info("ingest", {{"file", given},
                                {"rows", std::to_string(total.rows)},
                                {"rejected", std::to_string(total.rejected)},
                                {"seconds", fmt::format("{:.2f}", report->seconds)}});
  Response response;
  response.body = ReportToJson(*report, rejects);
  return response;
}

}  // namespace

std::vector<Route> IngestRoutes(const IngestEndpoint& endpoint) {
  return {{.method = "POST",
           .pattern = "/api/v1/ingest",
           .handler = [endpoint](const Request& request) { return Take(endpoint, request); },
           .action = std::string(access::kWriteRows),
           .spool = true}};
}

}  // namespace harrier::api
