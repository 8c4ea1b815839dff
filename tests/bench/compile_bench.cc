#include <memory>

#include <benchmark/benchmark.h>

#include "catalog/catalog.h"
#include "kql/binder/binder.h"

namespace harrier::kql {
namespace {

constexpr char kQuery[] =
    "SecurityEvent | where TimeGenerated > ago(1d) and EventID in (4624, 4625) "
    "| summarize n = count(), dcount(Account) by bin(TimeGenerated, 1h), Computer | top 10 by n desc";

void BM_Parse(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Parse(kQuery));
}
BENCHMARK(BM_Parse);

void BM_Compile(benchmark::State& state) {
  BindOptions options;
  options.catalog = std::make_shared<const catalog::Catalog>(catalog::Catalog::BuiltIn());
  for (auto _ : state) benchmark::DoNotOptimize(Compile(kQuery, options));
}
BENCHMARK(BM_Compile);

void BM_BuiltInCatalog(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(catalog::Catalog::BuiltIn());
}
BENCHMARK(BM_BuiltInCatalog)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace harrier::kql
