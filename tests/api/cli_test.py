"""The command line: formats, errors, exit statuses; with and without a server."""
import csv
import io
import json
import os
import tempfile
import unittest

from harrier_testing import Server, run

TWO_ROWS = 'datatable(k: string, n: long, d: dynamic)["a,\\"b\\"", 1, dynamic({"x": 1}), "", long(null), dynamic(null)]'


class WithoutServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.data = os.path.join(cls.folder.name, "data")
        os.mkdir(cls.data)
        cls.where = ["--data", cls.data]

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def query(self, text, *more):
        return run("query", *self.where, *more, text)

    def test_table(self):
        status, out, said = self.query("range x from 1 to 3 step 1")
        self.assertEqual((status, said), (0, ""))
        self.assertEqual(out.splitlines()[:5], ["x", "─", "1", "2", "3"])
        self.assertRegex(out.splitlines()[5], r"^3 rows in \d+\.\d\d s$")
        self.assertNotIn("\x1b", out)

    def test_json_and_csv(self):
        rows = [{"k": 'a,"b"', "n": 1, "d": {"x": 1}}, {"k": "", "n": None, "d": None}]
        self.assertEqual(json.loads(self.query(TWO_ROWS, "--format", "json")[1]), rows)
        lines = self.query(TWO_ROWS, "--format", "ndjson")[1].splitlines()
        self.assertEqual([json.loads(line) for line in lines], rows)
        read = list(csv.reader(io.StringIO(self.query(TWO_ROWS, "--format", "csv")[1])))
        self.assertEqual(read, [["k", "n", "d"], ['a,"b"', "1", '{"x":1}'], ["", "", ""]])

    def test_parquet(self):
        file = os.path.join(self.folder.name, "out.parquet")
        status, _, said = self.query(TWO_ROWS, "--format", "parquet", "-o", file)
        self.assertEqual((status, said), (0, ""))
        with open(file, "rb") as written:
            content = written.read()
        self.assertEqual((content[:4], content[-4:]), (b"PAR1", b"PAR1"))
        self.assertEqual(os.listdir(self.folder.name).count("out.parquet.part"), 0)

    def test_output_files_are_whole_or_absent(self):
        file = os.path.join(self.folder.name, "out.csv")
        self.assertEqual(self.query("print 1", "--format", "csv", "-o", file)[0], 0)
        self.assertTrue(os.path.exists(file))
        bad = os.path.join(self.folder.name, "bad.csv")
        self.assertNotEqual(self.query("range x from 1 to 100 step 1 | nope", "--format", "csv", "-o", bad)[0], 0)
        self.assertFalse(os.path.exists(bad) or os.path.exists(bad + ".part"))

    def test_mistakes_show_their_places(self):
        status, out, said = self.query("SecurityEvent\n| where Nope == 1 and Nada == 2")
        self.assertEqual((status, out), (2, ""))
        lines = said.splitlines()
        self.assertIn("    2 │ | where Nope == 1 and Nada == 2", lines)
        self.assertIn("      │         ^^^^", lines)
        self.assertIn("      │                       ^^^^", lines)

    def test_files_and_standard_input(self):
        file = os.path.join(self.folder.name, "q.kql")
        with open(file, "w", encoding="utf-8") as text:
            text.write("print x = 5\n")
        self.assertIn('"x":5', self.query(file, "--format", "json")[1])
        self.assertIn('"x":6', run("query", *self.where, "--format", "json", "-", stdin="print x = 6")[1])
        self.assertEqual(self.query("missing.kql")[0], 1)

    def test_parameters_and_explain(self):
        text = "declare query_parameters(n: long); print n = n"
        self.assertIn('"n":4', self.query(text, "--param", "n=4", "--format", "json")[1])
        self.assertIn("Scan SecurityEvent", self.query("SecurityEvent | count", "--explain")[1])

    def test_commands_work_here_too(self):
        self.assertIn('"ServiceType":"Engine"', self.query(".show version", "--format", "json")[1])

    def test_wrong_arguments(self):
        for arguments in (["query"], ["query", "print 1"], ["query", *self.where, "print 1", "--format", "xml"],
                          ["query", *self.where, "print 1", "--timespan", "soon"], ["nothing"], [],
                          ["query", "--data", self.data, "--url", "http://127.0.0.1:1", "print 1"]):
            status, _, said = run(*arguments)
            self.assertEqual(status, 2, arguments)
            self.assertNotEqual(said, "")

    def test_no_server_there(self):
        status, _, said = run("query", "--url", "http://127.0.0.1:9", "print 1")
        self.assertEqual(status, 1)
        self.assertIn("cannot reach", said)

    def test_directories_that_do_not_do(self):
        missing = os.path.join(self.folder.name, "missing")
        status, _, said = run("query", "--data", missing, "print 1")
        self.assertEqual(status, 1)
        self.assertIn(missing, said)
        self.assertFalse(os.path.exists(missing))
        foreign = os.path.join(self.folder.name, "foreign")
        os.mkdir(foreign)
        with open(os.path.join(foreign, "file"), "w", encoding="utf-8") as other:
            other.write("mine")
        status, _, said = run("query", "--data", foreign, "print 1")
        self.assertNotEqual(status, 0)
        self.assertIn(foreign, said)
        self.assertEqual(os.listdir(foreign), ["file"])

    def test_doctor(self):
        status, out, _ = run("doctor", *self.where)
        self.assertEqual(status, 0)
        self.assertIn("rows in", out)


class WithServer(WithoutServer):
    """The same, with a server that has the directory."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = Server(cls.data)

    @classmethod
    def tearDownClass(cls):
        cls.server.own = False
        cls.server.stop()
        super().tearDownClass()

    def test_doctor(self):
        self.assertIn(self.server.url, run("doctor", *self.where)[1])

    def test_url(self):
        self.assertEqual(run("query", "--url", self.server.url, "--format", "csv", "print x = 1")[1], "x\n1\n")

    def test_a_second_server_is_refused(self):
        status, _, said = run("serve", *self.where, "--http", "127.0.0.1:0")
        self.assertEqual(status, 1)
        self.assertIn(self.server.url, said)

    def test_values_survive_the_way(self):
        text = ('print s="a\\"b\\n", l=long(-9223372036854775807), r=real(0.1), n=real(nan), b=false, '
                'dt=datetime(2024-01-01T00:00:00.1234567Z), ts=-1d, g=guid(74be27de-1e4e-49d9-b579-fe0b331d3642), '
                'd=dynamic({"a":[1,2.50,"x"]}), dec=decimal(-1.5), nul=int(null)')
        row = json.loads(self.query(text, "--format", "ndjson")[1])
        self.assertEqual(row, {"s": 'a"b\n', "l": -9223372036854775807, "r": 0.1, "n": "NaN", "b": False,
                               "dt": "2024-01-01T00:00:00.1234567Z", "ts": "-1.00:00:00",
                               "g": "74be27de-1e4e-49d9-b579-fe0b331d3642", "d": {"a": [1, 2.5, "x"]}, "dec": "-1.5",
                               "nul": None})


if __name__ == "__main__":
    unittest.main()
