#!/usr/bin/env python3
"""Writes src/runtime/unicode_tables.inc from Python's own Unicode data: non-ASCII letters and simple case mappings."""

import sys
import unicodedata

CODE_POINTS = [c for c in range(0x80, 0x110000) if not 0xD800 <= c < 0xE000]


def simple(c, mapped):
    """A mapping that is one character, and does not leave or enter ASCII."""
    return ord(mapped) if len(mapped) == 1 and ord(mapped) >= 0x80 else c


def fold(c):
    ch = chr(c)
    folded = simple(c, ch.casefold())
    return folded if len(ch.casefold()) == 1 else simple(c, ch.lower())


def letter_ranges():
    ranges = []
    for c in CODE_POINTS:
        if unicodedata.category(chr(c)).startswith("L"):
            if ranges and ranges[-1][1] == c - 1:
                ranges[-1][1] = c
            else:
                ranges.append([c, c])
    return ranges


def runs(mapping):
    """Runs (first, last, step, delta): every step-th code point from first to last maps to itself + delta."""
    changed = [(c, mapping(c) - c) for c in CODE_POINTS if mapping(c) != c]
    found = []
    for c, delta in changed:
        if found:
            first, last, step, d = found[-1]
            gap = c - last
            if d == delta and gap <= 2 and (step == 0 or step == gap):
                found[-1] = (first, c, gap, d)
                continue
        found.append((c, c, 0, delta))
    return [(f, l, s or 1, d) for f, l, s, d in found]


def write(out, rows):
    lines, line = [], ""
    for row in rows:
        item = f"{{{', '.join(row)}}},"
        if line and len(line) + 1 + len(item) > 110:
            lines.append(line)
            line = ""
        line = f"{line} {item}".strip()
    out.write("\n".join(lines + [line]) + "\n")


def main():
    with open(sys.argv[1], "w", encoding="ascii") as out:
        out.write(f"// Written by tools/unicode_tables.py from Unicode {unicodedata.unidata_version}.\n")
        out.write("// clang-format off\n")
        tables = {"LETTERS": [(f"0x{a:X}", f"0x{b:X}") for a, b in letter_ranges()]}
        for name, mapping in (
            ("FOLD", fold),
            ("LOWER", lambda c: simple(c, chr(c).lower())),
            ("UPPER", lambda c: simple(c, chr(c).upper())),
        ):
            tables[name] = [(f"0x{f:X}", f"0x{l:X}", str(s), str(d)) for f, l, s, d in runs(mapping)]
        for name, rows in tables.items():
            out.write(f"#ifdef HARRIER_{name}\n")
            write(out, rows)
            out.write("#endif\n")


main()
