#!/usr/bin/env bash
# The google-benchmark programs of tests/bench (*_bench.cc), one after the other.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"
mapfile -t sources < <(git ls-files 'tests/bench/*_bench.cc')
[ ${#sources[@]} -gt 0 ] || die "tests/bench has no *_bench.cc"
for source in "${sources[@]}"; do
  target=$(basename "$source" .cc)
  scripts/build.sh release "$target"
  "build/release/bin/$target" ${BENCH_FILTER:+--benchmark_filter="$BENCH_FILTER"}
done
