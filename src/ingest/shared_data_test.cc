#include <cstdlib>

#include <signal.h>
#include <sys/wait.h>

#include "ingest/containers/container.h"
#include "ingest/ingest_testing.h"

namespace harrier::ingest {
namespace {

namespace fs = std::filesystem;

/// Real logs, which lie outside of the project.
std::string SharedData() {
  const char* const shared = std::getenv("HARRIER_SHARED");
  const std::string root = shared == nullptr ? "../shared" : shared;
  return root + "/data";
}

size_t CountLines(std::string_view text) {
  const auto ends = static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
  return ends + (!text.empty() && text.back() != '\n' ? 1 : 0);
}

/// Records of an evtx file by their marks, chunk by chunk.
size_t CountEvtxRecords(std::string_view bytes) {
  const auto number = [&](size_t at) {
    uint32_t n = 0;
    std::memcpy(&n, bytes.data() + at, sizeof n);
    return n;
  };
  constexpr size_t kHead = 4096;
  constexpr size_t kChunk = 65536;
  constexpr uint32_t kMark = 0x2a2a;
  size_t count = 0;
  for (size_t chunk = kHead; chunk + kChunk <= bytes.size(); chunk += kChunk) {
    if (!bytes.substr(chunk).starts_with("ElfChnk")) continue;
    const size_t end = chunk + number(chunk + 48);
    for (size_t at = chunk + 512; at + 8 <= end && number(at) == kMark && number(at + 4) > 0;
         at += number(at + 4)) {
      ++count;
    }
  }
  return count;
}

/// The events of a file, counted without any of the readers.
size_t CountEvents(const std::string& path) {
  size_t count = 0;
  const Status visited = VisitLogs(path, [&](const std::string& name, PeekSource& source) -> Status {
    TRY(const std::string bytes, ReadAll(source));
    if (name.ends_with(".evtx")) {
      count += CountEvtxRecords(bytes);
    } else {
      count += CountLines(bytes) - (name.ends_with(".csv") ? 1 : 0);
    }
    return Ok();
  });
  EXPECT_TRUE(visited.has_value());
  return count;
}

TEST(SharedData, AllOfItGoesIn) {
  const std::string data = SharedData();
  if (!fs::exists(data)) GTEST_SKIP() << "no " << data << ": set HARRIER_SHARED";
  const auto database = engine::duckdb::OpenAt("").value();
  IngestRequest request;
  request.paths = {data + "/otrf", data + "/evtx"};
  const auto report = Ingest(database->storage(), engine::duckdb::TestClock(), request);
  ASSERT_TRUE(report.has_value()) << report.error().message;
  EXPECT_EQ(report->files.size(), 41U);
  for (const FileReport& file : report->files) {
    const std::string name = file.path.substr(file.path.rfind('/') + 1);
    EXPECT_FALSE(file.error.has_value()) << name << ": " << file.error->message;
    EXPECT_EQ(file.events, CountEvents(file.path)) << name;
    EXPECT_EQ(file.events, file.rows + file.rejected) << name;
    EXPECT_LE(static_cast<double>(file.rejected), 0.001 * static_cast<double>(file.events)) << name;
    std::string tables;
    for (const auto& [table, rows] : file.rows_by_table)
      tables += fmt::format("{}{} {}", tables.empty() ? "" : ", ", table, rows);
    fmt::print("| {} | {} | {} | {} | {} |\n", name, file.events, file.rows, file.rejected, tables);
  }
  const FileReport total = report->Total();
  fmt::print("| all | {} | {} | {} | |\n", total.events, total.rows, total.rejected);
  for (const auto& [table, rows] : total.rows_by_table) {
    EXPECT_EQ(database->storage().Stats(table).value().rows, rows) << table;
  }
}

/// Lines of NDJSON for Syslog, each with its number.
std::string ManyLines(size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    fmt::format_to(std::back_inserter(text),
                   "{{\"TimeGenerated\":\"2026-01-02T03:04:05Z\",\"Type\":\"Syslog\",\"Computer\":\"web{}\","
                   "\"SyslogMessage\":\"message {} of a long series\"}}\n",
                   i % 10, i);
  }
  return text;
}

TEST(KilledIngest, LosesNothingAndGoesOn) {
  constexpr size_t kLines = 120'000;
  const engine::duckdb::TemporaryDirectory directory;
  const std::string data = directory.path() + "/data";
  const std::string log = directory.path() + "/log.json";
  std::ofstream(log) << ManyLines(kLines);
  IngestRequest request;
  request.paths = {log};
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    // A batch is acknowledged when the one after it is being read.
    auto database = engine::duckdb::OpenAt(data);
    if (!database) ::_exit(1);
    const auto tell = [&](const IngestProgress& progress) {
      const uint64_t acknowledged = progress.events / 10'000 * 10'000;
      if (::write(ends[1], &acknowledged, sizeof acknowledged) < 0) ::_exit(2);
    };
    (void)Ingest((*database)->storage(), engine::duckdb::TestClock(), request, tell);
    ::_exit(3);
  }
  ::close(ends[1]);
  uint64_t acknowledged = 0;
  while (acknowledged < 60'000 &&
         ::read(ends[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged) {
  }
  ::kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  while (::read(ends[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged) {
  }
  ::close(ends[0]);
  ASSERT_TRUE(WIFSIGNALED(status)) << WEXITSTATUS(status);
  ASSERT_GE(acknowledged, 60'000U);
  const auto database = engine::duckdb::OpenAt(data).value();
  const size_t kept = engine::duckdb::CountRows(*database, "Syslog");
  EXPECT_GE(kept, acknowledged);
  EXPECT_LT(kept, kLines);
  const auto report = Ingest(database->storage(), engine::duckdb::TestClock(), request);
  ASSERT_TRUE(report.has_value()) << report.error().message;
  EXPECT_EQ(report->files[0].duplicates, kept);
  EXPECT_EQ(report->files[0].rows, kLines - kept);
  EXPECT_EQ(engine::duckdb::CountRows(*database, "Syslog"), kLines);
}

}  // namespace
}  // namespace harrier::ingest
