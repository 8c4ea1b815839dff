#pragma once

#include <chrono>
#include <filesystem>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/ticks.h"
#include "store/connection.h"
#include "store/store.h"

/// For tests over stores: fresh ones on both databases. PostgreSQL is a server of the tests' own, in a
/// temporary folder and without a port, which ends with the process.
namespace harrier::store {

class TestFolder {
 public:
  TestFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "harrier-store-XXXXXX").string();
    const char* made = ::mkdtemp(pattern.data());
    path_ = made != nullptr ? made : "";
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class TestPostgres {
 public:
  static constexpr const char* kBin = "/usr/lib/postgresql/15/bin";

  static bool Installed() { return ::access((std::string(kBin) + "/initdb").c_str(), X_OK) == 0; }

  TestPostgres() {
    // The server refuses to run as root.
    if (::geteuid() == 0) {
      if (const passwd* user = ::getpwnam("postgres"); user != nullptr) user_ = *user;
      if (::chown(folder_.path().c_str(), user_.pw_uid, user_.pw_gid) != 0) return;
    }
    const std::string data = folder_.path() + "/data";
    const pid_t init =
        Start({"initdb", "-N", "-A", "trust", "-U", "harrier", "-E", "UTF8", "--locale=C", "-D", data});
    int status = 0;
    if (init < 0 || ::waitpid(init, &status, 0) != init || status != 0) return;
    server_ =
        Start({"postgres", "-D", data, "-k", folder_.path(), "-c", "listen_addresses=", "-c", "fsync=off"});
    for (int i = 0; i < 200 && !Connection::Open(Of("postgres")); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  ~TestPostgres() {
    if (server_ <= 0) return;
    ::kill(server_, SIGQUIT);
    ::waitpid(server_, nullptr, 0);
  }
  TestPostgres(const TestPostgres&) = delete;
  TestPostgres& operator=(const TestPostgres&) = delete;

  /// A database that nobody has used.
  Location Fresh() {
    const std::string name = fmt::format("t{}", ++databases_);
    auto connection = Connection::Open(Of("postgres"));
    if (!connection) {
      ADD_FAILURE() << "the test's PostgreSQL does not run: " << connection.error().message;
      return Of(name);
    }
    const auto made = (*connection)->Execute("CREATE DATABASE " + name);
    EXPECT_TRUE(made.has_value()) << made.error().message;
    return Of(name);
  }

 private:
  Location Of(const std::string& database) const {
    return Location::Postgres(fmt::format("host={} user=harrier dbname={}", folder_.path(), database));
  }
  pid_t Start(const std::vector<std::string>& words) {
    const std::string program = std::string(kBin) + "/" + words[0];
    const std::string log = folder_.path() + "/log";
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const pid_t child = ::fork();
    if (child != 0) return child;
    if (user_.pw_uid != 0 && (::setgid(user_.pw_gid) != 0 || ::setuid(user_.pw_uid) != 0)) ::_exit(1);
    ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(out, 1);
    ::dup2(out, 2);
    if (::chdir(folder_.path().c_str()) == 0) ::execv(program.c_str(), arguments.data());
    ::_exit(1);
  }

  TestFolder folder_;
  passwd user_{};
  pid_t server_ = -1;
  int databases_ = 0;
};

/// A test that runs on each kind of database.
class StoreTest : public testing::TestWithParam<Location::Kind> {
 protected:
  static void TearDownTestSuite() { postgres_.reset(); }

  void SetUp() override {
    if (GetParam() == Location::Kind::kSqlite) {
      location_ = Location::Sqlite(folder_.path() + "/store.db");
    } else if (TestPostgres::Installed()) {
      if (!postgres_) postgres_ = std::make_unique<TestPostgres>();
      location_ = postgres_->Fresh();
    } else {
      GTEST_SKIP() << "PostgreSQL is not installed (scripts/setup.sh does it)";
    }
    Open();
  }
  void Open() {
    store_.reset();
    auto opened = Store::Open(location_, &clock_, &ids_);
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    store_ = std::move(*opened);
  }

  void Close() { store_.reset(); }

  Store& store() { return *store_; }

  TestFolder folder_;
  Location location_;
  FixedClock clock_{kUnixEpochTicks + int64_t{20'000} * kTicksPerDay};
  SystemIds ids_;
  const Actor ann_{"a-1", "ann", "ann@contoso.example", "127.0.0.1", "arm"};
  const Actor bob_{"b-2", "bob", "bob@contoso.example", "::1", "page"};

 private:
  inline static std::unique_ptr<TestPostgres> postgres_;
  std::unique_ptr<Store> store_;
};

inline auto AllDatabases() {
  return testing::Values(Location::Kind::kSqlite, Location::Kind::kPostgres);
}
inline std::string DatabaseName(const testing::TestParamInfo<Location::Kind>& info) {
  return info.param == Location::Kind::kSqlite ? "Sqlite" : "Postgres";
}

}  // namespace harrier::store
