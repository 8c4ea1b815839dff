"""Log files into tables: by the command line, through a server, by Kusto's ingestion; and what a kill leaves."""
import gzip
import json
import os
import random
import subprocess
import tempfile
import threading
import unittest

from harrier_testing import BIN, Server, run

LINES = [json.dumps({"TimeGenerated": f"2026-01-01T00:00:{n:02}Z", "A": n, "B": f"text {n}", "C": {"x": n}}) for n in range(50)]


class CommandLine(unittest.TestCase):
    server = None

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.data = os.path.join(self.folder.name, "data")
        os.mkdir(self.data)
        self.begin()

    def begin(self):
        pass

    def file(self, name, text):
        path = os.path.join(self.folder.name, name)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return path

    def ingest(self, *arguments):
        return run("ingest", "--data", self.data, *arguments)

    def rows(self, text):
        status, out, said = run("query", "--data", self.data, "--format", "json", text)
        self.assertEqual(status, 0, said)
        return json.loads(out)

    def test_a_new_table_and_what_is_rejected(self):
        path = self.file("a.ndjson", "\n".join(LINES[:20] + ["{broken", "7"] + LINES[20:]) + "\n")
        status, out, said = self.ingest("--table", "Mine_CL", "--create", path)
        self.assertEqual((status, said), (0, ""), out)
        self.assertIn("52 events in: 50 rows, 2 rejected", out)
        self.assertEqual(self.rows("Mine_CL | summarize n = count(), s = sum(A), x = sum(toint(C.x))"),
                         [{"n": 50, "s": 1225, "x": 1225}])
        rejected = os.path.join(self.data, "rejected", os.listdir(os.path.join(self.data, "rejected"))[0])
        self.assertIn(rejected, out)
        with open(rejected, encoding="utf-8") as lines:
            told = [json.loads(line) for line in lines]
        self.assertEqual([(r["line"], r["text"]) for r in told], [(21, "{broken"), (22, "7")])
        self.assertTrue(all(r["reason"] and r["file"].endswith("a.ndjson") for r in told))

    def test_the_same_file_goes_in_once(self):
        path = self.file("a.ndjson.gz", gzip.compress("\n".join(LINES).encode()))
        self.assertEqual(self.ingest("--table", "Mine_CL", "--create", path)[0], 0)
        status, out, _ = self.ingest("--table", "Mine_CL", path)
        self.assertEqual(status, 1)
        self.assertIn("--force", out)
        self.assertEqual(self.rows("Mine_CL | count"), [{"Count": 50}])
        self.assertEqual(self.ingest("--table", "Mine_CL", "--force", path)[0], 0)
        self.assertEqual(self.rows("Mine_CL | count"), [{"Count": 100}])

    def test_folders(self):
        folder = os.path.join(self.folder.name, "logs")
        os.mkdir(folder)
        for n in range(3):
            self.file(f"logs/{n}.ndjson", LINES[n])
        self.assertEqual(self.ingest("--table", "Mine_CL", "--create", folder)[0], 0)
        self.assertEqual(self.rows("Mine_CL | count"), [{"Count": 3}])

    def test_unknown_columns(self):
        first = self.file("a.ndjson", LINES[0])
        self.assertEqual(self.ingest("--table", "Mine_CL", "--create", first)[0], 0)
        status, out, _ = self.ingest("--table", "Mine_CL", self.file("b.ndjson", '{"A": 7, "New": "kept"}'))
        self.assertEqual(status, 0, out)
        self.assertEqual(self.rows("Mine_CL | where A == 7 | project v = tostring(_Overflow.New)"), [{"v": "kept"}])
        third = self.file("c.ndjson", '{"A": 8, "New": "real"}')
        self.assertEqual(self.ingest("--table", "Mine_CL", "--add-columns", third)[0], 0)
        self.assertEqual(self.rows("Mine_CL | where A == 8 | project New"), [{"New": "real"}])

    def test_what_cannot_go_in(self):
        for arguments in (["missing.json"], ["--format", "xml", self.file("a.json", "[]")]):
            status, _, said = self.ingest(*arguments)
            self.assertNotEqual(status, 0)
            self.assertIn("error", said)
        self.assertEqual(run("ingest", self.file("a.json", "[]"))[0], 2)


class ThroughServer(CommandLine):
    """The same, with a server that has the directory."""

    def begin(self):
        self.server = Server(self.data)
        self.server.own = False
        self.addCleanup(self.server.stop)

    def post(self, table, format_name, body, headers=None):
        status, _, answer = self.server.request("POST", f"/v1/rest/ingest/NetDefaultDB/{table}?streamFormat={format_name}",
                                                body, headers or {})
        return status, json.loads(answer)

    def test_streaming_ingestion(self):
        self.server.command(".create table Mine_CL (A: long, B: string)")
        status, answer = self.post("Mine_CL", "json", b'{"A":1,"B":"x"}\n{"A":2,"B":"y"}\n')
        self.assertEqual(status, 200)
        self.assertEqual(answer["Tables"][0]["Columns"][0]["ColumnName"], "ConsumptionStatistics")
        packed = gzip.compress(b'3,"a, b"\n')
        self.assertEqual(self.post("Mine_CL", "csv", packed, {"Content-Encoding": "gzip"})[0], 200)
        self.assertEqual(self.post("Mine_CL", "csv", b'3,"a, b"\n')[0], 200)
        self.assertEqual(self.server.rows("Mine_CL | project A, B | order by A asc"),
                         [[1, "x"], [2, "y"], [3, "a, b"], [3, "a, b"]])
        self.assertEqual(self.post("Nothing", "json", b'{"A":1}')[0], 404)
        self.assertEqual(self.post("Mine_CL", "json", b'[{"A":1,"B":"' + b"x" * (5 << 20) + b'"}]')[0], 413)
        self.assertEqual(self.post("Made_CL", "multijson", b'[{"A":4,"B":"z"}]')[0], 200)
        self.assertEqual(self.server.rows("Made_CL | project A, B"), [[4, "z"]])
        self.assertEqual(self.post("Mine_CL", "orc", b"{}")[0], 400)
        self.assertEqual(self.post("Mine_CL", "json", b"{broken")[0], 400)

    def test_inline_ingestion(self):
        self.server.command(".create table Mine_CL (A: long, B: string)")
        rows = self.server.command('.ingest inline into table Mine_CL <|\n1,"it\'s | here"\n2,y\n')
        self.assertEqual(rows[0]["RowCount"], 2)
        self.assertEqual(self.server.rows("Mine_CL | project A, B | order by A asc"), [[1, "it's | here"], [2, "y"]])


class Killed(unittest.TestCase):
    def test_no_acknowledged_row_is_lost(self):
        with tempfile.TemporaryDirectory() as data:
            server = Server(data)
            server.own = False
            server.command(".create table Mine_CL (A: long, B: string)")
            acknowledged = []
            stop = threading.Event()

            def feed(first):
                body = "".join(f'{{"A":{first + n},"B":"some text for the row {n}"}}\n' for n in range(500))
                while not stop.is_set():
                    try:
                        status, _, _ = server.request("POST", "/v1/rest/ingest/NetDefaultDB/Mine_CL?streamFormat=json", body)
                    except OSError:
                        return
                    except Exception:  # cut off in the middle of an answer
                        return
                    if status == 200:
                        acknowledged.append(500)

            feeders = [threading.Thread(target=feed, args=(k * 1000,)) for k in range(3)]
            for feeder in feeders:
                feeder.start()
            server.wait_for(lambda: len(acknowledged) >= random.randint(10, 30))
            server.process.kill()
            server.process.communicate()
            stop.set()
            for feeder in feeders:
                feeder.join(30)
            again = Server(data)
            again.own = False
            try:
                there = again.rows("Mine_CL | count")[0][0]
                self.assertGreaterEqual(there, sum(acknowledged))
                self.assertEqual(there % 500, 0, "a batch is there whole or not at all")
            finally:
                again.stop()

    def test_an_ingest_that_was_killed_can_go_on(self):
        with tempfile.TemporaryDirectory() as folder:
            data = os.path.join(folder, "data")
            path = os.path.join(folder, "a.ndjson")
            count = 200_000
            with open(path, "w", encoding="utf-8") as file:
                for n in range(count):
                    file.write(f'{{"TimeGenerated":"2026-01-01T00:00:00Z","A":{n},"B":"some text that fills the line {n}"}}\n')
            arguments = ["ingest", "--data", data, "--table", "Mine_CL", "--create", path]
            first = subprocess.Popen([BIN, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                first.wait(1.5)
            except subprocess.TimeoutExpired:
                first.kill()
                first.wait()
            killed = first.returncode != 0
            status, out, said = run(*arguments, timeout=300)
            if killed:
                self.assertEqual(status, 0, out + said)
            _, out, said = run("query", "--data", data, "--format", "json", "Mine_CL | summarize n = count(), d = dcount(A, 4)")
            self.assertEqual(json.loads(out)[0]["n"], count, said)


if __name__ == "__main__":
    unittest.main()
