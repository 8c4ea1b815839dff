#!/usr/bin/env bash
# Installs what the build and the tests need: Debian packages, npm and libduckdb. Repeatable and quiet: says nothing
# when nothing is missing. The full output of the installers is in the log that a failure names.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
mkdir -p "$cache" || die "cannot make $cache: set HARRIER_CACHE to a folder that can be written"
log=$cache/setup.log

mapfile -t packages < <(awk -F'\t' '$1 ~ /^apt-/ { print $2 }' "$pins")
installed=$(dpkg-query -W -f='${db:Status-Abbrev} ${Package}\n' "${packages[@]}" 2>/dev/null | sed -n 's/^ii *//p' || true)
missing=()
for package in "${packages[@]}"; do
  grep -qxF "$package" <<<"$installed" || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  command -v apt-get >/dev/null || die "needs Debian 12 or a system with apt-get; missing: ${missing[*]}"
  say "installing ${#missing[@]} Debian packages (log: $log)"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 update >"$log" 2>&1 ||
    die "apt-get update failed: $(tail -n 1 "$log")"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends \
    "${missing[@]}" >>"$log" 2>&1 ||
    die "apt-get could not install ${missing[*]}: $(grep -m 1 '^E:' "$log" || tail -n 1 "$log")"
fi

"$root/scripts/fetch_duckdb.sh"
