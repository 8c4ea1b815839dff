"""The list of hunting queries, filtered and sorted by the server; clones and earlier versions of queries."""
import json
import time
import unittest
import uuid
from urllib.parse import quote

from harrier_testing import ServerCase

API = "?api-version=2024-01-01-preview"
WINDOW = {"from": "2026-01-02T00:00:00Z", "to": "2026-01-03T00:00:00Z"}


class HuntingList(ServerCase):
    def ask(self, method, path, body=None, status=(200, 201, 202)):
        got, _, text = self.server.request(method, path, None if body is None else json.dumps(body),
                                           {"Content-Type": "application/json"})
        self.assertIn(got, status if isinstance(status, tuple) else (status,), text)
        return json.loads(text) if text else {}

    def base(self):
        subscription = self.ask("GET", "/subscriptions?api-version=2016-06-01")["value"][0]["id"]
        found = self.ask("GET", f"{subscription}/providers/Microsoft.OperationalInsights/workspaces{API}")["value"]
        return found[0]["id"]

    def search(self, name, body=None, status=200):
        path = f"{self.base()}/savedSearches/{name}{API}"
        return self.ask("GET" if body is None else "PUT", path, body and {"properties": body}, status)

    def put(self, text, title, name=None, **tags):
        name = name or str(uuid.uuid4())
        self.search(name, {"category": "Hunting Queries", "displayName": title, "query": text, "version": 2,
                           "tags": [{"name": key, "value": value} for key, value in tags.items()]})
        return name

    def listed(self, **parameters):
        text = "&".join(f"{key}={quote(str(value))}" for key, value in parameters.items())
        return self.ask("GET", f"/api/v1/hunting/queries?{text}")

    def names(self, **parameters):
        return [one["name"] for one in self.listed(search="Listed", **parameters)["value"]]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.command(".create-merge table Listed_CL (TimeGenerated: datetime, Word: string)")
        cls.server.command(".ingest inline into table Listed_CL <|\n2026-01-02T06:00:00Z,a\n2026-01-02T07:00:00Z,b\n"
                           "2026-01-02T07:00:00Z,b\n2026-01-01T06:00:00Z,a\n2026-01-01T06:00:00Z,a\n")

    def setUp(self):
        if self.names():
            return
        one = self.put("Listed_CL | where Word == 'a'", "Listed one", tactics="Execution", techniques="T1059.001")
        two = self.put("Listed_CL | where Word == 'b'", "Listed two", tactics="Execution, Discovery", techniques="T1082")
        three = self.put("SigninLogs", "Listed three", tactics="Impact")
        self.put("Listed_CL | where Word == 'c'", "Listed four")
        self.ask("PUT", f"/api/v1/hunting/queries/{two}/favourite")
        run = self.ask("POST", "/api/v1/hunting/runs", {"queries": [one, two, three], **WINDOW})["id"]
        while not self.ask("GET", f"/api/v1/hunting/runs/{run}")["finished"]:
            time.sleep(0.05)

    def test_filters(self):
        self.assertEqual(self.names(favourite="true"), ["Listed two"])
        self.assertEqual(len(self.names(favourite="false")), 3)
        self.assertEqual(len(self.names(custom="true")), 4)
        self.assertEqual(self.names(custom="false"), [])
        self.assertEqual(self.names(source="Harrier demo"), [])
        self.assertEqual(self.names(dataSource="signinlogs"), ["Listed three"])
        self.assertEqual(self.names(tactic="Impact,Discovery"), ["Listed two", "Listed three"])
        self.assertEqual(self.names(technique="T1059"), ["Listed one"])
        self.assertEqual(self.names(technique="T1059.002"), [])
        self.assertEqual(self.names(status="notAvailable"), ["Listed three"])
        self.assertEqual(self.names(status="notRun"), ["Listed four"])
        self.assertEqual(self.names(availability="missing"), ["Listed three"])
        self.assertEqual(self.names(minResults=1), ["Listed one", "Listed two"])
        self.assertEqual(self.names(minResults=2), ["Listed two"])
        self.assertEqual(self.names(maxDelta=-1), ["Listed one"])
        self.assertEqual(self.names(minDeltaPercent=-50, maxDeltaPercent=0), ["Listed one"])

    def test_tactics_are_counted_for_the_filters_but_their_own(self):
        def counts(**more):
            listed = self.listed(search="Listed", **more)
            return {one["tactic"]: one["count"] for one in listed["tactics"] if one["count"]}

        self.assertEqual(counts(), {"Execution": 2, "Discovery": 1, "Impact": 1})
        self.assertEqual(counts(tactic="Impact"), {"Execution": 2, "Discovery": 1, "Impact": 1})
        self.assertEqual(counts(minResults=2), {"Execution": 1, "Discovery": 1})
        self.assertGreaterEqual(len(self.listed()["tactics"]), 17)

    def test_sorting(self):
        self.assertEqual(self.names(sort="-delta")[:2], ["Listed two", "Listed one"])
        self.assertEqual(self.names(sort="delta")[:2], ["Listed one", "Listed two"])
        self.assertEqual(self.names(sort="-deltaPercent")[:2], ["Listed two", "Listed one"])
        self.assertEqual(self.names(sort="name"), ["Listed four", "Listed one", "Listed three", "Listed two"])
        self.assertEqual(self.names(sort="-favourite")[0], "Listed two")
        for wrong in ("sort=colour", "minResults=many", "favourite=perhaps"):
            self.ask("GET", f"/api/v1/hunting/queries?{wrong}", status=400)

    def test_any_query_is_cloned_by_one_call(self):
        clone = self.ask("POST", "/api/v1/hunting/queries/demo.01_office_starts_shell/clone", {}, 201)["id"]
        kept = self.search(clone)["properties"]
        self.assertEqual((kept["displayName"], kept["category"]), ("Copy of Office starts a shell", "Hunting Queries"))
        self.assertTrue(kept["entityMappings"])
        own = self.put("print x = 1", "Mine", description="d")
        again = self.ask("POST", f"/api/v1/hunting/queries/{own}/clone", {"displayName": "Other"}, 201)["id"]
        self.put("print x = 2", "Mine", own)
        self.assertEqual(self.search(again)["properties"]["query"], "print x = 1")
        self.ask("POST", "/api/v1/hunting/queries/none/clone", {}, 404)
        self.ask("DELETE", f"{self.base()}/savedSearches/{clone}{API}")
        self.ask("DELETE", f"{self.base()}/savedSearches/{again}{API}")

    def test_versions_come_back(self):
        own = self.put("print x = 1", "Versioned")
        self.put("print x = 2", "Versioned", own)
        back = self.ask("POST", f"/api/v1/hunting/queries/{own}/versions/1/restore")
        self.assertEqual((back["version"], self.search(own)["properties"]["query"]), (3, "print x = 1"))
        self.ask("POST", f"/api/v1/hunting/queries/{own}/versions/9/restore", status=404)
        self.ask("POST", f"/api/v1/hunting/queries/{own}/versions/one/restore", status=400)
        self.ask("DELETE", f"{self.base()}/savedSearches/{own}{API}")
        self.ask("POST", f"/api/v1/hunting/queries/{own}/versions/2/restore")
        self.assertEqual(self.search(own)["properties"]["query"], "print x = 2")
        self.ask("DELETE", f"{self.base()}/savedSearches/{own}{API}")

    def test_evidence_speaks_for_a_hypothesis_or_against_it(self):
        insights = f"{self.base()}/providers/Microsoft.SecurityInsights"
        hunt = self.ask("POST", "/api/v1/hunting/hunts", {
            "displayName": "h", "description": "d", "hypothesis": "Words are stolen.",
            "checklist": [{"title": "Look again", "done": True}]}, 201)["name"]
        for hour, labels in enumerate((["for"], ["Against", "x"], [])):
            mark = str(uuid.uuid4())
            self.ask("PUT", f"{insights}/bookmarks/{mark}{API}", {"properties": {
                "displayName": f"Mark {hour}", "query": "Listed_CL", "eventTime": f"2026-01-02T0{hour}:00:00Z"}})
            self.ask("PUT", f"{insights}/hunts/{hunt}/relations/{uuid.uuid4()}{API}",
                     {"properties": {"relatedResourceId": f"{insights}/bookmarks/{mark}", "labels": labels}})
        told = self.ask("GET", f"/api/v1/hunting/hunts/{hunt}/evidence")
        self.assertEqual((told["hypothesis"], told["for"], told["against"]), ("Words are stolen.", 1, 1))
        self.assertEqual([one["stance"] for one in told["value"]], ["for", "against", None])
        _, _, report = self.server.request("GET", f"/api/v1/hunting/hunts/{hunt}/report?format=md")
        for part in (b"1 for it, 1 against it", b"against the hypothesis", b"Words are stolen", b"Look again"):
            self.assertIn(part, report)

    def test_a_hunt_is_exported(self):
        insights = f"{self.base()}/providers/Microsoft.SecurityInsights"
        own = self.put("Listed_CL | project Word", "Exported", tactics="Execution", techniques="T1059", description="Words")
        hunt = self.ask("POST", "/api/v1/hunting/hunts", {"displayName": "To STIX", "description": "d", "queries": [own]}, 201)["name"]
        for who in ("CORP\\alice", "bob@corp.example"):
            mark = str(uuid.uuid4())
            self.ask("PUT", f"{insights}/bookmarks/{mark}{API}", {"properties": {
                "displayName": who, "query": "Listed_CL", "eventTime": "2026-01-02T06:00:00Z", "entityMappings": [
                    {"entityType": "IP", "fieldMappings": [{"identifier": "Address", "value": "8.8.8.8"}]},
                    {"entityType": "Account", "fieldMappings": [{"identifier": "FullName", "value": who}]}]}})
            self.ask("PUT", f"{insights}/hunts/{hunt}/relations/{uuid.uuid4()}{API}",
                     {"properties": {"relatedResourceId": f"{insights}/bookmarks/{mark}"}})
        bundle = self.ask("GET", f"/api/v1/hunting/hunts/{hunt}/export?format=stix")
        objects = {one["id"]: one for one in bundle["objects"]}
        kinds = sorted(one["type"] for one in bundle["objects"])
        self.assertEqual(kinds, ["attack-pattern", "identity", "ipv4-addr", "note", "note", "observed-data", "observed-data",
                                 "report", "user-account", "user-account"])
        for one in bundle["objects"]:
            self.assertRegex(one["id"], "^" + one["type"] + "--[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$")
            for reference in one.get("object_refs", []):
                self.assertIn(reference, objects)
        report = next(one for one in bundle["objects"] if one["type"] == "report")
        self.assertEqual((report["name"], len(report["object_refs"])), ("To STIX", 9))
        self.assertEqual(self.ask("GET", f"/api/v1/hunting/hunts/{hunt}/export"), bundle)
        _, _, text = self.server.request("GET", f"/api/v1/hunting/hunts/{hunt}/export?format=queries")
        query = json.loads(text)[0]
        self.assertEqual((query["name"], query["tactics"], query["relevantTechniques"], query["description"]),
                         ("Exported", ["Execution"], ["T1059"], "Words"))
        self.ask("GET", f"/api/v1/hunting/hunts/{hunt}/export?format=pdf", status=400)
        self.ask("DELETE", f"{self.base()}/savedSearches/{own}{API}")

    def test_a_hunts_own_queries_run(self):
        own = self.put("Listed_CL | where Word == 'a'", "Hunted")
        hunt = self.ask("POST", "/api/v1/hunting/hunts", {"displayName": "h", "description": "d", "queries": [own]}, 201)["name"]
        relations = self.ask("GET", f"{self.base()}/providers/Microsoft.SecurityInsights/hunts/{hunt}/relations{API}")["value"]
        clone = relations[0]["properties"]["relatedResourceId"].split("/")[-1]
        self.assertEqual(self.ask("POST", f"/api/v1/hunting/queries/{clone}/results", WINDOW, 201)["count"], 1)
        run = self.ask("POST", "/api/v1/hunting/runs", {"queries": [clone], **WINDOW})["id"]
        for body in ({"again": run}, None):
            while not self.ask("GET", f"/api/v1/hunting/runs/{run}")["finished"]:
                time.sleep(0.05)
            outcomes = self.ask("GET", f"/api/v1/hunting/runs/{run}")["outcomes"]
            self.assertEqual([(one["query"], one["results"]) for one in outcomes], [(clone, 1)])
            run = self.ask("POST", "/api/v1/hunting/runs", body)["id"] if body else run
        self.ask("POST", "/api/v1/hunting/runs", {"queries": [str(uuid.uuid4())]}, 404)
        self.ask("DELETE", f"{self.base()}/savedSearches/{own}{API}")


if __name__ == "__main__":
    unittest.main()
