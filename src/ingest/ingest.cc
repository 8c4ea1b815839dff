#include "ingest/ingest.h"

#include <chrono>
#include <filesystem>

#include "ingest/containers/container.h"
#include "ingest/digest.h"
#include "ingest/file_ingest.h"

namespace harrier::ingest {
namespace {

namespace fs = std::filesystem;

/// Counts the bytes that are read, and tells of them now and then.
class CountingSource final : public ByteSource {
 public:
  CountingSource(ByteSource& inner, uint64_t& bytes, const std::function<void()>& tell)
      : inner_(inner), bytes_(bytes), tell_(tell) {}
  Result<size_t> Read(char* out, size_t size) override {
    TRY(const size_t n, inner_.Read(out, size));
    bytes_ += n;
    tell_();
    return n;
  }

 private:
  ByteSource& inner_;
  uint64_t& bytes_;
  const std::function<void()>& tell_;
};

/// Files as they are, folders as all files in them, in order of name.
Result<std::vector<std::string>> Expand(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    std::vector<std::string> inside;
    for (auto at = fs::recursive_directory_iterator(path, error); !error && at != fs::end(at);
         at.increment(error)) {
      std::error_code ignored;
      const bool hidden = at->path().filename().string().starts_with('.');
      if (!hidden && at->is_regular_file(ignored)) inside.push_back(at->path().string());
    }
    if (error) return Fail(ErrorCode::kIo, "cannot read '{}': {}", path, error.message());
    std::sort(inside.begin(), inside.end());
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

/// Whether a file itself, not packed, begins with `magic`.
bool BeginsWith(const std::string& path, std::string_view magic) {
  const auto file = FileSource::Open(path);
  if (!file) return false;
  char head[16];
  const auto n = (*file)->Read(head, magic.size());
  return n && std::string_view(head, *n) == magic;
}

/// Failures after which no other file would fare better.
bool EndsAll(const Error& error) {
  return error.code == ErrorCode::kInternal || error.message.find("is full") != std::string::npos ||
         error.message.find("nothing of this batch was written") != std::string::npos ||
         error.message.find("failed before") != std::string::npos;
}

Status IngestFile(engine::Storage& storage, const Clock& clock, const IngestRequest& request,
                  const FieldMap* map, Rejects& rejects,
                  const std::function<void(const IngestProgress&)>& progress, FileReport& report) {
  TRY(std::string digest, DigestOfFile(report.path));
  std::error_code ignored;
  const uint64_t size = fs::file_size(report.path, ignored);
  FileIngest ingest(storage, clock, request, map, std::move(digest), rejects, report);
  const std::string whole_parquet = BeginsWith(report.path, "PAR1") ? report.path : "";
  size_t logs = 0;
  size_t unknown = 0;
  std::optional<Error> first_unknown;
  std::optional<Error> damage;
  const Status visited = VisitLogs(report.path, [&](const std::string& name, PeekSource& source) -> Status {
    ++logs;
    const bool packed = name != report.path.substr(report.path.rfind('/') + 1);
    const std::function<void()> tell = [&] {
      if (progress) progress({report.path, report.events, report.bytes, packed ? 0 : size});
    };
    CountingSource counting(source, report.bytes, tell);
    PeekSource peek(counting);
    const Status read = ingest.ReadLog(name, whole_parquet, peek);
    if (read) return Ok();
    // In an archive, logs that are broken or of no known kind do not hide the others.
    const Error& error = read.error();
    if (error.code == ErrorCode::kNotSupported) {
      ++unknown;
      if (!first_unknown) first_unknown = error;
    } else if (error.code == ErrorCode::kInvalid || error.code == ErrorCode::kLimit) {
      if (!damage) damage = error;
    } else {
      return read;
    }
    report.notes.push_back(fmt::format("{}: {}", name, error.message));
    return Ok();
  });
  if (!visited) {
    if (visited.error().code != ErrorCode::kInvalid) return visited;
    damage = visited.error();
  }
  // What was read before the damage is kept; its batches are known when the file comes again.
  TRY_OK(ingest.Finish(!damage));
  if (damage) return tl::unexpected(*damage);
  if (logs > 0 && unknown == logs) return Fail(ErrorCode::kInvalid, "{}", first_unknown->message);
  return Ok();
}

}  // namespace

FileReport IngestReport::Total() const {
  FileReport total;
  for (const FileReport& file : files) {
    total.events += file.events;
    total.rows += file.rows;
    total.rejected += file.rejected;
    total.duplicates += file.duplicates;
    total.overflowed += file.overflowed;
    total.bytes += file.bytes;
    for (const auto& [table, rows] : file.rows_by_table) total.rows_by_table[table] += rows;
  }
  return total;
}

Result<IngestReport> Ingest(engine::Storage& storage, const Clock& clock, const IngestRequest& request,
                            const std::function<void(const IngestProgress&)>& progress) {
  const auto begin = std::chrono::steady_clock::now();
  std::optional<FieldMap> map;
  if (!request.map_path.empty()) {
    TRY(FieldMap loaded, FieldMap::Load(request.map_path));
    map = std::move(loaded);
  }
  TRY(const std::vector<std::string> files, Expand(request.paths));
  Rejects rejects(request.rejects_path);
  IngestReport report;
  for (const std::string& path : files) {
    FileReport& file = report.files.emplace_back();
    file.path = path;
    const Status done = IngestFile(storage, clock, request, map ? &*map : nullptr, rejects, progress, file);
    if (!done) {
      if (EndsAll(done.error())) return tl::unexpected(done.error());
      file.error = done.error();
    }
  }
  TRY_OK(rejects.Flush());
  TRY_OK(storage.Checkpoint());
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return report;
}

}  // namespace harrier::ingest
