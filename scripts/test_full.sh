#!/usr/bin/env bash
# make test, then what takes longer: sanitizers, the second compiler, clang-tidy, fuzzing and micro-benchmarks.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"
export HARRIER_SHARED=${HARRIER_SHARED:-$(cd .. && pwd)/shared}
HARRIER_RANDOM_QUERIES=3000 scripts/test.sh
for preset in asan gcc; do
  say "== $preset"
  scripts/build.sh "$preset"
  ctest --test-dir "build/$preset" -j "${JOBS:-$(nproc)}" --output-on-failure --no-tests=error --quiet
done
for step in lint fuzz bench; do
  say "== $step"
  "scripts/$step.sh"
done
