"""externaldata over the network: from the hosts that the configuration names, within the query's time, and no others."""
import gzip
import http.server
import os
import threading
import time
import unittest

from harrier_testing import Server


class Files(http.server.BaseHTTPRequestHandler):
    """What lies on the host outside."""
    asked = []

    def do_GET(self):
        Files.asked.append(self.path)
        path = self.path.split("?")[0]
        if path == "/list.csv":
            self.answer(b"10.0.0.1,alice\n10.0.0.2,bob\n")
        elif path == "/list.csv.gz":
            self.answer(gzip.compress(b"packed,1\n"))
        elif path == "/away":
            self.redirect(f"http://127.0.0.1:{self.server.other}/secret.csv")
        elif path == "/round":
            self.redirect("/round")
        elif path == "/near":
            self.redirect("list.csv")
        elif path == "/slow":
            self.send_response(200)
            self.end_headers()
            try:
                for _ in range(200):
                    self.wfile.write(b"1,2\n")
                    self.wfile.flush()
                    time.sleep(0.1)
            except OSError:
                pass
        else:
            self.send_error(404)

    def answer(self, body):
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def redirect(self, where):
        self.send_response(302)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class ExternalData(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host, cls.other = (http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files) for _ in range(2))
        cls.host.other = cls.other.server_port
        for outside in (cls.host, cls.other):
            threading.Thread(target=outside.serve_forever, daemon=True).start()
        cls.server = Server(arguments=["--set", f"outbound.hosts=127.0.0.1:{cls.host.server_port}"])

    @classmethod
    def tearDownClass(cls):
        spool = os.listdir(os.path.join(cls.server.data, "spool"))
        status = cls.server.stop()
        for outside in (cls.host, cls.other):
            outside.shutdown()
            outside.server_close()
        if status != 0 or spool:
            raise AssertionError(f"the server ended with {status}, leaving {spool}")

    def setUp(self):
        Files.asked.clear()

    def query(self, path, host=None, columns="ip:string, who:string", options=None):
        url = f"http://127.0.0.1:{(host or self.host).server_port}{path}"
        return self.server.post("/v1/rest/query", f"externaldata({columns})[h@'{url}']",
                                {"Options": options} if options else None)

    def refusal(self, *arguments, status=400, **more):
        got, answer = self.query(*arguments, **more)
        self.assertEqual(got, status, answer)
        return answer["error"]["@message"]

    def test_reads_files_of_an_allowed_host(self):
        status, answer = self.query("/list.csv?sig=secret")
        self.assertEqual((status, answer["Tables"][0]["Rows"]), (200, [["10.0.0.1", "alice"], ["10.0.0.2", "bob"]]))
        self.assertEqual(Files.asked, ["/list.csv?sig=secret"])
        self.assertEqual(self.query("/list.csv.gz")[1]["Tables"][0]["Rows"], [["packed", "1"]])
        self.assertEqual(len(self.query("/near")[1]["Tables"][0]["Rows"]), 2)

    def test_reads_anew_each_time(self):
        for _ in range(2):
            self.query("/list.csv")
        self.assertEqual(len(Files.asked), 2)

    def test_other_hosts_are_not_asked(self):
        named = f"the host '127.0.0.1:{self.other.server_port}' cannot be read"
        self.assertIn(named, self.refusal("/list.csv", self.other))
        self.assertEqual(Files.asked, [])
        self.assertIn("may not be asked", self.refusal("/away"))
        self.assertEqual(Files.asked, ["/away"])

    def test_failures_name_the_file_and_no_secret(self):
        message = self.refusal("/gone.csv?sig=secret", status=500)
        self.assertIn("/gone.csv' cannot be read: its server answers 404", message)
        self.assertNotIn("secret", message)
        self.assertIn("leads on and on", self.refusal("/round", status=500))

    def test_the_time_of_the_query_is_kept(self):
        begin = time.monotonic()
        self.refusal("/slow", status=504, options={"servertimeout": "00:00:01"})
        self.assertLess(time.monotonic() - begin, 10)


if __name__ == "__main__":
    unittest.main()
