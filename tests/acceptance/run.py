#!/usr/bin/env python3
"""run.py [--totals] [NAME…]: unmodified clients of Sentinel, Log Analytics and Kusto against a server of its own.

Their scripts are HARRIER_SHARED/acceptance/*.py. Each client comes from PyPI in the versions of *-requirements.txt, into
a folder in the cache that is made once. Without the scripts there is nothing to run, and it says so. With --totals,
stdout is one line "passed failed skipped" and everything else goes to stderr.
"""
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

FOLDER = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(FOLDER, "../..")
BIN = os.environ.get("HARRIER_BIN", os.path.join(ROOT, "build/release/bin/harrier"))
SHARED = os.environ.get("HARRIER_SHARED", os.path.join(ROOT, "../shared"))
CACHE = os.environ.get("HARRIER_CACHE",
                       os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "harrier"))

# Name: script, requirements, settings.
RUNS = {
    "kusto_client": ("kusto_client.py", "azure", {}),
    "monitor_query": ("monitor_query.py", "azure", {}),
    "ingestion": ("ingestion.py", "azure", {}),
    "securityinsight": ("securityinsight.py", "azure", {}),
    "msticpy_kusto": ("msticpy_kusto.py", "msticpy", {}),
    "msticpy_sentinel_env": ("msticpy_sentinel.py", "msticpy", {"HARRIER_MSTICPY_AUTH": "env"}),
    "msticpy_sentinel_msi": ("msticpy_sentinel.py", "msticpy", {"HARRIER_MSTICPY_AUTH": "msi"}),
}
# Checks of what Harrier does not have yet, by a part of their names.
NOT_YET = ["search job", "alert rules", "analytic rules", "entities: expand, timeline"]


def say(text):
    print(text, file=sys.stderr, flush=True)


def python_of(client):
    """The interpreter of the client's own folder, made if it is not there."""
    requirements = os.path.join(FOLDER, f"{client}-requirements.txt")
    with open(requirements, "rb") as file:
        digest = hashlib.sha256(file.read() + sys.version.encode()).hexdigest()[:16]
    folder = os.path.join(CACHE, f"clients-{client}-{digest}")
    python = os.path.join(folder, "bin/python")
    if not os.path.exists(os.path.join(folder, "complete")):
        say(f"installing the clients of {client}-requirements.txt")
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True, stdout=sys.stderr)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r",
                        requirements], check=True, stdout=sys.stderr)
        with open(os.path.join(folder, "complete"), "w", encoding="utf-8"):
            pass
    return python


class Server:
    """A workspace made by `harrier init` for this run, and its server."""

    def __init__(self):
        self.data = tempfile.mkdtemp(prefix="harrier-acceptance-")
        subprocess.run([BIN, "init", "--data", self.data], check=True, stdout=subprocess.DEVNULL)
        self.process = subprocess.Popen(
            [BIN, "serve", "--data", self.data, "--http", "127.0.0.1:0", "--https", "127.0.0.1:0", "--http-role",
             "Contributor"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        if "https://" not in line:
            raise SystemExit(f"the server did not start: {line}")

    def environment(self):
        """What `harrier env` prints for a shell."""
        text = subprocess.run([BIN, "env", "--data", self.data], check=True, capture_output=True, text=True).stdout
        out = {key: value for key, value in os.environ.items() if not key.startswith(("AZURE_", "HARRIER_"))}
        for name, value in re.findall(r"^export (\w+)=(.*)$", text, re.M):
            out[name] = subprocess.run(["sh", "-c", f"printf %s {value}"], capture_output=True, text=True,
                                       check=True).stdout
        return out

    def stop(self):
        self.process.terminate()
        self.process.wait(60)
        shutil.rmtree(self.data, ignore_errors=True)


def run(name, environment):
    """(passed, failed, skipped) of one script."""
    script, client, settings = RUNS[name]
    folder = os.path.join(SHARED, "acceptance")
    done = subprocess.run([python_of(client), os.path.join(folder, script)], cwd=folder, text=True, timeout=900,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env={**environment, **settings, "HARRIER_SKIP": ",".join(NOT_YET),
                               "PYTHONDONTWRITEBYTECODE": "1"})
    count = {word: len(re.findall(rf"^{word} ", done.stdout, re.M)) for word in ("PASS", "FAIL", "SKIP")}
    bad = done.returncode != 0 or count["PASS"] == 0
    if bad:
        say(f"{name}: exit {done.returncode}\n{done.stdout}")
    for line in re.findall(r"^SKIP .*", done.stdout, re.M):
        say(f"{name}: {line}")
    say(f"{name}: {count['PASS']} passed, {count['FAIL']} failed, {count['SKIP']} skipped")
    return count["PASS"], max(count["FAIL"], 1 if bad else 0), count["SKIP"]


def main():
    names = [argument for argument in sys.argv[1:] if not argument.startswith("-")] or list(RUNS)
    totals = [0, 0, 0]
    if not os.path.isdir(os.path.join(SHARED, "acceptance")):
        say(f"skipped: acceptance by unmodified clients: {SHARED}/acceptance is not there (set HARRIER_SHARED)")
        totals[2] = len(names)
    else:
        server = Server()
        try:
            environment = server.environment()
            for name in names:
                totals = [a + b for a, b in zip(totals, run(name, environment))]
        finally:
            server.stop()
    if "--totals" in sys.argv:
        print(*totals)
    return 1 if totals[1] else 0


if __name__ == "__main__":
    sys.exit(main())
