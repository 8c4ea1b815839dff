#include <fstream>

#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "engine/duckdb/storage_testing.h"

namespace harrier::engine::duckdb {
namespace {

namespace fs = std::filesystem;

Error OpenFailure(const std::string& path) {
  auto opened = OpenAt(path);
  return opened ? Error{ErrorCode::kInternal, "it opened"} : opened.error();
}

TEST(StorageFailure, RefusesForeignDirectories) {
  const TemporaryDirectory directory;
  std::ofstream(directory.path() + "/thesis.txt") << "text";
  const Error error = OpenFailure(directory.path());
  EXPECT_EQ(error.code, ErrorCode::kInvalid);
  EXPECT_NE(error.message.find("is not a data directory of Harrier"), std::string::npos) << error.message;
  EXPECT_FALSE(fs::exists(directory.path() + "/lock"));
  EXPECT_EQ(OpenFailure(directory.path() + "/thesis.txt").code, ErrorCode::kInvalid);
}

TEST(StorageFailure, RefusesNewerFormats) {
  const TemporaryDirectory directory;
  std::ofstream(directory.path() + "/harrier.json") << "{\"harrier_format\": 99}\n";
  EXPECT_NE(OpenFailure(directory.path()).message.find("newer Harrier"), std::string::npos);
  std::ofstream(directory.path() + "/harrier.json") << "nonsense";
  EXPECT_EQ(OpenFailure(directory.path()).code, ErrorCode::kIo);
}

TEST(StorageFailure, RefusesADirectoryInUse) {
  const TemporaryDirectory directory;
  const auto first = OpenAt(directory.path());
  ASSERT_TRUE(first.has_value()) << first.error().message;
  const Error error = OpenFailure(directory.path());
  EXPECT_EQ(error.code, ErrorCode::kConflict);
  EXPECT_NE(error.message.find(fmt::format("in use by another process (process {})", ::getpid())),
            std::string::npos)
      << error.message;
}

TEST(StorageFailure, RefusesUnwritableDirectories) {
  if (::geteuid() == 0) {
    // Root may write everywhere but in such places.
    EXPECT_EQ(OpenFailure("/proc/harrier").code, ErrorCode::kIo);
    return;
  }
  const TemporaryDirectory directory;
  fs::permissions(directory.path(), fs::perms::owner_read | fs::perms::owner_exec);
  EXPECT_EQ(OpenFailure(directory.path()).code, ErrorCode::kIo);
}

TEST(StorageFailure, TellsOfDamagedFiles) {
  const TemporaryDirectory directory;
  {
    auto database = OpenAt(directory.path()).value();
    ASSERT_TRUE(database->storage().Append(SyslogBatch(60'000), "a", Ticks("2026-01-15")).has_value());
  }
  const std::string month = directory.path() + "/logs/2026-01.duckdb";
  const auto size = fs::file_size(month);
  fs::resize_file(month, 1000);
  Error error = OpenFailure(directory.path());
  EXPECT_EQ(error.code, ErrorCode::kIo);
  EXPECT_NE(error.message.find("2026-01.duckdb' is damaged"), std::string::npos) << error.message;
  fs::resize_file(month, 0);
  std::ofstream(month) << std::string(size, 'x');
  error = OpenFailure(directory.path());
  EXPECT_NE(error.message.find("2026-01.duckdb' is damaged"), std::string::npos) << error.message;
}

/// Appends batches until it is killed, writing the number of each acknowledged one into a pipe.
[[noreturn]] void AppendForever(const std::string& directory, int pipe) {
  auto database = OpenAt(directory);
  if (!database) ::_exit(1);
  for (int32_t n = 0;; ++n) {
    const auto done =
        (*database)->storage().Append(SyslogBatch(2500), fmt::format("batch {}", n), Ticks("2026-01-15"));
    if (!done || ::write(pipe, &n, sizeof n) != sizeof n) ::_exit(2);
  }
}

TEST(StorageFailure, LosesNothingAcknowledgedWhenKilled) {
  const TemporaryDirectory directory;
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) AppendForever(directory.path(), ends[1]);
  ::close(ends[1]);
  int32_t last = -1;
  // Past the first checkpoint, then somewhere in the middle.
  while (last < 27 && ::read(ends[0], &last, sizeof last) == sizeof last) {
  }
  ::usleep(7'000);
  ::kill(child, SIGKILL);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  while (::read(ends[0], &last, sizeof last) == sizeof last) {
  }
  ::close(ends[0]);
  ASSERT_TRUE(WIFSIGNALED(status));
  ASSERT_GE(last, 27);
  auto database = OpenAt(directory.path()).value();
  const size_t rows = CountRows(*database, "Syslog");
  EXPECT_EQ(rows % 2500, 0U);
  EXPECT_GE(rows, static_cast<size_t>(last + 1) * 2500);
  // Sending it all again adds only what is not there.
  for (int32_t n = 0; n <= last + 3; ++n) {
    ASSERT_TRUE(database->storage()
                    .Append(SyslogBatch(2500), fmt::format("batch {}", n), Ticks("2026-01-15"))
                    .has_value());
  }
  EXPECT_EQ(CountRows(*database, "Syslog"), static_cast<size_t>(last + 4) * 2500);
}

TEST(StorageFailure, TellsOfAFullDisk) {
  const TemporaryDirectory directory;
  const std::string disk = directory.path() + "/disk";
  fs::create_directory(disk);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=24m") != 0) {
    GTEST_SKIP() << "a small disk cannot be mounted here";
  }
  struct Unmount {
    std::string path;
    ~Unmount() { ::umount(path.c_str()); }
  } const unmount{disk};
  size_t acknowledged = 0;
  {
    auto database = OpenAt(disk).value();
    while (true) {
      const auto done = database->storage().Append(SyslogBatch(5000), "", Ticks("2026-01-15"));
      if (!done) {
        EXPECT_EQ(done.error().code, ErrorCode::kIo);
        EXPECT_NE(done.error().message.find("is full"), std::string::npos) << done.error().message;
        break;
      }
      acknowledged += 5000;
      ASSERT_LT(acknowledged, 10'000'000U);
    }
    EXPECT_GT(acknowledged, 0U);
    EXPECT_EQ(CountRows(*database, "Syslog"), acknowledged);
  }
  auto database = OpenAt(disk).value();
  EXPECT_EQ(CountRows(*database, "Syslog"), acknowledged);
}

/// Appends until a file may not grow any more; the exit status says what Append answered then.
[[noreturn]] void AppendToTheLimit(const std::string& directory, int pipe) {
  auto database = OpenAt(directory);
  if (!database) ::_exit(1);
  ::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{3'000'000, 3'000'000};
  if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(2);
  for (int32_t n = 0; n < 1000; ++n) {
    const auto done =
        (*database)->storage().Append(SyslogBatch(5000), fmt::format("batch {}", n), Ticks("2026-01-15"));
    if (!done) {
      const bool told = done.error().code == ErrorCode::kIo &&
                        done.error().message.find("nothing of this batch was written") != std::string::npos;
      // Once more: it must not pretend.
      const bool again =
          (*database)->storage().Append(SyslogBatch(5000), "", Ticks("2026-01-15")).has_value();
      ::_exit(told && !again ? 0 : 3);
    }
    if (::write(pipe, &n, sizeof n) != sizeof n) ::_exit(4);
  }
  ::_exit(5);
}

TEST(StorageFailure, TellsOfFailedWrites) {
  const TemporaryDirectory directory;
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) AppendToTheLimit(directory.path(), ends[1]);
  ::close(ends[1]);
  int32_t last = -1;
  while (::read(ends[0], &last, sizeof last) == sizeof last) {
  }
  ::close(ends[0]);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_GE(last, 0);
  auto database = OpenAt(directory.path()).value();
  EXPECT_EQ(CountRows(*database, "Syslog"), static_cast<size_t>(last + 1) * 5000);
}

}  // namespace
}  // namespace harrier::engine::duckdb
