#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include <unistd.h>

#include "api/ingest/report_text.h"
#include "app/client_file.h"
#include "app/commands.h"
#include "app/data_directory.h"
#include "app/progress.h"
#include "app/terminal.h"
#include "base/time_text.h"
#include "ingest/ingest.h"

namespace harrier::app {
namespace {

namespace fs = std::filesystem;

/// DIR/rejected/2026-01-01T000000Z.ndjson, or a file here for a server elsewhere.
std::string RejectsPath(const IngestOptions& options) {
  if (!options.rejects.empty()) return options.rejects;
  std::string time = FormatDatetime(SystemClock().Now()).substr(0, 19) + "Z";
  std::erase(time, ':');
  if (options.data.empty()) return "harrier-rejected-" + time + ".ndjson";
  std::error_code ignored;
  fs::create_directories(options.data + "/rejected", ignored);
  return options.data + "/rejected/" + time + ".ndjson";
}

Result<ingest::IngestRequest> MakeRequest(const IngestOptions& options) {
  ingest::IngestRequest request;
  request.paths = options.files;
  request.table = options.table;
  request.map_path = options.map;
  request.create = options.create;
  request.add_columns = options.add_columns;
  request.force = options.force;
  if (!options.format.empty()) {
    request.format = ingest::FormatFromName(options.format);
    if (!request.format) return Fail(ErrorCode::kInvalid, "there is no format '{}'", options.format);
  }
  for (const std::string& path : options.files) {
    std::error_code failure;
    if (!fs::exists(path, failure)) return Fail(ErrorCode::kNotFound, "there is no file '{}'", path);
  }
  return request;
}

Result<ingest::IngestReport> IngestHere(engine::Storage& storage, const ingest::IngestRequest& request) {
  Progress progress;
  const SystemClock clock;
  return ingest::Ingest(storage, clock, request, [&](const ingest::IngestProgress& at) {
    const double share =
        at.total_bytes == 0 ? -1 : static_cast<double>(at.bytes) / static_cast<double>(at.total_bytes);
    progress.Show(at.path, at.events, share);
  });
}

/// The files in folders, in order of name; files as they are.
Result<std::vector<std::string>> AllFiles(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code failure;
    if (!fs::is_directory(path, failure)) {
      files.push_back(path);
      continue;
    }
    const size_t before = files.size();
    for (fs::recursive_directory_iterator at(path, failure), end; !failure && at != end;
         at.increment(failure)) {
      if (at->is_regular_file(failure)) files.push_back(at->path().string());
    }
    if (failure) return Fail(ErrorCode::kIo, "cannot read '{}': {}", path, failure.message());
    std::sort(files.begin() + static_cast<std::ptrdiff_t>(before), files.end());
  }
  return files;
}

Result<std::string> ReadMap(const std::string& path) {
  if (path.empty()) return std::string();
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  if (!file) return Fail(ErrorCode::kNotFound, "cannot read '{}'", path);
  return text.str();
}

/// Sends one file to a server.
Result<ingest::IngestReport> Upload(const api::Client& client, const IngestOptions& options,
                                    const std::string& map, const std::string& path, std::string& rejects) {
  std::string target = "/api/v1/ingest?name=" + PercentEncode(path);
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) target.append("&").append(name).append("=").append(PercentEncode(value));
  };
  add("workspace", options.workspace);
  add("table", options.table);
  add("format", options.format);
  add("map", map);
  add("create", options.create ? "1" : "");
  add("add_columns", options.add_columns ? "1" : "");
  add("force", options.force ? "1" : "");
  TRY(const auto answer,
      client.Send(
          {.target = target, .headers = {{"Content-Type", "application/octet-stream"}}, .body_file = path}));
  if (answer.status == 200) return api::ReportFromJson(answer.body, rejects);
  return tl::unexpected(api::ErrorFromBody(answer.status, answer.body));
}

Result<ingest::IngestReport> IngestThere(const api::Client& client, const IngestOptions& options,
                                         const std::string& rejects_path) {
  TRY(const auto files, AllFiles(options.files));
  TRY(const std::string map, ReadMap(options.map));
  ingest::IngestReport whole;
  Progress progress;
  uint64_t rows = 0;
  for (const std::string& path : files) {
    progress.Show(path, rows, static_cast<double>(whole.files.size()) / static_cast<double>(files.size()));
    std::string rejects;
    auto report = Upload(client, options, map, path, rejects);
    if (!report) {
      progress.Clear();
      return report;
    }
    if (!rejects.empty()) std::ofstream(rejects_path, std::ios::binary | std::ios::app) << rejects;
    rows += report->Total().rows;
    std::move(report->files.begin(), report->files.end(), std::back_inserter(whole.files));
  }
  whole.seconds = progress.took().count();
  return whole;
}

void PrintFile(const ingest::FileReport& file) {
  std::cout << file.path << ": ";
  if (file.error) std::cout << "error: " << file.error->message << (file.events > 0 ? "; " : "");
  if (!file.error || file.events > 0) {
    std::cout << Grouped(file.rows) << (file.rows == 1 ? " row" : " rows");
    std::string_view separator = " into ";
    for (const auto& [table, rows] : file.rows_by_table) {
      std::cout << separator << table;
      if (file.rows_by_table.size() > 1) std::cout << " " << Grouped(rows);
      separator = ", ";
    }
    if (file.rejected > 0) std::cout << ", " << Grouped(file.rejected) << " rejected";
    if (file.duplicates > 0) std::cout << ", " << Grouped(file.duplicates) << " there already";
    if (file.overflowed > 0) std::cout << ", " << Grouped(file.overflowed) << " values in _Overflow";
  }
  std::cout << '\n';
  for (const std::string& note : file.notes) std::cout << "  " << note << '\n';
}

/// False if any file did not go in.
bool Print(const ingest::IngestReport& report, const std::string& rejects_path) {
  bool good = true;
  for (const ingest::FileReport& file : report.files) {
    PrintFile(file);
    good = good && !file.error;
  }
  const ingest::FileReport total = report.Total();
  const double seconds = std::max(report.seconds, 0.001);
  std::cout << fmt::format("{} events in: {} rows, {} rejected", Grouped(total.events), Grouped(total.rows),
                           Grouped(total.rejected));
  if (total.duplicates > 0) std::cout << ", " << Grouped(total.duplicates) << " there already";
  std::cout << fmt::format(" in {:.1f} s ({} rows/s, {:.0f} MB/s)\n", seconds,
                           Grouped(static_cast<uint64_t>(static_cast<double>(total.rows) / seconds)),
                           static_cast<double>(total.bytes) / 1e6 / seconds);
  if (total.rejected > 0) std::cout << "the rejected ones, with reasons: " << rejects_path << '\n';
  std::cout << std::flush;
  return good;
}

Result<bool> Run(const IngestOptions& options) {
  if (options.data.empty() == options.url.empty()) {
    return Fail(ErrorCode::kInvalid, "say where the logs go: --data DIR, or --url http://127.0.0.1:8080");
  }
  TRY(ingest::IngestRequest request, MakeRequest(options));
  std::optional<api::Client> client;
  if (options.data.empty()) {
    TRY(client, Connect(options.url));
  } else {
    TRY(client, ConnectTo(options.data));
  }
  if (client) {
    const std::string rejects_path = RejectsPath(options);
    TRY(const auto report, IngestThere(*client, options, rejects_path));
    return Print(report, rejects_path);
  }
  TRY(const auto directory, DataDirectory::Open(options.data, Config{}));
  TRY(engine::Storage* const storage, StorageOf(*directory, options.data, options.workspace));
  request.rejects_path = RejectsPath(options);
  TRY(const auto report, IngestHere(*storage, request));
  TRY_OK(storage->Checkpoint());
  return Print(report, request.rejects_path);
}

}  // namespace

int RunIngest(const IngestOptions& options) {
  const auto good = Run(options);
  if (good) return *good ? 0 : 1;
  std::cerr << ErrorReport(good.error(), "", Terminal::Of(STDERR_FILENO).color);
  return ExitStatus(good.error());
}

}  // namespace harrier::app
