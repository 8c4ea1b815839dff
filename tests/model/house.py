"""The real server over TLS with a principal of each role, on SQLite or on a PostgreSQL of the test's own."""
import collections
import http.client
import json
import os
import pwd
import re
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

FOLDER = os.path.dirname(os.path.abspath(__file__))
os.environ.setdefault("HARRIER_BIN", os.path.join(FOLDER, "../../build/release/bin/harrier"))
sys.path.insert(0, os.path.join(FOLDER, "../api"))

from harrier_testing import Server, run  # noqa: E402
from model import ROLES  # noqa: E402

BROKEN = (OSError, http.client.HTTPException)


class Postgres:
    """Debian's PostgreSQL in a temporary folder, without a port; it refuses to run as root."""

    def __init__(self):
        found = sorted(os.listdir("/usr/lib/postgresql"), key=int) if os.path.isdir("/usr/lib/postgresql") else []
        if not found:
            raise FileNotFoundError("PostgreSQL is not installed (scripts/setup.sh does it)")
        self.bin = f"/usr/lib/postgresql/{found[-1]}/bin"
        self.folder = tempfile.mkdtemp(prefix="harrier-model-pg-")
        self.user = "postgres" if os.geteuid() == 0 else None
        if self.user:
            os.chown(self.folder, pwd.getpwnam(self.user).pw_uid, -1)
        self.databases = 0
        data = self.folder + "/data"
        subprocess.run(self.words("initdb", "-N", "-A", "trust", "-U", "harrier", "-E", "UTF8", "--locale=C", "-D", data),
                       check=True, cwd=self.folder, stdout=subprocess.DEVNULL, **self.owner())
        self.process = subprocess.Popen(
            self.words("postgres", "-D", data, "-k", self.folder, "-c", "listen_addresses=", "-c", "fsync=off"),
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self.owner())
        for _ in range(200):
            if subprocess.run(self.sql("SELECT 1"), capture_output=True, cwd=self.folder).returncode == 0:
                return
            time.sleep(0.05)
        raise RuntimeError("the test's PostgreSQL does not start")

    def owner(self):
        return {"user": self.user, "group": pwd.getpwnam(self.user).pw_gid, "extra_groups": []} if self.user else {}

    def words(self, program, *arguments):
        return [f"{self.bin}/{program}", *arguments]

    def sql(self, statement):
        return self.words("psql", "-h", self.folder, "-U", "harrier", "-d", "postgres", "-c", statement)

    def fresh(self):
        """The connection string of a database that nobody has used."""
        self.databases += 1
        subprocess.run(self.sql(f"CREATE DATABASE t{self.databases}"), check=True, cwd=self.folder, capture_output=True)
        return f"host={self.folder} user=harrier dbname=t{self.databases}"

    def stop(self):
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class House:
    def __init__(self, postgres=None):
        self.data = tempfile.mkdtemp(prefix="harrier-model-")
        self.arguments = ["--set", "store.postgresql=" + postgres.fresh()] if postgres else []
        status, out, error = run("init", "--data", self.data, *self.arguments)
        if status != 0:
            raise RuntimeError(error)
        self.server, self.connections, self.tokens, self.people = None, {}, {}, {}
        self.start()
        self.make_principals(re.search(r"password +(\S+)", out)[1])

    def start(self):
        self.server = Server(self.data, self.arguments, https=True, http="off")
        # Nobody else reads the log, and a full pipe would stop the server.
        self.log = collections.deque(maxlen=30)
        self.reader = threading.Thread(target=self.log.extend, args=(self.server.process.stderr,), daemon=True)
        self.reader.start()
        self.tls = ssl.create_default_context(cafile=os.path.join(self.data, "keys", "ca.pem"))
        self.connections = {}

    def restart(self):
        """After a kill: tokens stay good, connections do not."""
        self.server.process.kill()
        self.end()
        self.start()

    def end(self, seconds=None):
        self.server.process.wait(seconds)
        self.reader.join()
        self.server.process.stdout.close()
        self.server.process.stderr.close()

    def stop(self):
        """None, or what was wrong with the end."""
        self.server.process.send_signal(signal.SIGTERM)
        try:
            self.end(60)
        except subprocess.TimeoutExpired:
            self.server.process.kill()
            self.end()
        shutil.rmtree(self.data, ignore_errors=True)
        status = self.server.process.returncode
        return None if status == 0 else f"the server ended with {status}: {''.join(self.log)}"

    def request(self, method, path, body=None, headers=None, who=None):
        """(status, headers, decoded body or None); a connection for each who."""
        connection = self.connections.get(who)
        if connection is None:
            connection = self.connections[who] = http.client.HTTPSConnection(
                "localhost", self.server.secure_port, context=self.tls, timeout=60)
        headers = dict(headers or {})
        if who in self.tokens:
            headers["Authorization"] = "Bearer " + self.tokens[who]
        if isinstance(body, str):
            body = body.encode()
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            answer = response.read()
        except BROKEN:
            self.connections.pop(who, None)
            raise
        if response.will_close:
            connection.close()
            self.connections.pop(who, None)
        try:
            return response.status, response.headers, json.loads(answer) if answer else None
        except ValueError as wrong:
            return response.status, response.headers, f"no JSON ({wrong}): {answer!r}"

    def make_principals(self, password):
        _, headers, me = self.request("POST", "/api/v1/login", json.dumps({"user": "admin", "password": password}))
        admin = {"Cookie": headers["Set-Cookie"].split(";")[0], "X-CSRF-Token": me["csrf"]}

        def made(path, body):
            status, _, answer = self.request("POST", "/api/v1/" + path, json.dumps(body), admin)
            if status != 201:
                raise RuntimeError(f"{path}: {status} {answer}")
            return answer
        for role in ROLES:
            one = made("service-principals", {"displayName": role})
            self.people[one["id"]] = role
            secret = made(f"service-principals/{one['id']}/secrets", {})["secret"]
            made("role-assignments", {"principal": one["id"], "role": role, "workspace": ""})
            form = {"grant_type": "client_credentials", "client_id": one["clientId"], "client_secret": secret,
                    "scope": self.server.secure_url + "//.default"}
            status, _, answer = self.request("POST", "/common/oauth2/v2.0/token", urllib.parse.urlencode(form),
                                             {"Content-Type": "application/x-www-form-urlencoded"})
            if status != 200:
                raise RuntimeError(answer)
            self.tokens[role] = answer["access_token"]
