"""The HTTP Data Collector API."""
import base64
import email.utils
import hashlib
import hmac
import json
import time
import unittest

from access_test import AccessCase
from harrier_testing import ServerCase


class DataCollector(ServerCase):
    def send(self, body, log_type="App", headers=None, version="2016-04-01", leave_out=()):
        """(status, error's code, body)"""
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        sent = {"Content-Type": "application/json", "Log-Type": log_type, "x-ms-date": email.utils.formatdate(usegmt=True),
                **(headers or {})}
        for name in leave_out:
            del sent[name]
        status, _, answer = self.server.request("POST", f"/api/logs?api-version={version}", body, sent)
        return status, json.loads(answer)["Error"] if answer else None, answer

    def test_columns_have_suffixes(self):
        row = {"user": "alice", "n": 5, "ok": True, "when": "2026-01-02T03:04:05Z", "bag": {"a": 1},
               "id": "74be27de-1e4e-49d9-b579-fe0b331d3642"}
        status, _, answer = self.send([row], headers={"time-generated-field": "when", "x-ms-AzureResourceId": "/subscriptions/s"})
        self.assertEqual((status, answer), (200, b""))
        self.assertEqual(self.server.rows("App_CL | project user_s, n_d, ok_b, when_t, bag_s, id_g, TimeGenerated, _ResourceId, Type"),
                         [["alice", 5.0, True, "2026-01-02T03:04:05.0000000Z", '{"a":1}', "74be27de-1e4e-49d9-b579-fe0b331d3642",
                           "2026-01-02T03:04:05.0000000Z", "/subscriptions/s", "App_CL"]])

    def test_one_object(self):
        self.assertEqual(self.send({"a": 1}, "Alone")[0], 200)
        self.assertEqual(self.server.rows("Alone_CL | project a_d"), [[1.0]])

    def test_types_that_change(self):
        for value in (1, "2", "many"):
            self.assertEqual(self.send([{"n": value}], "Changing")[0], 200)
        self.assertEqual(self.server.rows("Changing_CL | order by n_d asc nulls last | project n_d, n_s"),
                         [[1.0, ""], [2.0, ""], [None, "many"]])

    def test_refusals(self):
        for wanted, answer in (
                ("InvalidLogType", self.send([{}], "no-minus")), ("InvalidLogType", self.send([{}], "1st")),
                ("MissingLogType", self.send([{}], leave_out=["Log-Type"])), ("InvalidApiVersion", self.send([{}], version="2020-01-01")),
                ("UnsupportedContentType", self.send([{}], headers={"Content-Type": "text/plain"})),
                ("MissingApiVersion", self.send([{}], version="")),
                ("InvalidDataFormat", self.send(b"[1]")), ("InvalidDataFormat", self.send(b"{broken"))):
            self.assertEqual(answer[:2], (400, wanted))

    def test_too_large(self):
        self.assertEqual(self.send(b'[{"a":"' + b"x" * (31 << 20) + b'"}]')[:2], (413, "RequestEntityTooLarge"))


class Signed(AccessCase):
    """Over TLS, by the workspace's key."""

    def send(self, log_type="Signed", key=None, workspace=None, when=None, body=b'[{"a":1}]', tampered=None):
        key = key or self.house.env["HARRIER_WORKSPACE_KEY"]
        workspace = workspace or self.house.env["HARRIER_WORKSPACE_ID"]
        date = email.utils.formatdate(when, usegmt=True)
        text = f"POST\n{len(body)}\napplication/json\nx-ms-date:{date}\n/api/logs"
        signature = base64.b64encode(hmac.new(base64.b64decode(key), text.encode(), hashlib.sha256).digest()).decode()
        status, _, answer = self.house.request(
            "POST", "/api/logs?api-version=2016-04-01", tampered or body,
            {"Content-Type": "application/json", "Log-Type": log_type, "x-ms-date": date,
             "Authorization": f"SharedKey {workspace}:{signature}"})
        return status, json.loads(answer)["Error"] if answer else None

    def test_a_signature_is_enough(self):
        self.assertEqual(self.send(), (200, None))
        _, _, answer = self.house.query("Signed_CL | project a_d", self.house.bearer())
        self.assertEqual(json.loads(answer)["Tables"][0]["Rows"], [[1.0]])

    def test_what_is_not_signed_so(self):
        refused = (403, "InvalidAuthorization")
        self.assertEqual(self.send(key=base64.b64encode(b"nope").decode()), refused)
        self.assertEqual(self.send(workspace="74be27de-1e4e-49d9-b579-fe0b331d3642"), refused)
        self.assertEqual(self.send(when=time.time() - 16 * 60), refused)
        self.assertEqual(self.send(when=time.time() + 16 * 60), refused)
        self.assertEqual(self.send(tampered=b'[{"a":1},{"a":2}]'), refused)
        self.assertEqual(self.send(when=time.time() - 14 * 60), (200, None))
        status, _, answer = self.house.request("POST", "/api/logs?api-version=2016-04-01", b"[]", {"Log-Type": "Signed"})
        self.assertEqual((status, json.loads(answer)["Error"]), refused)


if __name__ == "__main__":
    unittest.main()
