#include <csignal>
#include <exception>
#include <iostream>

#include <CLI/CLI.hpp>

#include "app/commands.h"
#include "base/version.h"

namespace harrier::app {
namespace {

int Main(int argc, char** argv) {
  CLI::App app("Hunt through logs with KQL.", "harrier");
  app.set_version_flag("--version", std::string(Version()));
  app.require_subcommand(1);
  int status = 0;

  QueryOptions query;
  CLI::App* const query_command = app.add_subcommand("query", "Run a KQL query and print its rows");
  query_command->add_option("query", query.text, "KQL, a .kql file, or - for standard input")->required();
  query_command->add_option("--data", query.data, "Data directory; its server is asked if one runs");
  query_command->add_option("--url", query.url, "Address of a running server");
  query_command->add_option("--workspace", query.workspace,
                            "Name or id of the workspace; else the first one");
  query_command->add_option("--format", query.format, "table, json, ndjson, csv or parquet")
      ->capture_default_str();
  query_command->add_option("-o,--output", query.output, "Write to this file");
  query_command->add_option("--timespan", query.timespan, "Rows of this time only: P7D, 12h, START/END");
  query_command->add_option("--param", query.parameters, "A query parameter, name=value")
      ->allow_extra_args(false);
  query_command->add_option("--timeout", query.timeout, "Give up after this long: 30s, 10m");
  query_command->add_flag("--all", query.all_rows, "No limit on the number of rows");
  query_command->add_flag("--explain", query.explain, "Print the plan instead of running it");
  query_command->callback([&] { status = RunQuery(query); });

  ServeOptions serve;
  CLI::App* const serve_command = app.add_subcommand("serve", "Serve a data directory");
  serve_command->add_option("--data", serve.data, "Data directory; made if it is not there")->required();
  serve_command->add_option("--config", serve.config, "YAML file of settings");
  serve_command->add_option("--set", serve.settings, "A setting, name=value")->allow_extra_args(false);
  serve_command->add_option(
      "--https", serve.https,
      "Address and port for whoever can log in (default 127.0.0.1:8443, after init), or off");
  serve_command->add_option(
      "--http", serve.http,
      "Open loopback address and port (default 127.0.0.1:8080, off after init), or off");
  serve_command->add_option(
      "--http-role", serve.http_role,
      "What everybody may at the open address (default Contributor, Reader after init)");
  serve_command->callback([&] { status = RunServe(serve); });

  InitOptions init;
  CLI::App* const init_command =
      app.add_subcommand("init", "Make an admin, keys and certificates for a data directory");
  init_command->add_option("--data", init.data, "Data directory; made if it is not there")->required();
  init_command->add_option("--admin", init.admin, "The admin's login name")->capture_default_str();
  init_command->add_option("--config", init.config, "YAML file of settings");
  init_command->add_option("--set", init.settings, "A setting, name=value")->allow_extra_args(false);
  init_command->callback([&] { status = RunInit(init); });

  EnvOptions env;
  CLI::App* const env_command =
      app.add_subcommand("env", "Print what programs on this machine need in their environment to log in");
  env_command->add_option("--data", env.data, "Data directory")->required();
  env_command->add_option("--workspace", env.workspace, "Name or id of the workspace; else the first one");
  env_command->add_option("--config", env.config, "YAML file of settings");
  env_command->add_option("--set", env.settings, "A setting, name=value")->allow_extra_args(false);
  env_command->callback([&] { status = RunEnv(env); });

  ShellOptions shell;
  CLI::App* const shell_command = app.add_subcommand("shell", "Type queries and see their rows");
  shell_command->add_option("--data", shell.data, "Data directory; its server is asked if one runs");
  shell_command->add_option("--url", shell.url, "Address of a running server");
  shell_command->add_option("--workspace", shell.workspace,
                            "Name or id of the workspace; else the first one");
  shell_command->callback([&] { status = RunShell(shell); });

  IngestOptions ingest;
  CLI::App* const ingest_command = app.add_subcommand("ingest", "Put log files into tables");
  ingest_command->add_option("files", ingest.files, "Files, archives and folders")->required();
  ingest_command->add_option("--data", ingest.data,
                             "Data directory, made if it is not there; its server is asked if one runs");
  ingest_command->add_option("--url", ingest.url, "Address of a running server");
  ingest_command->add_option("--workspace", ingest.workspace,
                             "Name or id of the workspace; else the first one");
  ingest_command->add_option("--table", ingest.table,
                             "Where all events go, instead of what their shape says");
  ingest_command->add_option(
      "--format", ingest.format,
      "ndjson, json, csv, tsv, zeek, evtx, parquet or lines, instead of what the file looks like");
  ingest_command->add_option("--map", ingest.map, "YAML file that says how fields become columns");
  ingest_command->add_option("--rejects", ingest.rejects,
                             "File for the events that cannot go in, with reasons");
  ingest_command->add_flag("--create", ingest.create,
                           "Make the table (…_CL) with columns as the events have them");
  ingest_command->add_flag("--add-columns", ingest.add_columns, "Make fields without a column new columns");
  ingest_command->add_flag("--force", ingest.force, "Take files that went in before");
  ingest_command->callback([&] { status = RunIngest(ingest); });

  DemoCommandOptions demo;
  CLI::App* const demo_command =
      app.add_subcommand("demo", "Fill a data directory with a company's logs and serve it");
  demo_command->add_option("--data", demo.data, "Data directory");
  demo_command->add_option("--seed", demo.seed, "Another company")->capture_default_str();
  demo_command->add_option("--scale", demo.scale, "1 is some two million rows")
      ->capture_default_str()
      ->check(CLI::Range(0.01, 100.0));
  demo_command->add_option("--http", demo.http, "Loopback address and port (default 127.0.0.1:8080)");
  demo_command->add_flag("--fill-only", demo.fill_only, "Do not serve it");
  CLI::App* const feed_command = demo_command->add_subcommand("feed", "Go on with the company's logs, live");
  feed_command->add_option("--data", demo.data, "Data directory of the demo")->required();
  feed_command->add_option("--seconds", demo.seconds, "End after so long");
  feed_command->callback([&] { status = RunDemoFeed(demo); });
  demo_command->callback([&] {
    if (!feed_command->parsed()) {
      if (demo.data.empty()) throw CLI::RequiredError("--data");
      status = RunDemo(demo);
    }
  });

  DoctorOptions doctor;
  CLI::App* const doctor_command = app.add_subcommand("doctor", "Check the program and a data directory");
  doctor_command->add_option("--data", doctor.data, "Data directory");
  doctor_command->callback([&] { status = RunDoctor(doctor); });

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& wrong) {
    return app.exit(wrong) == 0 ? 0 : 2;
  }
  return status;
}

}  // namespace
}  // namespace harrier::app

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that goes shows as a failed write
  try {
    return harrier::app::Main(argc, argv);
  } catch (const std::exception& thrown) {
    std::cerr << "error: " << thrown.what() << '\n';
    return 1;
  }
}
