#!/usr/bin/env python3
"""Holds the #include lines of src/ to the order of the layers, and libraries to the layer that wraps them.

check_layers.py [SRC]      checks; prints file:line of each breach and exits 1
check_layers.py --self-test
"""
import os
import re
import sys
import tempfile

# Each may include itself and those of its list's earlier entries; ingest and hunting do not see each other.
LAYERS = [("base",), ("runtime",), ("plan",), ("catalog",), ("kql",), ("engine",), ("query",), ("store",), ("access",),
          ("ingest", "hunting"), ("api",), ("app",)]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}

# A header (by the start of its name) and the only folders whose files may include it.
WRAPPED = [
    ("duckdb.h", ["engine/duckdb"]),
    ("boost/beast", ["api/server"]),
    ("boost/json", ["api", "access", "hunting"]),
    ("soci/", ["store"]),
    ("curl/", ["base"]),
    ("hs/", ["runtime"]),
    ("argon2.h", ["access"]),
    ("sqlite3.h", ["store"]),
    ("libpq", ["store"]),
    ("CLI/", ["app"]),
    ("histedit.h", ["app"]),
    ("simdjson.h", ["runtime", "kql", "ingest"]),
    ("libevtx", ["ingest"]),
]
# Other spellings of a wrapped header.
ALIASES = {"duckdb.hpp": "duckdb.h", "simdjson/": "simdjson.h"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def breaches_of(path, text):
    """(line, message) of each include of the file at `path`, relative to src, that it may not have."""
    layer = path.split("/")[0]
    if layer not in RANK:
        yield 1, f"{layer}/ is no layer (tools/check_layers.py lists them)"
        return
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        quoted, header = match[1] == '"', match[2]
        other = header.split("/")[0]
        if quoted and "/" not in header and header.endswith((".h", ".hpp")) and header != "duckdb.h":
            yield number, f'"{header}": name it from src/, as "{layer}/{header}"'
        elif quoted and header.startswith("."):
            yield number, f'"{header}": name it from src/'
        elif quoted and other in RANK and other != layer and RANK[other] >= RANK[layer]:
            yield number, f'"{header}": {layer} may not include {other}'
        for start, alias in ALIASES.items():
            if header.startswith(start):
                header = alias
        for start, folders in WRAPPED:
            if header.startswith(start) and not any(path.startswith(folder + "/") for folder in folders):
                yield number, f"<{header}>: only {', '.join(folders)} may include it"


def check(src):
    """Every breach under `src`, as text, and the number of files read."""
    found, files = [], 0
    for folder, _, names in sorted(os.walk(src)):
        for name in sorted(names):
            if not name.endswith((".h", ".cc", ".inc")):
                continue
            full = os.path.join(folder, name)
            files += 1
            with open(full, encoding="utf-8") as file:
                path = os.path.relpath(full, src)
                found += [f"src/{path}:{line}: {message}" for line, message in breaches_of(path, file.read())]
    return found, files


def self_test():
    allowed = [
        ("kql/a.cc", '#include "catalog/catalog.h"'),
        ("kql/a.cc", '#include "kql/parser/parser.h"'),
        ("engine/duckdb/a.cc", "#include <duckdb.h>"),
        ("api/server/a.cc", "#include <boost/beast/http.hpp>"),
        ("ingest/a.cc", "#include <simdjson.h>"),
        ("runtime/a.cc", '#include "runtime/all.inc"'),
        ("access/a.cc", '#include "store/store.h"'),
        ("hunting/a.cc", "#include <boost/json.hpp>"),
        ("app/a.cc", '// #include "nothing/x.h"'),
    ]
    refused = [
        ("kql/a.cc", '#include "engine/engine.h"'),
        ("base/a.h", '  #  include "runtime/column.h"'),
        ("ingest/a.cc", '#include "hunting/hunt.h"'),
        ("hunting/a.cc", '#include "ingest/reader.h"'),
        ("engine/a.cc", '#include "duckdb.h"'),
        ("query/a.cc", "#include <duckdb.hpp>"),
        ("api/kusto/a.cc", "#include <boost/beast.hpp>"),
        ("query/a.cc", "#include <soci/soci.h>"),
        ("access/a.cc", "#include <sqlite3.h>"),
        ("store/a.cc", '#include "access/caller.h"'),
        ("query/a.cc", "#include <CLI/CLI.hpp>"),
        ("api/web/a.cc", "#include <simdjson.h>"),
        ("kql/a.cc", '#include "../engine/engine.h"'),
        ("kql/a.cc", '#include "parser.h"'),
        ("misc/a.cc", "int x;"),
    ]
    wrong = [f"refused: {case}" for case in allowed if list(breaches_of(*case))]
    wrong += [f"allowed: {case}" for case in refused if not list(breaches_of(*case))]
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(os.path.join(folder, "plan"))
        with open(os.path.join(folder, "plan", "a.h"), "w", encoding="utf-8") as file:
            file.write('#pragma once\n#include "api/x.h"\n')
        found, files = check(folder)
        if files != 1 or found != ['src/plan/a.h:2: "api/x.h": plan may not include api']:
            wrong.append(f"walk: {found}")
    return wrong


def main():
    if sys.argv[1:] == ["--self-test"]:
        wrong = self_test()
        print("\n".join(wrong) or "self-test passed")
        return 1 if wrong else 0
    src = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "../src")
    found, files = check(src)
    print("\n".join(found) or f"{files} files keep to the layers")
    return 1 if found or files == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
