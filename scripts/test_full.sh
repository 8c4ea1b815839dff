#!/usr/bin/env bash
# make test, then what takes longer: random calls against the model, the second compiler, sanitizers, clang-tidy,
# fuzzing, micro-benchmarks and the package. Every step runs, also after one that failed; the last lines tell how each
# went. STEPS="lint fuzz" runs those.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"
export HARRIER_SHARED=${HARRIER_SHARED:-$(cd .. && pwd)/shared}
export LSAN_OPTIONS=suppressions=$root/tests/lsan.supp:print_suppressions=0

unit_tests() {
  scripts/build.sh "$1" &&
    ctest --test-dir "build/$1" -j "${JOBS:-$(nproc)}" --output-on-failure --no-tests=error --quiet
}

# 100,000 random calls, in rounds that have a server and a seed each.
model() {
  local good=0 store
  for store in sqlite postgres; do
    python3 tests/model/run.py --store "$store" --rounds 10 --steps 5000 --kills 5 || good=1
  done
  return "$good"
}

run() {
  case $1 in
    test) HARRIER_RANDOM_QUERIES=3000 scripts/test.sh ;;
    model) scripts/build.sh release && model ;;
    gcc | asan) unit_tests "$1" ;;
    *) "scripts/$1.sh" ;;
  esac
}

failed=0
verdicts=()
for step in ${STEPS:-test model gcc asan lint fuzz bench package}; do
  say "== $step"
  from=$SECONDS verdict=passed
  run "$step" || verdict=FAILED failed=1
  verdicts+=("$(printf '%-8s %s, %d s' "$step" "$verdict" $((SECONDS - from)))")
done
printf '%s\n' "${verdicts[@]}"
exit "$failed"
