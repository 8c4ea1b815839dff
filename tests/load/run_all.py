#!/usr/bin/env python3
"""run_all.py --url URL --pid PID [--queries 1000] [--bench FOLDER] [--from TIME --to TIME] [--alone 100]

Makes so many hunting queries, variants of those that the program brings and of the queries (*.kql) in FOLDER, runs all
at once as the page does, and prints how long it took, the CPU that it cost, when the first counts came, and the most
memory; beside it, one after the other, `--alone` of them (0: all), for both windows, scaled to all. The queries that it
made are deleted. Exit status 1: a run that did not finish, or counts that differ.
"""
import argparse
import glob
import hashlib
import http.client
import json
import os
import re
import sys
import time
import urllib.parse

WORDS = ["mimikatz", "psexec", "rundll32", "certutil", "bitsadmin", "whoami", "nltest", "vssadmin", "wmic", "procdump",
         "sekurlsa", "minidump", "urlcache", "wevtutil", "schtasks", "regsvr32", "mshta", "installutil", "adfind", "rclone"]
# A needle that a variant changes, and the column that it is looked for in.
NEEDLE = re.compile(r'\bhas "(\w+)"')


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_mb(pid, which):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return int(re.search(rf"{which}:\s+(\d+)", file.read())[1]) // 1024


class Client:
    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        self.address = parts.hostname, parts.port
        self.connection = http.client.HTTPConnection(*self.address, timeout=3600)

    def ask(self, method, path, body=None):
        text = None if body is None else json.dumps(body)
        headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
        try:
            self.connection.request(method, path, text, headers)
        except ConnectionError:
            # The server has closed it while a run was waited for.
            self.connection.close()
            self.connection.request(method, path, text, headers)
        response = self.connection.getresponse()
        text = response.read()
        if response.status >= 400:
            raise SystemExit(f"{method} {path}: {response.status} {text[:300]!r}")
        return json.loads(text) if text else None

    def rows(self, text):
        """The rows of a query, counted."""
        answer = self.ask("POST", "/v1/rest/query", {"db": "", "csl": text})
        return answer["Tables"][0]["Rows"]


def variants(seeds, count):
    """(name, text): each seed once, then with other needles, or else with a condition that changes nothing."""
    made, n = [], 0
    while len(made) < count:
        for name, text in seeds:
            if len(made) == count:
                break
            if n > 0:
                found = NEEDLE.search(text)
                word = f"{WORDS[len(made) % len(WORDS)]}{n // 3 if n > 3 else ''}"
                text = text.replace(found[0], f'has "{word}"', 1) if found else f"{text}\n| where {n} > 0"
            made.append((f"{name} {n}", text))
        n += 1
    return made


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--url", required=True)
    parser.add_argument("--pid", required=True, type=int)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--bench", default="")
    parser.add_argument("--from", dest="begin", default="2026-01-08T00:00:00Z")
    parser.add_argument("--to", dest="end", default="2026-01-09T00:00:00Z")
    parser.add_argument("--alone", type=int, default=100)
    options = parser.parse_args()
    client = Client(options.url)

    own = client.ask("GET", "/api/v1/hunting/queries")["value"]
    seeds = [(query["name"], query["query"]) for query in own if not query["isCustom"]]
    for path in sorted(glob.glob(os.path.join(options.bench, "*.kql"))) if options.bench else []:
        with open(path, encoding="utf-8") as file:
            seeds.append((os.path.basename(path), file.read().strip()))
    workspace = client.ask("GET", "/subscriptions?api-version=2016-06-01")["value"][0]["id"]
    listed = client.ask("GET", f"{workspace}/providers/Microsoft.OperationalInsights/workspaces?api-version=2021-06-01")
    base = listed["value"][0]["id"]
    ids = []
    for name, text in variants(seeds, options.queries):
        one = "load-" + hashlib.sha256(f"{name}{text}".encode()).hexdigest()[:24]
        client.ask("PUT", f"{base}/savedSearches/{one}?api-version=2020-08-01",
                   {"properties": {"category": "Hunting Queries", "displayName": name, "query": text, "version": 2}})
        ids.append((one, text))

    before_cpu, begin = cpu_seconds(options.pid), time.monotonic()
    run = client.ask("POST", "/api/v1/hunting/runs",
                     {"queries": [one for one, _ in ids], "from": options.begin, "to": options.end})
    events = http.client.HTTPConnection(*client.address, timeout=3600)
    events.request("GET", f"/api/v1/hunting/runs/{run['id']}/events")
    stream = events.getresponse()
    first, outcomes, ended = None, {}, False
    for line in stream:
        if not line.startswith(b"data: "):
            continue
        event = json.loads(line[6:])
        if "query" not in event:
            ended = True
            break
        if first is None and "results" in event:
            first = time.monotonic() - begin
        outcomes[event["query"]] = event
    wall, cpu = time.monotonic() - begin, cpu_seconds(options.pid) - before_cpu
    states = {}
    for outcome in outcomes.values():
        states[outcome["status"]] = states.get(outcome["status"], 0) + 1
    print(f"{len(ids)} queries over two windows each: {states}")
    print(f"at once     {wall:8.2f} s wall {cpu:8.2f} s CPU, first count after {first or 0:.2f} s; "
          f"memory {memory_mb(options.pid, 'VmRSS')} MB, at most {memory_mb(options.pid, 'VmHWM')} MB")

    done = [(one, text) for one, text in ids if outcomes.get(one, {}).get("status") == "done"]
    step = max(1, len(done) // options.alone) if options.alone else 1
    sample = done[::step]
    before_cpu, begin, differ = cpu_seconds(options.pid), time.monotonic(), 0
    for one, _ in sample:
        again = client.ask("POST", "/api/v1/hunting/runs", {"queries": [one], "from": options.begin, "to": options.end})
        while True:
            state = client.ask("GET", f"/api/v1/hunting/runs/{again['id']}")
            if state["finished"]:
                break
            time.sleep(0.002)
        alone = state["outcomes"][0]
        if (alone.get("results"), alone.get("previous")) != (outcomes[one].get("results"), outcomes[one].get("previous")):
            differ += 1
            print(f"differs: {one}: {alone} {outcomes[one]}")
    scale = len(done) / len(sample) if sample else 0
    alone_wall, alone_cpu = (time.monotonic() - begin) * scale, (cpu_seconds(options.pid) - before_cpu) * scale
    print(f"one by one  {alone_wall:8.2f} s wall {alone_cpu:8.2f} s CPU, from {len(sample)} of {len(done)}; "
          f"ratio {wall / alone_wall if alone_wall else 0:.3f} wall, {cpu / alone_cpu if alone_cpu else 0:.3f} CPU")
    for one, _ in ids:
        client.ask("DELETE", f"{base}/savedSearches/{one}?api-version=2020-08-01")
    return 0 if ended and differ == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
