"""HTTP itself: who may ask, and how."""
import json
import os
import re
import socket
import tempfile
import unittest

from harrier_testing import Server, ServerCase, run


class Http(ServerCase):
    def test_foreign_hosts_and_pages_are_refused(self):
        for headers in ({"Host": "evil.example"}, {"Host": "127.0.0.1.evil.example"}, {"Origin": "http://evil.example"},
                        {"Origin": "null"}):
            status, _, body = self.server.request("POST", "/v1/rest/query", '{"csl":"print 1"}', headers)
            self.assertEqual(status, 403, headers)
            self.assertIn("message", json.loads(body)["error"])
        for headers in ({"Host": "localhost:9"}, {"Origin": self.server.url}):
            status, _, _ = self.server.request("POST", "/v1/rest/query", '{"csl":"print 1"}', headers)
            self.assertEqual(status, 200, headers)

    def test_ids_come_back(self):
        _, headers, _ = self.server.request("POST", "/v1/rest/query", '{"csl":"print 1"}', {"x-ms-client-request-id": "me;42"})
        self.assertEqual(headers["x-ms-client-request-id"], "me;42")
        self.assertRegex(headers["x-ms-activity-id"], r"^[0-9a-f]{8}-[0-9a-f-]{27}$")

    def test_addresses_and_methods(self):
        self.assertEqual(self.server.request("GET", "/nothing")[0], 404)
        status, headers, _ = self.server.request("GET", "/v1/rest/query")
        self.assertEqual((status, headers["Allow"]), (405, "POST"))
        self.assertEqual(self.server.request("GET", "/v1/rest/auth/metadata")[0], 200)
        self.assertEqual(self.server.request("HEAD", "/")[2], b"")

    def test_one_connection_takes_many_requests(self):
        connection = self.server.connect()
        for n in range(5):
            connection.request("POST", "/v1/rest/query", json.dumps({"csl": f"print {n}"}))
            response = connection.getresponse()
            self.assertEqual(json.loads(response.read())["Tables"][0]["Rows"], [[n]])
        connection.close()

    def test_garbage_does_not_hurt(self):
        for junk in (b"\x00\xff" * 500, b"GET\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
                     b"GET / HTTP/1.1\r\n" + b"A: " + b"x" * 100_000 + b"\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", self.server.port), timeout=10) as raw:
                try:
                    raw.sendall(junk)
                    raw.shutdown(socket.SHUT_WR)
                    while raw.recv(65536):
                        pass
                except TimeoutError:
                    raise
                except OSError:
                    pass  # it may hang up before it has read everything
        self.assertEqual(self.server.rows("print 1"), [[1]])

    def test_large_bodies_are_refused(self):
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=10) as raw:
            raw.sendall(b"POST /v1/rest/query HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n")
            self.assertIn(b" 413 ", raw.recv(65536).split(b"\r\n")[0])

    def test_the_page_is_self_contained(self):
        status, headers, body = self.server.request("GET", "/")
        self.assertEqual(status, 200)
        self.assertIn("script-src 'self'", headers["Content-Security-Policy"])
        self.assertNotIn("unsafe", headers["Content-Security-Policy"])
        page = body.decode()
        self.assertNotRegex(page, r"(src|href)=\"(https?:)?//")
        self.assertNotRegex(page, r"<script>|<style>|\son\w+=")
        for path in re.findall(r'(?:src|href)="(/[^"]+)"', page):
            self.assertEqual(self.server.request("GET", path)[0], 200, path)


class Starting(unittest.TestCase):
    def test_a_taken_port_is_one_sentence(self):
        with socket.socket() as taken, tempfile.TemporaryDirectory() as data:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            status, _, said = run("serve", "--data", data, "--http", f"127.0.0.1:{port}")
            self.assertEqual(status, 1)
            self.assertIn(f"127.0.0.1:{port}: another program uses that port", said)
            self.assertEqual(len([line for line in said.splitlines() if line.startswith("error")]), 1)

    def test_only_loopback(self):
        with tempfile.TemporaryDirectory() as data:
            for address in ("0.0.0.0:0", "192.0.2.1:0"):
                status, _, said = run("serve", "--data", data, "--http", address)
                self.assertNotEqual(status, 0)
                self.assertIn("loopback", said)

    def test_settings(self):
        with tempfile.TemporaryDirectory() as data:
            config = os.path.join(data, "c.yaml")
            with open(config, "w", encoding="utf-8") as file:
                file.write("database:\n  name: hunt\n  aliases: [logs, more]\nquery:\n  max_rows: 10\n")
            status, _, said = run("serve", "--data", data, "--config", config, "--set", "query.speed=9")
            self.assertEqual(status, 2)
            self.assertIn("query.speed", said)
            server = Server(arguments=["--config", config, "--set", "query.max_rows=20"])
            try:
                self.assertEqual(server.command(".show databases")[0]["DatabaseName"], "hunt")
                self.assertEqual(server.post("/v1/rest/query", "print 1", database="logs")[0], 200)
                self.assertEqual(len(server.rows("range x from 1 to 20 step 1")), 20)
                self.assertEqual(server.post("/v1/rest/query", "range x from 1 to 21 step 1")[0], 400)
            finally:
                server.stop()


if __name__ == "__main__":
    unittest.main()
