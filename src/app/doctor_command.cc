#include <filesystem>
#include <iostream>
#include <thread>

#include <unistd.h>

#include "app/commands.h"
#include "app/data_directory.h"
#include "app/server_file.h"
#include "app/terminal.h"
#include "base/version.h"

namespace harrier::app {
namespace {

/// A line of the report.
void Say(std::string_view what, std::string_view how) {
  std::cout << fmt::format("{:<12}{}\n", what, how);
}

Status CheckData(const std::string& data) {
  if (!std::filesystem::is_directory(data))
    return Fail(ErrorCode::kNotFound, "there is no data directory '{}'", data);
  if (const auto server = FindServer(data)) {
    Say("server", server->url() + " answers and has the directory");
    return Ok();
  }
  TRY(const auto directory, DataDirectory::Open(data, Config{}));
  uint64_t tables = 0, rows = 0, bytes = 0;
  for (const auto& table : directory->database->storage().catalog()->tables()) {
    TRY(const auto stats, directory->database->storage().Stats(table->name));
    tables += stats.rows > 0 ? 1 : 0;
    rows += stats.rows;
    bytes += stats.bytes;
  }
  Say("server", "none runs");
  Say("logs", fmt::format("{} rows in {} tables, {:.1f} MB", rows, tables, static_cast<double>(bytes) / 1e6));
  return Ok();
}

}  // namespace

int RunDoctor(const DoctorOptions& options) {
  Say("harrier", Version());
  Say("cores", std::to_string(std::thread::hardware_concurrency()));
  std::error_code failure;
  const auto space = std::filesystem::space(options.data.empty() ? "." : options.data, failure);
  if (!failure) Say("free disk", fmt::format("{:.1f} GB", static_cast<double>(space.available) / 1e9));
  if (options.data.empty()) return 0;
  Say("data", options.data);
  const Status status = CheckData(options.data);
  if (status) return 0;
  std::cerr << ErrorReport(status.error(), "", Terminal::Of(STDERR_FILENO).color);
  return ExitStatus(status.error());
}

}  // namespace harrier::app
