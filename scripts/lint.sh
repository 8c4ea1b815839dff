#!/usr/bin/env bash
# clang-tidy over the sources that build/release compiles; lint.sh FILE… over those only.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"
scripts/build.sh release
files=("$@")
[ ${#files[@]} -gt 0 ] || mapfile -t files < <(git ls-files 'src/*.cc')
printf '%s\0' "${files[@]}" |
  xargs -0 -r -n 4 -P "$(nproc)" clang-tidy-19 -p build/release --quiet --warnings-as-errors='*'
