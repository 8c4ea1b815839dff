#!/usr/bin/env bash
# build/package/harrier-VERSION-linux-x64.tar.gz: the program, libduckdb beside it in lib/, and the licences.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"
version=$(sed -n 's/^project(harrier VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
duckdb=$(sed -n 's/^HARRIER_DUCKDB:PATH=//p' build/release/CMakeCache.txt)
name=harrier-$version-linux-x64
stage=build/package/$name
rm -rf "$stage"
mkdir -p "$stage/bin" "$stage/lib" "$stage/content"
cp build/release/bin/harrier "$stage/bin/"
strip --strip-debug "$stage/bin/harrier"
cp "$duckdb/libduckdb.so" "$stage/lib/"
cp -r content/hunts "$stage/content/" 2>/dev/null || true
cp LICENSE THIRD_PARTY.md README.md "$stage/"
cp third_party/duckdb/LICENSE "$stage/lib/LICENSE.duckdb"
tar -C build/package --owner=0 --group=0 -czf "build/package/$name.tar.gz" "$name"
say "build/package/$name.tar.gz"
