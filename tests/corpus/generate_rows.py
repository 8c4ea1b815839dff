#!/usr/bin/env python3
"""Rows for the tables of a schema file, such that the filters of given queries find some: seeded, NDJSON, a file a table.

  generate_rows.py SCHEMA.json QUERIES.jsonl FOLDER [--rows 60] [--seed 1] [--now 2026-01-01T00:00:00Z] [--harrier BIN --data DIR]

SCHEMA.json: {"Table": {"kind": "table", "columns": [["Name", "type"], ...]}, ...}. QUERIES.jsonl: {"query": ...} a line. Texts and
numbers that the queries compare a column with are drawn for columns of that name in any table; names below a dynamic column
(`Column.name`, `parse_json(Column).name`) become its members. With --harrier the files are ingested into the workspace DIR.
"""
import argparse
import collections
import datetime
import json
import os
import random
import re
import subprocess
import sys

NAME = r"([A-Za-z_]\w*)"
TEXT = r"(?:@?\"((?:[^\"\\\n]|\\.)*)\"|@?'((?:[^'\\\n]|\\.)*)')"
COMPARED = re.compile(NAME + r"\s*(?:==|=~|!=|!~|has_cs|has|!has|contains_cs|contains|!contains|startswith|endswith|hasprefix|hassuffix)\s*" + TEXT)
LISTED = re.compile(NAME + r"\s*(?:!?in~?|has_any|has_all)\s*\(\s*(?:dynamic\(\s*\[)?((?:[^()\[\]\"']|" + TEXT + r")*)")
NUMBER = re.compile(NAME + r"\s*(?:==|!=|>=|<=|>|<)\s*(\d+)\b")
MEMBER = re.compile(r"(?:parse_json\(|todynamic\(|tostring\()?\s*" + NAME + r"\)?((?:\.[A-Za-z_]\w*|\[[\"'][^\"'\]]+[\"']\]|\[\d+\])+)")
STEP = re.compile(r"\.([A-Za-z_]\w*)|\[[\"']([^\"'\]]+)[\"']\]|\[(\d+)\]")
WORDS = "admin svc_backup alice bob.jones SYSTEM powershell.exe cmd.exe C:\\Windows\\System32\\svchost.exe example.org 10.0.0.5 203.0.113.9 Success Failure".split()


def unescaped(text):
    return text.replace("\\\\", "\\").replace('\\"', '"').replace("\\'", "'")


def needles(queries):
    """Per column name: the texts and numbers it is compared with, and the paths below it."""
    texts, numbers, paths = (collections.defaultdict(list) for _ in range(3))
    for query in queries:
        for name, double, single in COMPARED.findall(query):
            texts[name].append(unescaped(double or single))
        for match in LISTED.finditer(query):
            for double, single in re.findall(TEXT, match[2]):
                texts[match[1]].append(unescaped(double or single))
            numbers[match[1]] += [int(n) for n in re.findall(r"(?<![\w.\"'])\d{1,9}(?![\w.\"'])", match[2])]
        for name, number in NUMBER.findall(query):
            numbers[name].append(int(number[:15]))
        for name, steps in MEMBER.findall(query):
            paths[name].append([a or b or int(c) for a, b, c in STEP.findall(steps)][:4])
    return texts, numbers, paths


class Rows:
    def __init__(self, seed, now, found):
        self.random = random.Random(seed)
        self.now = now
        self.texts, self.numbers, self.paths = found

    def text(self, name):
        pool = self.texts.get(name)
        if pool and self.random.random() < 0.7:
            found = self.random.choice(pool)
            return found if self.random.random() < 0.7 else f"{self.random.choice(WORDS)} {found}"
        if self.numbers.get(name) and self.random.random() < 0.6:
            return str(self.random.choice(self.numbers[name]))
        if re.search(r"(?i)ip(address|addr)?$", name):
            return f"{self.random.choice(['10.0', '192.168', '203.0'])}.{self.random.randrange(256)}.{self.random.randrange(256)}"
        if name in self.paths and self.random.random() < 0.8:
            return json.dumps(self.dynamic(name))
        return self.random.choice(WORDS)

    def dynamic(self, name):
        """An object, or an array, with some of the members that queries ask for."""
        root = {}
        for path in self.random.sample(self.paths.get(name, []), min(6, len(self.paths.get(name, [])))):
            at = root
            for step, after in zip(path, path[1:] + [None]):
                if isinstance(step, int):
                    step = "items"
                value = self.text(str(path[-1])) if after is None else [{}] if isinstance(after, int) else {}
                if isinstance(at, list):
                    at = at[0]
                at = at.setdefault(step, value) if isinstance(at, dict) else {}
        return [root] if any(isinstance(path[0], int) for path in self.paths.get(name, []) if path) else root

    def value(self, name, kind):
        if self.random.random() < 0.05:
            return None
        if kind == "datetime":
            back = self.random.random() ** 3 * 20 * 86400
            return (self.now - datetime.timedelta(seconds=back)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        if kind == "bool":
            return self.random.random() < 0.5
        if kind in ("int", "long"):
            pool = self.numbers.get(name)
            return self.random.choice(pool) % 2**31 if pool and self.random.random() < 0.7 else self.random.randrange(1000)
        if kind in ("real", "decimal"):
            return round(self.random.random() * 100, 3)
        if kind == "timespan":
            return f"{self.random.randrange(24):02}:{self.random.randrange(60):02}:00"
        if kind == "guid":
            return f"{self.random.getrandbits(32):08x}-0000-4000-8000-{self.random.getrandbits(48):012x}"
        return self.dynamic(name) if kind == "dynamic" else self.text(name)

    def row(self, columns):
        row = {name: self.value(name, kind) for name, kind in columns if name != "Type" and not name.startswith("_")}
        row["TimeGenerated"] = row.get("TimeGenerated") or self.value("TimeGenerated", "datetime") or self.now.strftime("%Y-%m-%dT%H:%M:%SZ")
        return {name: value for name, value in row.items() if value is not None}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("schema")
    arguments.add_argument("queries")
    arguments.add_argument("folder")
    arguments.add_argument("--rows", type=int, default=60)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--now", default=datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"))
    arguments.add_argument("--harrier")
    arguments.add_argument("--data")
    given = arguments.parse_args()
    with open(given.schema, encoding="utf-8") as file:
        schema = json.load(file)
    with open(given.queries, encoding="utf-8") as file:
        queries = [json.loads(line)["query"] for line in file]
    now = datetime.datetime.strptime(given.now, "%Y-%m-%dT%H:%M:%SZ")
    found = needles(queries)
    used = "\n".join(queries)
    os.makedirs(given.folder, exist_ok=True)
    tables = [name for name, table in schema.items() if table["kind"] == "table" and re.search(rf"\b{re.escape(name)}\b", used)]
    for number, name in enumerate(tables):
        rows = Rows(given.seed * 10007 + number, now, found)
        path = os.path.join(given.folder, f"{name}.ndjson")
        with open(path, "w", encoding="utf-8") as file:
            for _ in range(given.rows):
                file.write(json.dumps(rows.row(schema[name]["columns"])) + "\n")
        if given.harrier:
            done = subprocess.run([given.harrier, "ingest", "--data", given.data, "--table", name, path], capture_output=True, text=True)
            if done.returncode != 0:
                sys.exit(f"{name}: {done.stdout}{done.stderr}")
    print(f"{len(tables)} tables, {given.rows} rows each")


if __name__ == "__main__":
    main()
