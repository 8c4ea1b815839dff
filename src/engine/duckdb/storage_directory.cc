#include "engine/duckdb/storage_directory.h"

#include <filesystem>
#include <fstream>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace harrier::engine::duckdb {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMarkerStart = "{\"harrier_format\": ";
constexpr int kFormat = 1;

std::string LastError() {
  return std::error_code(errno, std::generic_category()).message();
}

/// Whether nothing lies there but what a start that was cut short may have left.
bool IsFresh(const fs::path& path) {
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(path, error)) {
    const std::string name = entry.path().filename();
    if (name != "lock" && name != "lost+found" && name != "harrier.json.new") return false;
  }
  return !error;
}

Status CheckMarker(const fs::path& path) {
  const fs::path marker = path / "harrier.json";
  std::error_code error;
  if (!fs::exists(marker, error)) {
    if (IsFresh(path)) return Ok();
    return Fail(ErrorCode::kInvalid,
                "'{}' is not a data directory of Harrier and not empty: choose another, or an empty one",
                path.string());
  }
  std::ifstream file(marker);
  std::string text(64, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  int format = 0;
  if (text.starts_with(kMarkerStart)) {
    std::from_chars(text.data() + kMarkerStart.size(), text.data() + text.size(), format);
  }
  if (format < 1) return Fail(ErrorCode::kIo, "'{}' is unreadable or damaged", marker.string());
  if (format > kFormat) {
    return Fail(ErrorCode::kInvalid,
                "'{}' was written by a newer Harrier (format {}; this one knows {}): use that version",
                path.string(), format, kFormat);
  }
  return Ok();
}

/// The marker appears whole or not at all.
Status WriteMarker(const fs::path& path) {
  const std::string temporary = path / "harrier.json.new";
  const std::string text = fmt::format("{}{}}}\n", kMarkerStart, kFormat);
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  bool ok = file >= 0;
  ok = ok && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ok = ok && ::fsync(file) == 0;
  const std::string reason = ok ? "" : LastError();
  if (file >= 0) ::close(file);
  if (!ok) return Fail(ErrorCode::kIo, "cannot write in '{}': {}", path.string(), reason);
  std::error_code error;
  fs::rename(temporary, path / "harrier.json", error);
  if (error) return Fail(ErrorCode::kIo, "cannot write in '{}': {}", path.string(), error.message());
  return Ok();
}

/// The process id in a lock file, or "".
std::string HolderOf(int lock) {
  char text[24];
  const ssize_t n = ::pread(lock, text, sizeof text, 0);
  std::string digits;
  for (ssize_t i = 0; i < n && text[i] >= '0' && text[i] <= '9'; ++i) digits += text[i];
  return digits.empty() ? "" : fmt::format(" (process {})", digits);
}

}  // namespace

Result<std::unique_ptr<StorageDirectory>> StorageDirectory::Open(const std::string& path) {
  std::error_code error;
  if (fs::exists(path, error) && !fs::is_directory(path, error)) {
    return Fail(ErrorCode::kInvalid, "'{}' is not a directory", path);
  }
  fs::create_directories(path, error);
  if (error) return Fail(ErrorCode::kIo, "cannot make the directory '{}': {}", path, error.message());
  const fs::path whole = fs::canonical(path, error);
  if (error) return Fail(ErrorCode::kIo, "cannot open the directory '{}': {}", path, error.message());
  if (::access(whole.c_str(), R_OK | W_OK | X_OK) != 0) {
    return Fail(ErrorCode::kIo, "the data directory '{}' cannot be read and written: {}", path, LastError());
  }
  TRY_OK(CheckMarker(whole));
  const int lock = ::open((whole / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock < 0) return Fail(ErrorCode::kIo, "cannot write in '{}': {}", path, LastError());
  std::unique_ptr<StorageDirectory> directory(new StorageDirectory(whole.string(), lock));
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    return Fail(ErrorCode::kConflict, "the data directory '{}' is in use by another process{}", path,
                HolderOf(lock));
  }
  const std::string id = fmt::format("{}\n", ::getpid());
  if (::ftruncate(lock, 0) != 0 || ::pwrite(lock, id.data(), id.size(), 0) < 0) {
    return Fail(ErrorCode::kIo, "cannot write in '{}': {}", path, LastError());
  }
  if (!fs::exists(whole / "harrier.json", error)) TRY_OK(WriteMarker(whole));
  fs::remove_all(directory->tmp(), error);
  for (const std::string& part : {directory->logs(), directory->tmp()}) {
    fs::create_directories(part, error);
    if (error) return Fail(ErrorCode::kIo, "cannot make the directory '{}': {}", part, error.message());
    if (::access(part.c_str(), R_OK | W_OK | X_OK) != 0) {
      return Fail(ErrorCode::kIo, "'{}' cannot be read and written: {}", part, LastError());
    }
  }
  return directory;
}

Result<std::string> StorageDirectory::MakeLogs(std::string_view workspace) const {
  std::string logs = fmt::format("{}/workspaces/{}/logs", path_, workspace);
  std::error_code error;
  fs::create_directories(logs, error);
  if (error) return Fail(ErrorCode::kIo, "cannot make the directory '{}': {}", logs, error.message());
  return logs;
}

StorageDirectory::~StorageDirectory() {
  ::close(lock_);
}

Result<uint64_t> StorageDirectory::FreeBytes() const {
  struct statvfs disk{};
  if (::statvfs(path_.c_str(), &disk) != 0) {
    return Fail(ErrorCode::kIo, "cannot look at the disk of '{}': {}", path_, LastError());
  }
  return uint64_t{disk.f_bavail} * disk.f_frsize;
}

}  // namespace harrier::engine::duckdb
