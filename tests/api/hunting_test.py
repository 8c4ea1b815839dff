"""Hunting queries, their runs and results, hunts and the journal's events, as the page uses them."""
import http.client
import json
import time
import unittest
import uuid

from harrier_testing import ServerCase

API = "?api-version=2024-01-01-preview"


class Hunting(ServerCase):
    def ask(self, method, path, body=None, status=(200, 201, 202)):
        got, _, text = self.server.request(method, path, None if body is None else json.dumps(body),
                                           {"Content-Type": "application/json"})
        self.assertIn(got, status if isinstance(status, tuple) else (status,), text)
        return json.loads(text) if text.startswith(b"{") else text.decode()

    def base(self):
        subscription = self.ask("GET", "/subscriptions?api-version=2016-06-01")["value"][0]["id"]
        found = self.ask("GET", f"{subscription}/providers/Microsoft.OperationalInsights/workspaces{API}")["value"]
        return found[0]["id"]

    def put_query(self, text, name="A query", **tags):
        one = str(uuid.uuid4())
        self.ask("PUT", f"{self.base()}/savedSearches/{one}{API}", {"properties": {
            "category": "Hunting Queries", "displayName": name, "query": text, "version": 2,
            "tags": [{"name": key, "value": value} for key, value in tags.items()]}})
        return one

    def run_queries(self, body):
        """The outcomes, by query, as the events tell them."""
        run = self.ask("POST", "/api/v1/hunting/runs", body, 202)
        connection = self.server.connect()
        connection.request("GET", f"/api/v1/hunting/runs/{run['id']}/events")
        response = connection.getresponse()
        self.assertEqual(response.getheader("Content-Type"), "text/event-stream")
        events = [json.loads(line[6:]) for line in response.read().splitlines() if line.startswith(b"data: ")]
        connection.close()
        self.assertTrue(events[-1]["finished"], events[-1])
        shown = self.ask("GET", f"/api/v1/hunting/runs/{run['id']}")
        self.assertEqual(len(shown["outcomes"]), run["total"])
        return {event["query"]: event for event in events[:-1]}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.command(".create-merge table Hunted_CL (TimeGenerated: datetime, Word: string)")
        cls.server.command(".ingest inline into table Hunted_CL <|\n"
                           "2026-01-02T06:00:00Z,apple\n2026-01-02T07:00:00Z,apple pie\n2026-01-01T06:00:00Z,apple\n")

    def test_runs_tell_counts_and_deltas_and_are_remembered(self):
        one = self.put_query("Hunted_CL | where Word has 'apple'", tactics="Execution", techniques="T1059")
        bad = self.put_query("print x = 1", name="Other")
        outcomes = self.run_queries({"queries": [one, bad], "to": "2026-01-03T00:00:00Z", "from": "2026-01-02T00:00:00Z"})
        self.assertEqual((outcomes[one]["results"], outcomes[one]["previous"], outcomes[one]["delta"]), (2, 1, 1))
        listed = {query["id"]: query for query in self.ask("GET", "/api/v1/hunting/queries")["value"]}
        self.assertEqual(listed[one]["lastRun"]["results"], 2)
        self.assertEqual(listed[one]["lastRun"]["deltaPercent"], 100)
        self.assertEqual(listed[one]["dataSources"], ["Hunted_CL"])
        self.assertEqual((listed[one]["tactics"], listed[one]["techniques"]), (["Execution"], ["T1059"]))
        self.assertGreaterEqual(sum(not query["isCustom"] for query in listed.values()), 19)

    def test_queries_without_data_are_told_with_what_would_bring_it(self):
        one = self.put_query("SigninLogs | take 5")
        outcome = self.run_queries({"queries": [one]})[one]
        self.assertEqual((outcome["status"], outcome["availability"]["missingTables"]), ("notAvailable", ["SigninLogs"]))
        advice = {row["table"]: row for row in self.ask("GET", "/api/v1/hunting/recommendations")["value"]}
        self.assertIn("AzureActiveDirectory", [c["connectorId"] for c in advice["SigninLogs"]["connectors"]])
        self.assertIn(one, advice["SigninLogs"]["queries"])

    def test_favourites_run_by_themselves(self):
        one = self.put_query("Hunted_CL | take 1")
        self.ask("PUT", f"/api/v1/hunting/queries/{one}/favourite")
        self.assertEqual(set(self.run_queries({"favourites": True})), {one})
        self.ask("DELETE", f"/api/v1/hunting/queries/{one}/favourite")
        self.assertEqual(self.run_queries({"favourites": True}), {})
        self.ask("PUT", "/api/v1/hunting/queries/nothing/favourite", status=404)

    def test_results_tell_what_is_new(self):
        one = self.put_query("Hunted_CL | project Word | sort by Word asc")
        window = {"from": "2026-01-01T00:00:00Z", "to": "2026-01-04T00:00:00Z"}
        first = self.ask("POST", f"/api/v1/hunting/queries/{one}/results", window, 201)
        self.assertEqual([row[0] for row in first["rows"]], ["apple", "apple", "apple pie"])
        self.assertNotIn("comparedWith", first)
        self.server.command(".ingest inline into table Hunted_CL <|\n2026-01-03T06:00:00Z,banana\n")
        second = self.ask("POST", f"/api/v1/hunting/queries/{one}/results", window, 201)
        self.assertEqual([second["rows"][place][0] for place in second["added"]], ["banana"])
        self.assertEqual(second["removed"], [])
        diff = self.ask("GET", f"/api/v1/hunting/results/{first['id']}?with={second['id']}")
        self.assertEqual((diff["added"], diff["removed"]), ([], [["banana"]]))
        self.assertEqual(len(self.ask("GET", f"/api/v1/hunting/queries/{one}/results")["value"]), 2)

    def test_versions_show_what_changed(self):
        one = self.put_query("Hunted_CL\n| take 1")
        self.ask("PUT", f"{self.base()}/savedSearches/{one}{API}", {"properties": {
            "category": "Hunting Queries", "displayName": "A query", "query": "Hunted_CL\n| take 2", "version": 2}})
        versions = self.ask("GET", f"/api/v1/hunting/queries/{one}/versions")["value"]
        self.assertEqual([version["version"] for version in versions], [2, 1])
        self.assertEqual([(line["kind"], line["text"]) for line in versions[0]["queryDiff"]],
                         [("same", "Hunted_CL"), ("removed", "| take 1"), ("added", "| take 2")])

    def test_a_hunt_from_queries_to_its_report(self):
        one = self.put_query("Hunted_CL | where Word has 'pie'", name="Pies", techniques="T1059", tactics="Execution")
        before = self.ask("GET", "/api/v1/hunting/metrics")
        name = self.ask("POST", "/api/v1/hunting/hunts", {"displayName": "Pie hunt", "description": "Who eats?",
                                                          "hypothesisStatus": "Validated", "queries": [one]}, 201)["name"]
        insights = f"{self.base()}/providers/Microsoft.SecurityInsights"
        hunt = self.ask("GET", f"{insights}/hunts/{name}{API}")["properties"]
        self.assertEqual((hunt["attackTactics"], hunt["attackTechniques"]), (["Execution"], ["T1059"]))
        mark = str(uuid.uuid4())
        self.ask("PUT", f"{insights}/bookmarks/{mark}{API}", {"properties": {
            "displayName": "A pie <script>", "query": "Hunted_CL | project Word", "queryResult": '{"Word":"apple pie"}',
            "eventTime": "2026-01-02T07:00:00Z", "queryStartTime": "2026-01-01T00:00:00Z",
            "queryEndTime": "2026-01-04T00:00:00Z",
            "entityMappings": [{"entityType": "Account", "fieldMappings": [{"identifier": "FullName", "value": "CORP\\eve"}]}]}})
        self.ask("PUT", f"{insights}/hunts/{name}/relations/{uuid.uuid4()}{API}",
                 {"properties": {"relatedResourceId": f"{insights}/bookmarks/{mark}"}})
        self.assertEqual(self.ask("GET", f"/api/v1/hunting/hunts/{name}/entities")["value"][0]["kind"], "Account")
        timeline = self.ask("GET", f"/api/v1/hunting/hunts/{name}/timeline")["value"]
        self.assertEqual([event["kind"] for event in timeline], ["Bookmark"])
        self.assertIn("message,datetime", self.ask("GET", f"/api/v1/hunting/hunts/{name}/timeline?format=csv"))
        report = self.ask("GET", f"/api/v1/hunting/hunts/{name}/report?format=md")
        self.assertIn(timeline[0]["evidenceSha256"], report)
        page = self.ask("GET", f"/api/v1/hunting/hunts/{name}/report")
        self.assertIn("A pie &lt;script&gt;", page)
        again = self.ask("POST", f"/api/v1/hunting/hunts/{name}/rerun")["value"]
        self.assertEqual([one["verdict"] for one in again], ["same"])
        after = self.ask("GET", "/api/v1/hunting/metrics")
        self.assertEqual(after["validatedHypotheses"], before["validatedHypotheses"] + 1)
        self.ask("GET", "/api/v1/hunting/hunts/none/report", status=404)

    def test_sweeps_are_kept_and_run(self):
        one = self.put_query("Hunted_CL | where Word has 'apple'")
        insights = f"{self.base()}/providers/Microsoft.SecurityInsights"
        self.ask("PUT", f"{insights}/sweeps/daily{API}",
                 {"properties": {"displayName": "Daily", "every": "P1D", "lookback": "P90D", "enabled": False,
                                 "filter": {"queries": [one]}}}, 201)
        report = self.ask("POST", "/api/v1/hunting/sweeps/daily/run")
        self.assertEqual((report["queries"], report["failed"]), (1, []))
        reports = self.ask("GET", f"{insights}/sweeps/daily/reports{API}")["value"]
        self.assertEqual(reports[0]["properties"]["ran"][0]["query"], one)
        self.ask("PUT", f"{insights}/sweeps/bad{API}", {"properties": {"displayName": "Bad", "every": "1 day"}}, 400)

    def test_events_tell_changes_as_they_are_made(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        connection.request("GET", "/api/v1/events")
        response = connection.getresponse()
        begin = time.monotonic()
        one = self.put_query("print 1", name="Told")
        while True:
            line = response.readline()
            if line.startswith(b"data: "):
                event = json.loads(line[6:])
                if event["name"] == one:
                    break
        self.assertLess(time.monotonic() - begin, 5)
        self.assertEqual((event["kind"], event["change"], event["version"]), ("savedSearches", "created", 1))
        connection.close()
        later = self.server.connect()
        later.request("GET", f"/api/v1/events?after={event['sequence'] - 1}")
        answer = later.getresponse()
        self.assertEqual(answer.readline(), b"event: change\n")
        self.assertEqual(answer.readline(), f"id: {event['sequence']}\n".encode())
        later.close()
        self.ask("GET", "/api/v1/events?after=soon", status=400)


if __name__ == "__main__":
    unittest.main()
