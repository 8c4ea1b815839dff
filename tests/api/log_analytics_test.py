"""The Log Analytics query API, over the wire."""
import json
import os
import unittest

from harrier_testing import ServerCase


class LogAnalytics(ServerCase):
    def setUp(self):
        super().setUp()
        with open(os.path.join(self.server.data, "tenant.json"), encoding="utf-8") as file:
            self.workspace = json.load(file)["workspace"]

    def query(self, text, workspace=None, headers=None, **body):
        status, _, answer = self.server.request(
            "POST", f"/v1/workspaces/{workspace or self.workspace}/query", json.dumps({"query": text, **body}),
            {"Content-Type": "application/json", **(headers or {})})
        return status, json.loads(answer)

    def test_columns_types_and_values(self):
        status, answer = self.query(
            'print s="a", n=2, r=1.5, b=true, t=datetime(2024-01-01T00:00:00.1234567Z), d=dynamic({"k":[1]}), '
            'none=dynamic(null), span=1d, dec=decimal(1.5)')
        self.assertEqual(status, 200)
        table, = answer["tables"]
        self.assertEqual(table["name"], "PrimaryResult")
        self.assertEqual([c["type"] for c in table["columns"]],
                         "string long real bool datetime dynamic dynamic timespan decimal".split())
        row, = table["rows"]
        self.assertEqual(row, ["a", 2, 1.5, True, "2024-01-01T00:00:00.1234567Z", '{"k":[1]}', None, "1.00:00:00", "1.5"])
        self.assertNotIn("statistics", answer)
        self.assertNotIn("render", answer)

    def test_preferences(self):
        _, answer = self.query("print x=1 | render piechart with (title='T')",
                               headers={"Prefer": "wait=30,include-statistics=true,include-render=true"})
        self.assertGreaterEqual(answer["statistics"]["query"]["executionTime"], 0)
        self.assertEqual(answer["render"]["visualization"], "piechart")
        self.assertEqual(answer["render"]["title"], "T")

    def test_timespan_limits_time_generated(self):
        self.server.post("/v1/rest/mgmt", ".create-merge table Spans_CL (TimeGenerated: datetime, N: long)")
        self.server.post("/v1/rest/mgmt", ".ingest inline into table Spans_CL <| 2024-01-01T00:00:00Z,1\n2024-01-01T00:00:02Z,2\n2024-01-03T00:00:00Z,3")
        count = lambda span: self.query("Spans_CL | count", timespan=span)[1]["tables"][0]["rows"][0][0]
        self.assertEqual(count(None), 3)
        self.assertEqual(count("2024-01-01T00:00:00Z/PT1H"), 2)
        self.assertEqual(count("2024-01-01T00:00:00Z/2024-01-01T00:00:02Z"), 1)
        self.assertEqual(count("P1D"), 0)
        status, answer = self.query("Spans_CL", timespan="yesterday")
        self.assertEqual((status, answer["error"]["code"]), (400, "BadArgumentError"))
        self.assertIn("yesterday", json.dumps(answer))

    def test_errors_have_their_place_innermost(self):
        status, answer = self.query("print 1\n| where NoSuch == 1\n| extend Other = Neither")
        error = answer["error"]
        self.assertEqual((status, error["code"]), (400, "BadArgumentError"))
        inner = error["innererror"]["innererror"]
        self.assertEqual((error["innererror"]["code"], inner["code"]), ("SemanticError", "SEM0100"))
        self.assertEqual((inner["line"], inner["pos"]), (2, 8))
        self.assertIn("NoSuch", inner["message"])
        self.assertIn("Neither", inner["message"])
        status, answer = self.query("print (")
        self.assertEqual((status, answer["error"]["innererror"]["code"]), (400, "SyntaxError"))

    def test_what_is_not_well_formed(self):
        for body in ("", "{", "[]", "{}", '{"query":""}', '{"query":5}', '{"query":"print 1","workspaces":[1]}'):
            status, _, answer = self.server.request("POST", f"/v1/workspaces/{self.workspace}/query", body)
            self.assertEqual(status, 400, body)
            self.assertEqual(json.loads(answer)["error"]["code"], "BadArgumentError", body)

    def test_other_workspaces(self):
        status, answer = self.query("print 1", workspace="00000000-0000-0000-0000-00000000dead")
        self.assertEqual((status, answer["error"]["code"]), (404, "WorkspaceNotFoundError"))
        status, answer = self.query("print 1", workspaces=["elsewhere"])
        self.assertEqual(status, 404)
        self.assertIn("elsewhere", json.dumps(answer))
        self.assertEqual(self.query("print 1", workspace="Harrier", workspaces=[self.workspace])[0], 200)

    def test_every_spelling_of_the_path(self):
        resource = "subscriptions/s/resourcegroups/g/providers/Microsoft.OperationalInsights/workspaces/harrier"
        for path in (f"/v1/workspaces/{self.workspace}", f"/workspaces/{self.workspace}", f"/v1/{resource}",
                     f"/v1//{resource}", f"/{resource}"):
            status, _, answer = self.server.request("POST", path + "/query", json.dumps({"query": "print x=5"}))
            self.assertEqual((status, json.loads(answer)["tables"][0]["rows"]), (200, [[5]]), path)
            status, _, answer = self.server.request("GET", path + "/query?query=print%20x%3D6")
            self.assertEqual((status, json.loads(answer)["tables"][0]["rows"]), (200, [[6]]), path)

    def test_limit_gives_what_fits_and_says_so(self):
        status, answer = self.query("range x from 1 to 600000 step 1")
        self.assertEqual(status, 200)
        self.assertEqual(answer["error"]["code"], "PartialError")
        self.assertGreater(len(answer["tables"][0]["rows"]), 0)
        self.assertLessEqual(len(answer["tables"][0]["rows"]), 500000)

    def test_batch_keeps_the_order(self):
        one = lambda name, text, **more: {"id": name, "method": "POST", "path": "/query", "workspace": self.workspace,
                                          "body": {"query": text}, **more}
        body = {"requests": [one("b", "print x=1"), one("a", "NoSuchTable"), one("c", "range x from 1 to 50000 step 1"),
                             one("d", "print x=2", headers={"Prefer": "include-statistics=true"})]}
        status, _, answer = self.server.request("POST", "/v1/$batch", json.dumps(body))
        self.assertEqual(status, 200)
        responses = json.loads(answer)["responses"]
        self.assertEqual([r["id"] for r in responses], ["b", "a", "c", "d"])
        self.assertEqual([r["status"] for r in responses], [200, 400, 200, 200])
        self.assertIn("NoSuchTable", json.dumps(responses[1]["body"]["error"]))
        self.assertEqual(len(responses[2]["body"]["tables"][0]["rows"]), 50000)
        self.assertIn("statistics", responses[3]["body"])
        self.assertNotIn("statistics", responses[0]["body"])
        for bad in ("{}", '{"requests":[5]}', '{"requests":[{"id":"1"}]}'):
            self.assertEqual(self.server.request("POST", "/$batch", bad)[0], 400, bad)

    def test_metadata(self):
        status, _, answer = self.server.request("GET", f"/v1/workspaces/{self.workspace}/metadata")
        self.assertEqual(status, 200)
        metadata = json.loads(answer)
        tables = {t["name"]: t for t in metadata["tables"]}
        self.assertEqual(tables["SigninLogs"]["timespanColumn"], "TimeGenerated")
        self.assertIn({"name": "UserPrincipalName", "type": "string"}, tables["SigninLogs"]["columns"])
        self.assertIn("_GetWatchlist", [f["name"] for f in metadata["functions"]])
        self.assertEqual(metadata["workspaces"][0]["id"], self.workspace)


if __name__ == "__main__":
    unittest.main()
