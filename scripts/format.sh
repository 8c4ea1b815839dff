#!/usr/bin/env bash
# format.sh [--check]: lays out every C++ file by .clang-format, or only tells which are not.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"
mode=(-i)
[ "${1:-}" = --check ] && mode=(--dry-run -Werror)
git ls-files -z --cached --others --exclude-standard -- 'src/*.h' 'src/*.cc' 'tests/*.h' 'tests/*.cc' |
  while IFS= read -r -d '' file; do [ -f "$file" ] && printf '%s\0' "$file"; done |
  xargs -0 -r -n 40 -P "$(nproc)" clang-format-19 "${mode[@]}"
