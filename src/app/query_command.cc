#include <filesystem>
#include <fstream>
#include <iostream>
#include <limits>
#include <sstream>

#include <unistd.h>

#include "app/commands.h"
#include "app/data_directory.h"
#include "app/query_run.h"
#include "app/terminal.h"
#include "base/time_text.h"
#include "query/time_scope.h"

namespace harrier::app {
namespace {

/// The query: the text itself, or what the file it names holds.
Result<std::string> ReadText(const std::string& given) {
  std::stringstream text;
  if (given == "-") {
    text << std::cin.rdbuf();
    return text.str();
  }
  std::error_code ignored;
  const bool named = given.ends_with(".kql") || given.ends_with(".csl") || given.ends_with(".txt");
  const bool plain = given.size() < 4096 && given.find('\n') == std::string::npos;
  if (!plain || (!named && !std::filesystem::is_regular_file(given, ignored))) return given;
  std::ifstream file(given);
  if (!file) return Fail(ErrorCode::kNotFound, "cannot read the query file '{}'", given);
  text << file.rdbuf();
  return text.str();
}

Result<query::Request> MakeRequest(const QueryOptions& options, std::string text) {
  query::Request request;
  request.text = std::move(text);
  if (!options.timespan.empty()) {
    TRY(request.timespan, query::ParseTimeScope(options.timespan, SystemClock().Now()));
  }
  if (!options.timeout.empty()) {
    const auto ticks = ParseTimespan(options.timeout);
    if (!ticks || *ticks <= 0)
      return Fail(ErrorCode::kInvalid, "--timeout '{}' is not a timespan such as 30s", options.timeout);
    request.timeout_ns = *ticks * 100;
  }
  if (options.all_rows) request.max_rows = std::numeric_limits<uint64_t>::max();
  for (const std::string& parameter : options.parameters) {
    const size_t equals = parameter.find('=');
    if (equals == std::string::npos)
      return Fail(ErrorCode::kInvalid, "--param {}: give it as name=value", parameter);
    request.parameters[parameter.substr(0, equals)] = parameter.substr(equals + 1);
  }
  return request;
}

Status Run(const QueryOptions& options, const std::string& text) {
  TRY(query::Request request, MakeRequest(options, text));
  if (!IsFormat(options.format)) {
    return Fail(ErrorCode::kInvalid, "there is no format '{}': take table, json, ndjson, csv or parquet",
                options.format);
  }
  OutputOptions output;
  output.format = options.format;
  output.file = options.output;
  if (options.output.empty()) output.terminal = Terminal::Of(STDOUT_FILENO);
  if (options.format == "parquet" && options.output.empty()) {
    return Fail(ErrorCode::kInvalid, "a Parquet file needs a name: --output FILE");
  }
  TRY(const auto target, Target::Open(options.data, options.url, options.workspace));
  if (options.explain) {
    TRY(const std::string plan, target->service().Explain(request));
    std::cout << plan << std::flush;
    return Ok();
  }
  if (options.output.empty() || options.format == "parquet") {
    return WriteResults(target->service(), std::move(request), output, std::cout);
  }
  // Under another name until it is complete.
  const std::string part = options.output + ".part";
  std::ofstream file(part, std::ios::binary);
  if (!file) return Fail(ErrorCode::kIo, "cannot write '{}'", options.output);
  auto written = WriteResults(target->service(), std::move(request), output, file);
  file.close();
  std::error_code failure;
  if (written) std::filesystem::rename(part, options.output, failure);
  if (!written || failure) std::filesystem::remove(part, failure);
  return written;
}

}  // namespace

int RunQuery(const QueryOptions& options) {
  std::string text;
  Status status = Ok();
  if (auto read = ReadText(options.text)) {
    text = *std::move(read);
    status = Run(options, text);
  } else {
    status = tl::unexpected(std::move(read).error());
  }
  if (status) return 0;
  std::cerr << ErrorReport(status.error(), text, Terminal::Of(STDERR_FILENO).color);
  return ExitStatus(status.error());
}

}  // namespace harrier::app
