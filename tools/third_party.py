#!/usr/bin/env python3
"""Writes THIRD_PARTY.md from third_party/pins.tsv; with --check, tells whether it is up to date."""
import os
import sys

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
HEAD = """# What Harrier takes from elsewhere

Written by tools/third_party.py from third_party/pins.tsv: change it there. Debian packages are in the version of
Debian 12; the others are pinned, and checked by sha256 where the list has one.
"""
PARTS = [("lib", "Linked into the program or shipped with it"), ("tool", "Used to build and test, not shipped")]


def rows():
    with open(os.path.join(ROOT, "third_party/pins.tsv"), encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if line.startswith("#"):
                continue
            fields = line.rstrip("\n").split("\t")
            if len(fields) != 6 or "-" not in fields[0]:
                sys.exit(f"third_party/pins.tsv:{number}: wants kind, name, version, sha256, licence, use")
            yield fields


def text():
    out = [HEAD]
    for part, title in PARTS:
        out.append(f"## {title}\n\n| name | version | licence | use |\n| --- | --- | --- | --- |")
        for kind, name, version, _, licence, use in rows():
            source, use_kind = kind.split("-")
            if use_kind == part:
                version = "Debian 12" if source == "apt" else f"{version} ({source})"
                out.append(f"| {name} | {version} | {licence} | {use} |")
        out.append("")
    return "\n".join(out)


def main():
    path = os.path.join(ROOT, "THIRD_PARTY.md")
    wanted = text()
    if sys.argv[1:] == ["--check"]:
        with open(path, encoding="utf-8") as file:
            if file.read() != wanted:
                print("THIRD_PARTY.md is not what pins.tsv says: run tools/third_party.py")
                return 1
        return 0
    with open(path, "w", encoding="utf-8") as file:
        file.write(wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
