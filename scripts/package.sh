#!/usr/bin/env bash
# build/package/harrier-VERSION-linux-x64.tar.gz: the program, every library it needs but those of the C and C++
# compilers, and the licences. Then tries it, unpacked in another folder.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"
version=$(sed -n 's/^project(harrier VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
name=harrier-$version-linux-x64
stage=build/package/$name
rm -rf "$stage"
mkdir -p "$stage/lib/licences" "$stage/content"
cmake --install build/release --prefix "$stage" --strip >build/package/install.log
while read -r library; do
  cp "$library" "$stage/lib/"
  # The package that owns the file, whose name may go through the merged /usr.
  owner=$(dpkg-query -S "$library" "/usr$library" "${library#/usr}" 2>/dev/null | sed -n '1s/[:,].*//p' || true)
  [ -z "$owner" ] || cp "/usr/share/doc/$owner/copyright" "$stage/lib/licences/$owner"
done < <(ldd build/release/bin/harrier | sed -n 's/.* => \(\/[^ ]*\) .*/\1/p' |
  grep -vE '/(libc|libm|libdl|libpthread|librt|libgcc_s|libstdc\+\+)\.so')
cp third_party/duckdb/LICENSE "$stage/lib/licences/duckdb"
cp -r content/hunts "$stage/content/"
cp LICENSE THIRD_PARTY.md README.md "$stage/"
tar -C build/package --owner=0 --group=0 -czf "build/package/$name.tar.gz" "$name"
rm -rf "$stage"

elsewhere=$(mktemp -d)
trap 'rm -rf "$elsewhere"' EXIT
tar -C "$elsewhere" -xzf "build/package/$name.tar.gz"
mkdir "$elsewhere/data"
harrier=(env -i "HOME=$elsewhere" PATH=/usr/bin:/bin "$elsewhere/$name/bin/harrier")
outside=$(ldd "${harrier[-1]}" | grep -F '=> /' | grep -vF "=> $elsewhere" |
  grep -vE '/(libc|libm|libdl|libpthread|librt|libgcc_s|libstdc\+\+)\.so' || true)
[ -z "$outside" ] || die "the package lacks: $outside"
"${harrier[@]}" doctor >/dev/null || die "the packaged program's doctor is not content"
answer=$("${harrier[@]}" query --data "$elsewhere/data" --format csv 'range x from 1 to 3 step 1 | summarize sum(x)')
[ "$(tail -n 1 <<<"$answer" | tr -d '\r')" = 6 ] || die "the packaged program answers: $answer"
say "build/package/$name.tar.gz"
