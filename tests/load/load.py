#!/usr/bin/env python3
"""load.py --url URL [--heavy 20] [--short 100] [--seconds 30] [--pid PID]

Asks a server many things at once: heavy queries, each again as soon as it has ended, and short ones, each once in
every few moments, for some seconds. Prints how long short ones took, how many heavy ones were done, and the most
memory that the process had. The cache is off. Exit status 1: a query failed that should not have.
"""
import argparse
import http.client
import json
import os
import sys
import threading
import time
import urllib.parse

HEAVY = [
    "DeviceProcessEvents | summarize count(), dcount(ProcessCommandLine) by DeviceName, FileName | top 20 by count_",
    "DeviceNetworkEvents | summarize count(), dcount(RemoteIP), make_set(RemotePort, 50) by DeviceName | top 20 by count_",
    "DeviceProcessEvents | join kind=inner (DeviceNetworkEvents | summarize n = count() by DeviceName) on DeviceName "
    "| summarize sum(n) by FileName | top 10 by sum_n",
    "DeviceProcessEvents | where ProcessCommandLine has_any ('certutil', 'mimikatz', 'powershell') "
    "| summarize count(), arg_max(TimeGenerated, *) by DeviceName | count",
    "union DeviceProcessEvents, DeviceNetworkEvents | summarize count() by bin(TimeGenerated, 10m), DeviceName | count",
    "DeviceProcessEvents | order by ProcessCommandLine asc, TimeGenerated desc | extend n = row_number() "
    "| where n % 100000 == 0 | project n, DeviceName",
]
SHORT = [
    "print now()",
    "datatable(a: long)[1, 2, 3] | summarize sum(a)",
    "range x from 1 to 1000 step 1 | summarize sum(x)",
    "DeviceProcessEvents | take 10 | project TimeGenerated, DeviceName",
    "SigninLogs | where TimeGenerated > ago(5m) | count",
    "DeviceProcessEvents | count",
]


class Asker:
    def __init__(self, url, database):
        parts = urllib.parse.urlsplit(url)
        self.address = parts.hostname, parts.port
        self.database = database

    def ask(self, connection, text):
        """Seconds that it took; raises if it failed."""
        begin = time.monotonic()
        connection.request("POST", "/v1/rest/query", json.dumps({"db": self.database, "csl": text}),
                           {"Content-Type": "application/json", "Cache-Control": "no-store"})
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{response.status} {json.loads(body)['error']['@message'][:200]}")
        return time.monotonic() - begin

    def connect(self):
        return http.client.HTTPConnection(*self.address, timeout=300)


def share(values, part):
    values = sorted(values)
    return values[min(len(values) - 1, int(part * len(values)))] if values else float("nan")


def memory_of(pid):
    """Kilobytes in RAM."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        for line in file:
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", required=True)
    parser.add_argument("--db", default="harrier")
    parser.add_argument("--heavy", type=int, default=20)
    parser.add_argument("--short", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--pid", type=int, help="of the server, for its memory")
    options = parser.parse_args()
    asker = Asker(options.url, options.db)
    end = time.monotonic() + options.seconds
    took = {"heavy": [], "short": []}
    by_text = {}
    waiting = {}
    failures = []
    lock = threading.Lock()

    def work(kind, number, texts, pause):
        connection = asker.connect()
        # Not all at the same moment, but all within the first pause.
        time.sleep(pause * (number % 97) / 97)
        turn = number
        while time.monotonic() < end:
            text = texts[turn % len(texts)]
            turn += 1
            with lock:
                waiting[number, kind] = time.monotonic()
            try:
                seconds = asker.ask(connection, text)
            except (RuntimeError, OSError, http.client.HTTPException) as error:
                with lock:
                    del waiting[number, kind]
                    failures.append(f"{kind}: {error}")
                connection.close()
                continue
            with lock:
                del waiting[number, kind]
                took[kind].append(seconds)
                by_text.setdefault((kind, text), []).append(seconds)
            time.sleep(pause)

    threads = [threading.Thread(target=work, args=("heavy", n, HEAVY, 0), daemon=True) for n in range(options.heavy)]
    # A hundred people who ask something every few seconds.
    threads += [threading.Thread(target=work, args=("short", n, SHORT, 4), daemon=True) for n in range(options.short)]
    for thread in threads:
        thread.start()
    peak = 0
    while time.monotonic() < end:
        if options.pid:
            peak = max(peak, memory_of(options.pid))
        time.sleep(0.05)
    with lock:  # those that are not done yet count with what they have waited
        under_way = {kind: [end - since for (_, of), since in waiting.items() if of == kind] for kind in took}
        took["short"] += under_way["short"]
        done = {"heavy": len(took["heavy"]), "short": len(took["short"]) - len(under_way["short"])}

    for kind in ("short", "heavy"):
        values = took[kind]
        print(f"{kind}: {done[kind]} done, {len(under_way[kind])} under way, p50 {1000 * share(values, .5):.1f} ms, p95 {1000 * share(values, .95):.1f} ms, "
              f"worst {1000 * max(values, default=0):.1f} ms")
    for (kind, text), values in sorted(by_text.items()):
        print(f"  {kind} p50 {1000 * share(values, .5):8.1f} ms  p95 {1000 * share(values, .95):8.1f} ms  {text[:70]}")
    if options.pid:
        print(f"memory: at most {peak / 1024:.0f} MB")
    for failure in sorted(set(failures)):
        print(f"failed {failures.count(failure)} times: {failure}")
    sys.stdout.flush()
    os._exit(1 if failures else 0)  # the threads wait for answers still


if __name__ == "__main__":
    main()
