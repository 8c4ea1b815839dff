#!/usr/bin/env bash
# Runs each libFuzzer target of tests/fuzz for FUZZ_SECONDS (60). What it finds to be new inputs stays in build/fuzz/corpus.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"
seconds=${FUZZ_SECONDS:-60}
mapfile -t sources < <(git ls-files 'tests/fuzz/*_fuzz.cc')
[ ${#sources[@]} -gt 0 ] || die "tests/fuzz has no *_fuzz.cc"
targets=()
for source in "${sources[@]}"; do targets+=("$(basename "$source" .cc)"); done
scripts/build.sh asan "${targets[@]}"
for target in "${targets[@]}"; do
  corpus=build/fuzz/corpus/$target
  seeds=tests/fuzz/corpus/${target%_fuzz}
  mkdir -p "$corpus"
  folders=("$corpus")
  [ -d "$seeds" ] && folders+=("$seeds")
  say "fuzzing $target for $seconds s"
  "build/asan/bin/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=4096 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/$target-" "${folders[@]}" >"build/fuzz/$target.log" 2>&1 || {
    tail -n 40 "build/fuzz/$target.log" >&2
    die "$target failed: the input is in build/fuzz/"
  }
  grep -E 'stat::number_of_executed_units' "build/fuzz/$target.log" >&2 || true
done
