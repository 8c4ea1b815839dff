# Sourced by the other scripts: where things are, and how they speak.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
pins=$root/third_party/pins.tsv
cache=${HARRIER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/harrier}

say() { printf '%s\n' "$*" >&2; }
die() {
  say "harrier: $*"
  exit 1
}

# pin NAME COLUMN: a field of the line of pins.tsv that names NAME (3 version, 4 sha256).
pin() { awk -F'\t' -v name="$1" -v column="$2" '$2 == name { print $column }' "$pins"; }

sha256() { sha256sum "$1" | cut -d' ' -f1; }

# as_root COMMAND…: runs it as root, by sudo where the user is another.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "packages must be installed as root, and there is no sudo: run as root once: scripts/setup.sh"
  fi
}
