#!/usr/bin/env bash
# build.sh PRESET [TARGET…]: configures once and builds. JOBS sets the number of compilers.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
preset=${1:?usage: build.sh PRESET [TARGET…]}
shift
cd "$root"
mkdir -p build
if ! [ -f "build/$preset/build.ninja" ]; then
  cmake --preset "$preset" >"build/configure-$preset.log" 2>&1 || {
    cat "build/configure-$preset.log" >&2
    die "cmake could not configure preset $preset"
  }
fi
quiet=()
[ -n "${CI:-}" ] && quiet=(--quiet)
ninja -C "build/$preset" "${quiet[@]}" ${JOBS:+-j "$JOBS"} "$@"
