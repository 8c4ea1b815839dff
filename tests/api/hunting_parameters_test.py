"""Parameters of hunting queries: declared, described, given to runs and remembered by them."""
import json
import time
import unittest
import uuid

from harrier_testing import ServerCase

API = "?api-version=2024-01-01-preview"
WINDOW = {"from": "2026-01-01T00:00:00Z", "to": "2026-01-04T00:00:00Z"}
TEXT = "declare query_parameters(who:string, least:long = 1); Login_CL | where Who == who and Times >= least"


class HuntingParameters(ServerCase):
    def ask(self, method, path, body=None, status=(200, 201, 202)):
        got, _, text = self.server.request(method, path, None if body is None else json.dumps(body),
                                           {"Content-Type": "application/json"})
        self.assertIn(got, status if isinstance(status, tuple) else (status,), text)
        return json.loads(text)

    def base(self):
        subscription = self.ask("GET", "/subscriptions?api-version=2016-06-01")["value"][0]["id"]
        found = self.ask("GET", f"{subscription}/providers/Microsoft.OperationalInsights/workspaces{API}")["value"]
        return found[0]["id"]

    def put(self, text, notes=None, status=200, name=None):
        name = name or str(uuid.uuid4())
        answer = self.ask("PUT", f"{self.base()}/savedSearches/{name}{API}", {"properties": {
            "category": "Hunting Queries", "displayName": "A query", "query": text, "version": 2,
            **({} if notes is None else {"queryParameters": notes})}}, status)
        return answer if status != 200 else name

    def run_queries(self, body):
        run = self.ask("POST", "/api/v1/hunting/runs", body, 202)
        while True:
            shown = self.ask("GET", f"/api/v1/hunting/runs/{run['id']}")
            if shown["finished"]:
                return shown["id"], {one["query"]: one for one in shown["outcomes"]}
            time.sleep(0.05)

    def results(self, name, status=201, **more):
        return self.ask("POST", f"/api/v1/hunting/queries/{name}/results", {**WINDOW, **more}, status)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.command(".create-merge table Login_CL (TimeGenerated: datetime, Who: string, Times: long)")
        cls.server.command(".ingest inline into table Login_CL <|\n2026-01-02T06:00:00Z,alice,3\n"
                           "2026-01-02T07:00:00Z,bob,1\n2026-01-03T07:00:00Z,bob,5\n")

    def test_values_are_given_or_asked_for_by_name(self):
        name = self.put(TEXT)
        refusal = self.results(name, 400)["error"]["message"]
        self.assertIn("'who' (string)", refusal)
        self.assertEqual(self.results(name, parameters={"who": "bob"})["count"], 2)
        self.assertEqual(self.results(name, parameters={"who": "bob", "least": 2})["count"], 1)
        self.assertIn("must be a whole number", self.results(name, 400, parameters={"who": "bob", "least": "2"})["error"]["message"])
        self.assertIn("has no parameter 'whom'", self.results(name, 400, parameters={"whom": "bob"})["error"]["message"])
        # A value is a value, whatever is in it.
        self.assertEqual(self.results(name, parameters={"who": "bob\" or Who != \""})["count"], 0)

    def test_descriptions_are_kept_and_count_as_defaults(self):
        notes = [{"name": "who", "type": "string", "default": "alice", "label": "Whose logins",
                  "choices": "Login_CL | distinct Who | sort by Who asc"},
                 {"name": "least", "type": "long", "choices": [1, 2]}]
        name = self.put(TEXT, notes)
        kept = self.ask("GET", f"{self.base()}/savedSearches/{name}{API}")["properties"]
        self.assertEqual(kept["queryParameters"], notes)
        self.assertEqual([tag["name"] for tag in kept["tags"]], ["queryParameters"])
        self.assertEqual(self.results(name)["parameters"], {"who": "alice"})
        self.assertIn("must be one of [1,2]", self.results(name, 400, parameters={"least": 3})["error"]["message"])
        shown = next(one for one in self.ask("GET", "/api/v1/hunting/queries")["value"] if one["id"] == name)
        self.assertEqual([(one["name"], one["required"]) for one in shown["parameters"]], [("who", False), ("least", False)])
        of = f"/api/v1/hunting/queries/{name}/parameters"
        self.assertEqual(self.ask("GET", f"{of}/who/choices")["value"], ["alice", "bob"])
        self.assertEqual(self.ask("GET", f"{of}/least/choices")["value"], [1, 2])
        self.ask("GET", f"{of}/other/choices", status=404)

    def test_descriptions_that_do_not_fit_are_refused(self):
        def refusal(*notes):
            return self.put(TEXT, list(notes), 400)["error"]["message"]

        self.assertIn("properties.queryParameters[0].name: the query does not declare 'x'", refusal({"name": "x"}))
        self.assertIn("declares 'least' as long", refusal({"name": "least", "type": "string"}))
        self.assertIn("no valid query", refusal({"name": "who", "choices": "Login_CL | distinct Whom"}))

    def test_runs_remember_values_and_run_again_with_them(self):
        name, other = self.put(TEXT), self.put("Login_CL | where Times > 0")
        _, outcomes = self.run_queries({"queries": [name, other], **WINDOW})
        self.assertEqual(outcomes[name]["status"], "failed")
        self.assertIn("'who' (string)", outcomes[name]["error"])
        self.assertEqual(outcomes[other]["results"], 3)
        run, outcomes = self.run_queries({"queries": [name, other], **WINDOW, "parameters": {"who": "bob", "least": 2}})
        self.assertEqual((outcomes[name]["results"], outcomes[name]["parameters"]), (1, {"who": "bob", "least": 2}))
        self.assertNotIn("parameters", outcomes[other])
        again, repeated = self.run_queries({"again": run})
        self.assertNotEqual(again, run)
        for one in (name, other):
            self.assertEqual(repeated[one]["results"], outcomes[one]["results"])
        self.assertEqual(repeated[name]["parameters"], {"who": "bob", "least": 2})
        self.assertIn("none of the queries has a parameter 'x'", self.ask(
            "POST", "/api/v1/hunting/runs", {"queries": [name], "parameters": {"x": 1}}, 400)["error"]["message"])
        self.ask("POST", "/api/v1/hunting/runs", {"again": "none"}, 404)

    def test_sweeps_give_values(self):
        name = self.put(TEXT)
        sweep = f"{self.base()}/providers/Microsoft.SecurityInsights/sweeps/s{API}"
        self.ask("PUT", sweep, {"properties": {"displayName": "s", "every": "P1D", "lookback": "P90D", "enabled": False,
                                               "filter": {"queries": [name]}}})
        self.assertIn("'who' (string)", self.ask("POST", "/api/v1/hunting/sweeps/s/run")["failed"][0]["error"])
        self.ask("PUT", sweep, {"properties": {"displayName": "s", "every": "P1D", "lookback": "P90D", "enabled": False,
                                               "filter": {"queries": [name]}, "parameters": {"who": "bob"}}})
        self.assertEqual(self.ask("POST", "/api/v1/hunting/sweeps/s/run")["failed"], [])

    def test_a_preview_keeps_nothing(self):
        shown = self.ask("POST", "/api/v1/hunting/preview", {
            "query": TEXT, "parameters": {"who": "bob"}, **WINDOW, "rows": 1,
            "entityMappings": [{"entityType": "Account", "fieldMappings": [{"identifier": "Name", "columnName": "Who"}]}]}, 200)
        self.assertEqual((len(shown["rows"]), shown["complete"], shown["entities"]), (1, False, 1))
        self.ask("GET", f"/api/v1/hunting/results/{shown['id']}", status=404)
        name = self.put(TEXT)
        self.assertEqual(len(self.ask("POST", "/api/v1/hunting/preview",
                                      {"id": name, **WINDOW, "parameters": {"who": "alice"}}, 200)["rows"]), 1)
        self.assertEqual(self.ask("GET", f"/api/v1/hunting/queries/{name}/results")["value"], [])
        self.assertIn("Whom", self.ask("POST", "/api/v1/hunting/preview", {"query": "Login_CL | where Whom == 1"}, 400)["error"]["message"])


if __name__ == "__main__":
    unittest.main()
