#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include <unistd.h>

#include "api/server/client.h"
#include "app/commands.h"
#include "app/data_directory.h"
#include "app/progress.h"
#include "app/server_file.h"
#include "app/terminal.h"
#include "base/json_text.h"
#include "base/ticks.h"
#include "base/time_text.h"
#include "ingest/demo/demo.h"
#include "query/writers/cell_text.h"

namespace harrier::app {
namespace {

using ingest::demo::DemoOptions;

/// After a longer pause nobody wants to wait for what happened meanwhile.
constexpr int64_t kLongestGap = 2 * kTicksPerDay;

/// Where the batches of the three weeks go.
class StorageSink final : public ingest::BatchSink {
 public:
  StorageSink(engine::Storage& storage, std::string name, int64_t begin, int64_t end)
      : storage_(storage), name_(std::move(name)), begin_(begin), end_(end) {}

  Status Accept(runtime::Batch batch) override {
    rows_ += batch.rows();
    // Filling again after a kill must not double what is there: the same options make the same batches.
    TRY_OK(storage_.Append(batch, fmt::format("{}-{}", name_, number_++), end_));
    progress_.Show(batch.table, rows_, Share(batch));
    return Ok();
  }
  uint64_t rows() const { return rows_; }
  double seconds() const { return progress_.took().count(); }

 private:
  /// Batches come in rough order of time.
  double Share(const runtime::Batch& batch) const {
    for (const auto& [name, column] : batch.columns) {
      if (name != "TimeGenerated" || column.size() == 0 || end_ <= begin_) continue;
      const int64_t last = column.View().cell<int64_t>(column.size() - 1);
      return static_cast<double>(last - begin_) / static_cast<double>(end_ - begin_);
    }
    return -1;
  }

  engine::Storage& storage_;
  std::string name_;
  int64_t begin_;
  int64_t end_;
  uint64_t number_ = 0;
  uint64_t rows_ = 0;
  Progress progress_;
};

/// The end of the three weeks: DEMO_NOW, or now.
Result<int64_t> EndOf(const Clock& clock) {
  const char* const given = std::getenv("DEMO_NOW");
  if (given == nullptr || *given == '\0') return clock.Now();
  const auto ticks = ParseDatetime(given);
  if (!ticks)
    return Fail(ErrorCode::kInvalid, "DEMO_NOW '{}' is no time such as 2026-01-01T00:00:00Z", given);
  return *ticks;
}

Status WriteFile(const std::string& path, const std::string& text) {
  std::ofstream file(path + ".part", std::ios::binary);
  file << text;
  file.close();
  std::error_code failure;
  if (file) std::filesystem::rename(path + ".part", path, failure);
  if (!file || failure) return Fail(ErrorCode::kIo, "cannot write '{}'", path);
  return Ok();
}

/// What `demo feed` needs to go on in the same company.
Status WriteFacts(const std::string& data, const DemoOptions& options) {
  return WriteFile(data + "/demo.txt",
                   fmt::format("{} {} {}\n", options.seed, options.end_ticks, options.scale));
}

Result<DemoOptions> ReadFacts(const std::string& data) {
  std::ifstream file(data + "/demo.txt");
  DemoOptions options;
  file >> options.seed >> options.end_ticks >> options.scale;
  if (!file)
    return Fail(ErrorCode::kNotFound, "'{}' is no demo workspace: make one with harrier demo --data DIR",
                data);
  return options;
}

Status Fill(const DemoCommandOptions& command) {
  if (const auto server = FindServer(command.data)) {
    return Fail(ErrorCode::kConflict, "a server has '{}': {}; stop it first", command.data, server->url());
  }
  TRY(const auto workspace, DataDirectory::Open(command.data, Config{}));
  TRY(const int64_t end, EndOf(workspace->clock));
  const DemoOptions options{.seed = command.seed, .end_ticks = end, .scale = command.scale};
  engine::Storage& storage = workspace->database->storage();
  uint64_t rows = 0;
  double seconds = 0;
  {
    StorageSink sink(storage, fmt::format("demo-{}-{}-{}", options.seed, end, options.scale),
                     end - ingest::demo::kDemoDays * kTicksPerDay, end);
    TRY_OK(ingest::demo::GenerateDemo(options, sink));
    TRY_OK(storage.Checkpoint());
    rows = sink.rows();
    seconds = sink.seconds();
  }
  TRY_OK(WriteFile(command.data + "/story.json", ingest::demo::DemoStory(options)));
  TRY_OK(WriteFacts(command.data, options));
  std::cout << fmt::format("{} rows of three weeks until {} in {:.1f} s\n", Grouped(rows),
                           FormatDatetime(end).substr(0, 19) + "Z", seconds)
            << std::flush;
  return Ok();
}

/// A batch as the lines that the server's streaming ingestion takes.
std::string Lines(const runtime::Batch& batch) {
  std::string out;
  for (size_t row = 0; row < batch.rows(); ++row) {
    out += '{';
    bool first = true;
    for (const auto& [name, column] : batch.columns) {
      const runtime::ColumnView view = column.View();
      if (!view.valid(row)) continue;
      if (!first) out += ',';
      first = false;
      AppendJsonString(out, name);
      out += ':';
      query::AppendJsonCell(out, view, row);
    }
    out += "}\n";
  }
  return out;
}

Status Send(const Target& target, const runtime::Batch& batch, int64_t now) {
  if (!target.client) {
    const std::string id = fmt::format("feed-{}-{}-{}", ::getpid(), now, batch.table);
    TRY_OK(target.storage->Append(batch, id, now));
    return Ok();
  }
  TRY(const auto answer,
      target.client->Send({.target = "/v1/rest/ingest/NetDefaultDB/" + batch.table + "?streamFormat=json",
                           .headers = {{"Content-Type", "application/json"}},
                           .body = Lines(batch)}));
  if (answer.status == 200) return Ok();
  return Fail(ErrorCode::kIo, "{} took no rows of {}: {}", target.client->url(), batch.table,
              answer.body.substr(0, 300));
}

Status Feed(const DemoCommandOptions& command) {
  TRY(const DemoOptions options, ReadFacts(command.data));
  TRY(const auto target, Target::Open(command.data, "", ""));
  ingest::demo::DemoFeed feed(options);
  const SystemClock clock;
  const int64_t begin = clock.Now();
  // What happened since the three weeks comes at once, then all goes at the clock's pace; if they ended long
  // ago, their time just goes on.
  int64_t from = options.end_ticks;
  const int64_t behind = begin - options.end_ticks;
  const int64_t start = behind >= 0 && behind < kLongestGap ? begin : options.end_ticks;
  uint64_t rows = 0;
  Progress progress;
  while (command.seconds == 0 ||
         clock.Now() - begin < static_cast<int64_t>(command.seconds) * kTicksPerSecond) {
    std::this_thread::sleep_for(std::chrono::seconds(1));
    const int64_t to = start + (clock.Now() - begin);
    for (const runtime::Batch& batch : feed.Next(from, to)) {
      TRY_OK(Send(*target, batch, clock.Now()));
      rows += batch.rows();
    }
    from = to;
    progress.Show("fed", rows, -1);
  }
  progress.Clear();
  std::cout << Grouped(rows) << " rows fed\n";
  return Ok();
}

int Report(const Status& status) {
  if (status) return 0;
  std::cerr << ErrorReport(status.error(), "", Terminal::Of(STDERR_FILENO).color);
  return ExitStatus(status.error());
}

}  // namespace

int RunDemo(const DemoCommandOptions& options) {
  if (const int status = Report(Fill(options)); status != 0 || options.fill_only) return status;
  return RunServe({.data = options.data,
                   .config = "",
                   .settings = {},
                   .http = options.http,
                   .https = "",
                   .http_role = ""});
}

int RunDemoFeed(const DemoCommandOptions& options) {
  return Report(Feed(options));
}

}  // namespace harrier::app
