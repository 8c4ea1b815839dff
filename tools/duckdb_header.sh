#!/usr/bin/env bash
# duckdb_header.sh check: the vendored duckdb.h is the pinned one.
# duckdb_header.sh refresh: takes it and its licence again from the pinned crate (needs cargo).
source "$(dirname "${BASH_SOURCE[0]}")/../scripts/common.sh"
crate=libduckdb-sys
header=$root/third_party/duckdb/duckdb.h

case ${1:-check} in
  check)
    wanted=$(pin "$crate" 4)
    [ "$(sha256 "$header")" = "$wanted" ] ||
      die "$header is not the pinned one (sha256 $wanted): run tools/duckdb_header.sh refresh"
    ;;
  refresh)
    command -v cargo >/dev/null || die "refreshing duckdb.h needs cargo"
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    mkdir -p "$work/src"
    touch "$work/src/lib.rs"
    printf '[package]\nname = "header"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\n%s = "=%s"\n' \
      "$crate" "$(pin "$crate" 3)" >"$work/Cargo.toml"
    (cd "$work" && cargo vendor --quiet >/dev/null) || die "cargo could not vendor $crate $(pin "$crate" 3)"
    tar -xzf "$work/vendor/$crate/duckdb.tar.gz" -C "$work" duckdb/src/include/duckdb.h
    cp "$work/duckdb/src/include/duckdb.h" "$header"
    cp "$work/vendor/$crate/LICENSE" "$root/third_party/duckdb/LICENSE"
    say "duckdb.h: sha256 $(sha256 "$header")"
    ;;
  *) die "usage: duckdb_header.sh check|refresh" ;;
esac
