#!/usr/bin/env bash
# Every test in one build: the layout of the code, ctest (unit, .kqltest, goldens, layers), the API tests against the
# real program, random calls against it and a model, then unmodified clients. The last line is the total.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"
export HARRIER_SHARED=${HARRIER_SHARED:-$(cd .. && pwd)/shared}
export HARRIER_BIN=$root/build/release/bin/harrier
passed=0 failed=0 skipped=0
count() {
  if [ "$2" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); say "FAILED: $1"; fi
}

scripts/build.sh release

status=0
scripts/format.sh --check || status=$?
count "format (run make format)" "$status"

junit=$root/build/release/ctest.xml
rm -f "$junit"
ctest --test-dir build/release -j "${JOBS:-$(nproc)}" --output-on-failure --no-tests=error --output-junit "$junit" \
  ${CI:+--quiet} || true
read -r p f s < <(python3 tools/junit_totals.py "$junit")
passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))

read -r p f s < <(python3 tests/api/run.py --totals)
passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))

read -r p f s < <(python3 tests/model/run.py --totals)
passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))

read -r p f s < <(python3 tests/acceptance/run.py --totals)
passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))

printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
