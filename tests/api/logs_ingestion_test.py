"""The Logs Ingestion API, as azure-monitor-ingestion asks it."""
import gzip
import json
import tempfile
import threading
import time
import unittest
import uuid

from harrier_testing import Server, ServerCase

RULE = "dcr-harrier-default"


class LogsIngestion(ServerCase):
    def send(self, stream, body, headers=None, rule=RULE, version="2023-01-01"):
        """(status, error's code or None, error's message)"""
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        path = f"/dataCollectionRules/{rule}/streams/{stream}" + (f"?api-version={version}" if version else "")
        status, _, answer = self.server.request("POST", path, body, {"Content-Type": "application/json", **(headers or {})})
        error = json.loads(answer)["error"] if answer else {}
        return status, error.get("code"), error.get("message")

    def test_a_table_is_made_with_types(self):
        rows = [{"TimeGenerated": "2026-01-02T03:04:05Z", "Computer": "a", "N": 1, "R": 1.5, "Ok": True, "Bag": {"a": [1]}},
                {"Computer": "b", "N": 2}]
        self.assertEqual(self.send("Custom-Made_CL", rows)[0], 204)
        schema = self.server.command(".show table Made_CL cslschema")[0]["Schema"]
        for column in ("TimeGenerated:datetime", "N:long", "R:real", "Ok:bool", "Bag:dynamic"):
            self.assertIn(column, schema.split(","))
        self.assertEqual(self.server.rows("Made_CL | order by N asc | project Computer, N, Bag.a[0]"), [["a", 1, 1], ["b", 2, None]])

    def test_packed_bodies(self):
        body = gzip.compress(b'[{"A":1}]')
        self.assertEqual(self.send("Custom-Packed_CL", body, {"Content-Encoding": "gzip"})[0], 204)
        self.assertEqual(self.send("Custom-Packed_CL", body)[0], 204)
        self.assertEqual(self.server.rows("Packed_CL | count"), [[2]])

    def test_built_in_tables_keep_their_columns(self):
        rows = [{"TimeGenerated": "2026-01-02T03:04:05Z", "Computer": "built-in", "EventID": 4624, "Mine": "x", "LogonType": "three"}]
        self.assertEqual(self.send("Microsoft-SecurityEvent", rows)[0], 204)
        self.assertEqual(self.send("Custom-SecurityEvent", rows)[0], 204)
        self.assertEqual(self.server.rows("SecurityEvent | where Computer == 'built-in' | project EventID, LogonType, _Overflow"),
                         [[4624, None, {"Mine": "x", "LogonType": "three"}]] * 2)

    def test_the_same_request_again_adds_nothing(self):
        headers = {"x-ms-client-request-id": str(uuid.uuid4())}
        threads = [threading.Thread(target=self.send, args=("Custom-Once_CL", [{"A": 1}, {"A": 2}], headers)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(self.send("Custom-Once_CL", [{"A": 1}, {"A": 2}], headers)[0], 204)
        self.assertEqual(self.server.rows("Once_CL | count"), [[2]])
        self.assertEqual(self.send("Custom-Once_CL", [{"A": 3}], headers)[0], 204)
        self.assertEqual(self.send("Custom-Once_CL", [{"A": 1}, {"A": 2}], {"x-ms-client-request-id": str(uuid.uuid4())})[0], 204)
        self.assertEqual(self.send("Custom-Once_CL", [{"A": 1}, {"A": 2}])[0], 204)
        self.assertEqual(self.server.rows("Once_CL | count"), [[7]])

    def test_a_bad_body_changes_nothing(self):
        for body in (b"{bad", b"", b"5", b'{"A":1}', b'[{"A":1},5]', b'[{"A":1},{"A":}]', b'[{"A":1}', b'[{"A":1}] []', b"\x1f\x8bbroken"):
            status, code, message = self.send("Custom-Bad_CL", body)
            self.assertEqual((status, code), (400, "InvalidPayload"), body)
            self.assertTrue(message)
        self.assertIn("row 2", self.send("Custom-Bad_CL", b'[{"A":1},5]')[2])
        self.assertEqual(self.server.command(".show tables | where TableName == 'Bad_CL'"), [])
        self.assertEqual(self.send("Custom-Bad_CL", [])[0], 204)

    def test_what_is_not_there(self):
        for stream in ("Custom-NoSuchStream", "Microsoft-NoSuchStream", "Microsoft-New_CL"):
            self.assertEqual(self.send(stream, [{"a": 1}])[:2], (404, "NotFound"), stream)
        self.assertEqual(self.send("Custom-Bad_CL", [{"a": 1}], rule="dcr-other")[:2], (404, "NotFound"))
        self.assertEqual(self.send("Bad_CL", [{"a": 1}])[0], 404)
        self.assertEqual(self.send("Custom-a%20b_CL", [{"a": 1}])[0], 400)
        self.assertEqual(self.send("Custom-Bad_CL", [{"a": 1}], version="")[:2], (400, "MissingApiVersionParameter"))

    def test_paths_have_no_case(self):
        path = "/DATACOLLECTIONRULES/DCR-Harrier-Default/Streams/Custom-Case_CL?api-version=2023-01-01"
        self.assertEqual(self.server.request("POST", path, b'[{"A":1}]')[0], 204)

    def test_too_large(self):
        body = json.dumps([{"A": "x" * 1000}] * 2200).encode()
        self.assertEqual(self.send("Custom-Large_CL", body)[0], 413)
        self.assertEqual(self.send("Custom-Large_CL", gzip.compress(body), {"Content-Encoding": "gzip"})[0], 413)

    def test_many_columns_go_into_the_bag(self):
        self.assertEqual(self.send("Custom-Wide_CL", [{f"c{n}": n for n in range(600)}])[0], 204)
        columns = self.server.rows("Wide_CL | getschema | count")[0][0]
        self.assertLessEqual(columns, 501)
        self.assertEqual(self.server.rows("Wide_CL | project tolong(_Overflow.c599), c3"), [[599, 3]])


class Killed(unittest.TestCase):
    def test_requests_that_are_sent_until_they_are_taken_add_their_rows_once(self):
        """Senders that try again, as Azure's do, over two kills of the server."""
        with tempfile.TemporaryDirectory() as data:
            place = {"server": Server(data)}
            place["server"].own = False
            done = []

            def send(sender):
                for number in range(40):
                    body = json.dumps([{"Sender": sender, "N": number * 20 + n} for n in range(20)]).encode()
                    headers = {"x-ms-client-request-id": str(uuid.uuid4())}
                    while True:
                        try:
                            path = f"/dataCollectionRules/{RULE}/streams/Custom-Kept_CL?api-version=2023-01-01"
                            if place["server"].request("POST", path, body, headers)[0] == 204:
                                break
                        except Exception:  # no server, or none any more
                            time.sleep(0.02)
                    done.append(number)

            senders = [threading.Thread(target=send, args=(k,), daemon=True) for k in range(4)]
            for sender in senders:
                sender.start()
            for wanted in (25, 70):
                place["server"].wait_for(lambda: len(done) >= wanted, 60)
                place["server"].process.kill()
                place["server"].process.communicate()
                place["server"] = Server(data)
                place["server"].own = False
            for sender in senders:
                sender.join(120)
            try:
                self.assertEqual(len(done), 160)
                self.assertEqual(place["server"].rows("Kept_CL | summarize n = count(), d = count_distinct(strcat(Sender, '/', N))"),
                                 [[3200, 3200]])
            finally:
                place["server"].stop()


if __name__ == "__main__":
    unittest.main()
