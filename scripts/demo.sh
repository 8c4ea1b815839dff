#!/usr/bin/env bash
# The demo workspace: fills it when it is not there, then serves it on loopback until interrupted.
#   DEMO_DATA  the workspace (.demo)           DEMO_NOW   the end of its three weeks, e.g. 2026-01-01T00:00:00Z
#   DEMO_HTTP  the address (127.0.0.1:8080)    DEMO_EXIT=1  fills it anew, runs the demo hunts, prints their row counts
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"
harrier=$root/build/release/bin/harrier
data=${DEMO_DATA:-.demo}
http=${DEMO_HTTP:-127.0.0.1:8080}
filled=$data/demo.filled
filling=${data%/}.filling  # beside it: the program takes only an empty folder, or its own

if [ -n "${DEMO_EXIT:-}" ] || ! [ -f "$filled" ]; then
  if [ -e "$data" ]; then
    # Only a folder that this script made is cleared: anything else might be somebody's logs.
    [ -f "$filled" ] || [ -f "$filling" ] || die "$data is there and is no demo workspace: set DEMO_DATA to another folder"
    rm -rf "$data"
  fi
  mkdir -p "$data"
  touch "$filling"
  "$harrier" demo --data "$data" --fill-only
  mv "$filling" "$filled"
fi

if [ -n "${DEMO_EXIT:-}" ]; then
  hunts=(content/hunts/demo/*.kql)
  [ -f "${hunts[0]}" ] || die "content/hunts/demo has no hunts"
  for hunt in "${hunts[@]}"; do
    rows=$("$harrier" query --data "$data" --format csv "$hunt" | python3 -c \
      'import csv, sys; print(sum(1 for _ in csv.reader(sys.stdin)) - 1)') || die "$hunt failed"
    printf '%8d rows  %s\n' "$rows" "$(basename "$hunt" .kql)"
  done
  exit 0
fi
exec "$harrier" serve --data "$data" --http "$http"
