#pragma once

#include <optional>
#include <string>
#include <vector>

/// The program's commands: what main reads from the command line for each, and what runs it. Each returns the
/// exit status: 0, 2 for what was asked wrongly, 1 for what failed.
namespace harrier::app {

struct QueryOptions {
  std::string text;  // KQL, a file's name, or "-" for standard input
  std::string data;
  std::string url;
  std::string workspace;  // a name or a guid; empty: the first one
  std::string format = "table";
  std::string output;  // a file instead of standard output
  std::string timespan;
  std::vector<std::string> parameters;  // "name=value"
  std::string timeout;
  bool explain = false;
  bool all_rows = false;  // no limit
};
int RunQuery(const QueryOptions& options);

struct ServeOptions {
  std::string data;
  std::string config;
  std::vector<std::string> settings;
  std::string http;       // over the configuration's; "off": none
  std::string https;      // likewise
  std::string http_role;  // likewise
};
int RunServe(const ServeOptions& options);

struct InitOptions {
  std::string data;
  std::string admin = "admin";
  std::string config;
  std::vector<std::string> settings;
};
int RunInit(const InitOptions& options);

struct EnvOptions {
  std::string data;
  std::string workspace;  // a name or a guid; empty: the first one
  std::string config;
  std::vector<std::string> settings;
};
int RunEnv(const EnvOptions& options);

struct ShellOptions {
  std::string data;
  std::string url;
  std::string workspace;
};
int RunShell(const ShellOptions& options);

struct DoctorOptions {
  std::string data;
};
int RunDoctor(const DoctorOptions& options);

struct IngestOptions {
  std::vector<std::string> files;
  std::string data;
  std::string url;
  std::string workspace;
  std::string table;
  std::string format;
  std::string map;
  std::string rejects;
  bool create = false;
  bool add_columns = false;
  bool force = false;
};
int RunIngest(const IngestOptions& options);

struct DemoCommandOptions {
  std::string data;
  std::string http;
  uint64_t seed = 1;
  double scale = 1;
  bool fill_only = false;
  uint32_t seconds = 0;  // of the feed; 0: until it is stopped
};
int RunDemo(const DemoCommandOptions& options);
int RunDemoFeed(const DemoCommandOptions& options);

}  // namespace harrier::app
