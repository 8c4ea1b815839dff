#include <chrono>
#include <fstream>
#include <iostream>

#include <fmt/core.h>
#include <sys/resource.h>

#include "engine/duckdb/database.h"
#include "query/session.h"

// count_needles_bench DIR TABLE COLUMN [FILE]: how much it costs to count the rows that have each needle of
// FILE (a line each; else a hundred names of tools), one query after the other and all at once. DIR is a data
// directory that no server has open. The counts must agree.
namespace harrier {
namespace {

struct Cost {
  double wall = 0;
  double cpu = 0;
};

double CpuSeconds() {
  rusage use{};
  getrusage(RUSAGE_SELF, &use);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(use.ru_utime) + seconds(use.ru_stime);
}

template <typename Work>
Cost Measure(Work work) {
  const auto begin = std::chrono::steady_clock::now();
  const double cpu = CpuSeconds();
  work();
  return {std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(),
          CpuSeconds() - cpu};
}

std::vector<std::string> Needles(const char* file) {
  std::vector<std::string> needles;
  if (file != nullptr) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
      if (!line.empty()) needles.push_back(line);
    }
    return needles;
  }
  static constexpr const char* kTools[] = {"mimikatz", "psexec", "rundll32", "certutil", "bitsadmin",
                                           "whoami",   "nltest", "vssadmin", "wmic",     "procdump"};
  for (int i = 0; i < 100; ++i)
    needles.push_back(fmt::format("{}{}", kTools[i % 10], i < 10 ? "" : std::to_string(i)));
  return needles;
}

std::vector<int64_t> Counts(query::Service& service, const std::vector<query::Request>& requests) {
  std::vector<int64_t> counts(requests.size(), -1);
  service.Count(requests, [&](size_t number, Result<query::Counted> counted) {
    if (counted) counts[number] = static_cast<int64_t>(counted->rows);
    if (!counted) std::cerr << requests[number].text << ": " << counted.error().message << "\n";
  });
  return counts;
}

int Run(int argc, char** argv) {
  if (argc < 4) {
    std::cout << "count_needles_bench DIR TABLE COLUMN [FILE]: nothing measured without a data directory\n";
    return 0;
  }
  const SystemClock clock;
  auto database = engine::duckdb::Database::Open({.directory = argv[1], .clock = &clock});
  if (!database) {
    std::cerr << database.error().message << "\n";
    return 1;
  }
  query::ServiceOptions options;
  options.engine = &(*database)->engine();
  options.storage = &(*database)->storage();
  options.clock = &clock;
  options.cache_bytes = 0;
  const auto service = query::MakeService(options);
  std::vector<query::Request> requests;
  for (const std::string& needle : Needles(argc > 4 ? argv[4] : nullptr)) {
    requests.emplace_back().text = fmt::format("{} | where {} has @\"{}\"", argv[2], argv[3], needle);
  }
  Counts(*service, {requests.front()});  // reads the files
  std::vector<int64_t> alone, together;
  const Cost one_by_one = Measure([&] {
    for (const query::Request& request : requests) alone.push_back(Counts(*service, {request}).front());
  });
  const Cost at_once = Measure([&] { together = Counts(*service, requests); });
  fmt::print("{} needles in {}.{}\n", requests.size(), argv[2], argv[3]);
  fmt::print("one by one  {:8.2f} s wall  {:8.2f} s CPU\n", one_by_one.wall, one_by_one.cpu);
  fmt::print("at once     {:8.2f} s wall  {:8.2f} s CPU  ratio {:.3f} wall, {:.3f} CPU\n", at_once.wall,
             at_once.cpu, at_once.wall / one_by_one.wall, at_once.cpu / one_by_one.cpu);
  if (alone != together) {
    std::cerr << "the counts differ\n";
    return 1;
  }
  return 0;
}

}  // namespace
}  // namespace harrier

int main(int argc, char** argv) {
  return harrier::Run(argc, argv);
}
