"""A real server on a free loopback port, and what the tests of this folder ask of it."""
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

BIN = os.environ.get("HARRIER_BIN", os.path.join(os.path.dirname(__file__), "../../build/release/bin/harrier"))

# Runs for minutes if nothing stops it.
ENDLESS = ("range a from 1 to 200000 step 1 | extend k = 1 | join kind=inner "
           "(range b from 1 to 200000 step 1 | extend k = 1) on k | summarize sum(a * b)")


def run(*arguments, stdin="", timeout=60, env=None):
    """Runs the program to its end; (status, stdout, stderr)."""
    done = subprocess.run([BIN, *arguments], input=stdin, capture_output=True, text=True, timeout=timeout,
                          env={**os.environ, **(env or {})})
    return done.returncode, done.stdout, done.stderr


class Server:
    """`harrier serve` over a directory of its own, or the one given. `https`: also over TLS, for a directory that
    `harrier init` has made. `http`: the open address, or "off"."""

    def __init__(self, data=None, arguments=(), https=False, http="127.0.0.1:0"):
        self.own = data is None
        self.data = data or tempfile.mkdtemp(prefix="harrier-api-")
        tls = ["--https", "127.0.0.1:0"] if https else []
        self.process = subprocess.Popen([BIN, "serve", "--data", self.data, "--http", http, *tls, *arguments],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        secure = re.search(r"https://localhost:(\d+)/", line)
        if not (found or http == "off") or not (secure or not https):
            raise AssertionError(f"the server did not start: {line}{self.process.stderr.read()}")
        self.port = int(found[1]) if found else None
        self.url = f"http://127.0.0.1:{self.port}"
        self.secure_port = int(secure[1]) if secure else None
        self.secure_url = f"https://localhost:{self.secure_port}"

    def stop(self):
        """Asks it to stop; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
        if self.own:
            shutil.rmtree(self.data, ignore_errors=True)
        return self.process.returncode

    def connect(self, timeout=60):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def request(self, method, path, body=None, headers=None):
        """(status, headers, body)"""
        connection = self.connect()
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        answer = response.status, response.headers, response.read()
        connection.close()
        return answer

    def post(self, path, text, properties=None, database="NetDefaultDB", headers=None):
        """(status, decoded body) of a query or command."""
        body = {"db": database, "csl": text}
        if properties is not None:
            body["properties"] = properties
        status, _, answer = self.request("POST", path, json.dumps(body),
                                         {"Content-Type": "application/json", **(headers or {})})
        return status, json.loads(answer)

    def rows(self, text, **more):
        """The rows of a query's first result."""
        status, answer = self.post("/v1/rest/query", text, **more)
        if status != 200:
            raise AssertionError(f"{status} {answer}")
        return answer["Tables"][0]["Rows"]

    def command(self, text):
        """The rows of a command, as dicts."""
        status, answer = self.post("/v1/rest/mgmt", text)
        if status != 200:
            raise AssertionError(f"{status} {answer}")
        table = answer["Tables"][0]
        names = [column["ColumnName"] for column in table["Columns"]]
        return [dict(zip(names, row)) for row in table["Rows"]]

    def wait_for(self, condition, seconds=20):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if condition():
                return
            time.sleep(0.05)
        raise AssertionError("waited in vain")


class ServerCase(unittest.TestCase):
    """Tests that share one server."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server()

    @classmethod
    def tearDownClass(cls):
        status = cls.server.stop()
        if status != 0:
            raise AssertionError(f"the server ended with {status}")
