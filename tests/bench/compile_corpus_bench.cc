#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <set>

#include <fmt/core.h>

#include "catalog/catalog.h"
#include "engine/duckdb/database.h"
#include "kql/binder/binder.h"
#include "kql/lexer/lexer.h"
#include "plan/rewrites/rewrite.h"
#include "runtime/json_text.h"

// compile_corpus_bench [FILE.jsonl]: how long each query takes from text to SQL, without being run. FILE has
// one
// {"id": …, "query": …} a line; else it is the corpus in HARRIER_SHARED, or some queries of our own.
namespace harrier {
namespace {

constexpr int kRounds = 5;  // the best of them counts: the machine does other things too

struct Sample {
  std::string id;
  std::string text;
};

struct Timing {
  std::string id;
  double parse = 0;  // milliseconds each
  double bind = 0;
  double plan = 0;
  double sql = 0;
  double total() const { return parse + bind + plan + sql; }
};

std::vector<Sample> OwnSamples() {
  return {
      {"filter", "SigninLogs | where TimeGenerated > ago(1d) and ResultType != '0' | take 100"},
      {"summarize",
       "SecurityEvent | where EventID in (4624, 4625) | summarize n = count(), dcount(Account) by "
       "bin(TimeGenerated, 1h), Computer | top 10 by n desc"},
      {"join",
       "let bad = SigninLogs | where ResultType != '0' | summarize n = count() by UserPrincipalName | where "
       "n > 5; "
       "SigninLogs | where ResultType == '0' | join kind=inner bad on UserPrincipalName | project "
       "TimeGenerated, "
       "UserPrincipalName, IPAddress, n"},
      {"union",
       "union withsource = T DeviceProcessEvents, DeviceNetworkEvents, SecurityEvent | summarize count() by "
       "T"},
      {"dynamic",
       "AuditLogs | mv-expand r = TargetResources | extend name = tostring(r.displayName), p = "
       "r.modifiedProperties "
       "| summarize make_set(name) by OperationName"},
      {"series",
       "SigninLogs | make-series n = count() default = 0 on TimeGenerated from datetime(2026-01-01) to "
       "datetime(2026-01-08) step 1h by AppDisplayName | extend a = series_decompose_anomalies(n)"},
      {"search", "search 'mimikatz' | summarize count() by $table"},
  };
}

std::vector<Sample> ReadSamples(const std::string& path) {
  std::vector<Sample> samples;
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line)) {
    std::vector<std::pair<std::string_view, std::string_view>> members;
    if (!runtime::JsonObjectItems(line, members)) continue;
    Sample sample;
    for (const auto& [name, value] : members) {
      if (name == "\"id\"") runtime::AppendJsonAsText(sample.id, value);
      if (name == "\"query\"") runtime::AppendJsonAsText(sample.text, value);
    }
    if (!sample.text.empty()) samples.push_back(std::move(sample));
  }
  return samples;
}

std::optional<Timing> Measure(const Sample& sample, const kql::BindOptions& options, engine::Engine& engine) {
  using Clock = std::chrono::steady_clock;
  const auto since = [](Clock::time_point& then) {
    const Clock::time_point now = Clock::now();
    const double took = std::chrono::duration<double, std::milli>(now - then).count();
    then = now;
    return took;
  };
  Timing timing{sample.id};
  Clock::time_point then = Clock::now();
  const kql::ParsedQuery parsed = kql::Parse(sample.text);
  timing.parse = since(then);
  Result<plan::Plan> plan = kql::Bind(parsed, options);
  timing.bind = since(then);
  if (!plan) return std::nullopt;
  for (plan::ResultPlan& result : plan->results) result.root = plan::Rewrite(result.root);
  timing.plan = since(then);
  for (const plan::ResultPlan& result : plan->results) {
    if (!engine.Explain(*result.root)) return std::nullopt;
  }
  timing.sql = since(then);
  return timing;
}

double At(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  return values[std::min(values.size() - 1, static_cast<size_t>(share * static_cast<double>(values.size())))];
}

/// The tables that several of the queries name: those that a workspace has rows in, and that `search` and
/// `union *` look into.
std::set<std::string, std::less<>> TablesInUse(const std::vector<Sample>& samples,
                                               const catalog::Catalog& names) {
  constexpr size_t kSeveral = 10;
  std::map<std::string, size_t, std::less<>> counts;
  for (const Sample& sample : samples) {
    std::set<std::string, std::less<>> here;
    std::vector<Diagnostic> ignored;
    for (const kql::Token& token : kql::Lex(sample.text, ignored)) {
      if (token.kind == kql::TokenKind::kName && names.FindTable(token.text) != nullptr)
        here.emplace(token.text);
    }
    for (const std::string& name : here) ++counts[name];
  }
  std::set<std::string, std::less<>> used;
  for (const auto& [name, count] : counts) {
    if (count >= std::min(kSeveral, samples.size() / 100 + 1)) used.insert(name);
  }
  return used;
}

int Run(const std::string& path) {
  const SystemClock clock;
  auto database = engine::duckdb::Database::Open({.directory = "", .threads = 1, .clock = &clock});
  if (!database) {
    std::cerr << database.error().message << "\n";
    return 1;
  }
  std::vector<Sample> samples = ReadSamples(path);
  fmt::print("{}\n", samples.empty() ? "queries of our own" : path);
  if (samples.empty()) samples = OwnSamples();
  kql::BindOptions options;
  options.catalog = (*database)->storage().catalog();
  options.now = clock.Now();
  const auto used = TablesInUse(samples, *options.catalog);
  options.has_rows = [&](std::string_view table) { return used.contains(table); };

  std::vector<Timing> timings;
  for (const Sample& sample : samples) {
    std::optional<Timing> best;
    for (int round = 0; round < kRounds; ++round) {
      const auto timing = Measure(sample, options, (*database)->engine());
      if (!timing) break;
      if (!best || timing->total() < best->total()) best = timing;
    }
    if (best) timings.push_back(*best);
  }
  if (timings.empty()) {
    std::cerr << "no query compiles\n";
    return 1;
  }
  fmt::print("{} of {} queries compile; {} tables with rows; milliseconds, the best of {} rounds\n",
             timings.size(), samples.size(), used.size(), kRounds);
  const auto line = [&](const char* name, double (*of)(const Timing&)) {
    std::vector<double> values;
    for (const Timing& timing : timings) values.push_back(of(timing));
    fmt::print("{:6} median {:7.3f}  p95 {:7.3f}  worst {:8.3f}\n", name, At(values, 0.5), At(values, 0.95),
               At(values, 1));
  };
  line("parse", [](const Timing& t) { return t.parse; });
  line("bind", [](const Timing& t) { return t.bind; });
  line("plan", [](const Timing& t) { return t.plan; });
  line("sql", [](const Timing& t) { return t.sql; });
  line("all", [](const Timing& t) { return t.total(); });
  std::sort(timings.begin(), timings.end(),
            [](const Timing& a, const Timing& b) { return a.total() > b.total(); });
  for (size_t i = 0; i < std::min<size_t>(5, timings.size()); ++i) {
    const Timing& t = timings[i];
    fmt::print("slowest {}: {:.1f} ms (parse {:.1f}, bind {:.1f}, plan {:.1f}, sql {:.1f})\n", t.id,
               t.total(), t.parse, t.bind, t.plan, t.sql);
  }
  return 0;
}

}  // namespace
}  // namespace harrier

int main(int count, char** arguments) {
  const char* const shared = std::getenv("HARRIER_SHARED");
  std::string path =
      (shared == nullptr ? std::string("../shared") : std::string(shared)) + "/corpus/dev.jsonl";
  // `make bench` gives google-benchmark's options to every program.
  if (count > 1 && !std::string_view(arguments[1]).starts_with("--")) path = arguments[1];
  return harrier::Run(path);
}
