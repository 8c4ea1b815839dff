"""Bookmarks from rows of results, edits of many at once, and incidents made of them."""
import json
import time
import unittest
import uuid

from arm_test import INSIGHTS, ArmCase
from arm_test import WORKSPACE as HOUSE
from table_rules_test import PeopleCase

ROWS = "2026-01-02T06:00:00Z,eve,10.0.0.1\n2026-01-02T07:00:00Z,bob,\n2026-01-02T08:00:00Z,eve,10.0.0.3\n"


class BookmarksCase(ArmCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.command(".create-merge table Logons_CL (TimeGenerated: datetime, Who: string, From: string)")
        cls.server.command(".ingest inline into table Logons_CL <|\n" + ROWS)

    def hunting(self, path, body=None, status=(200, 201), method="POST"):
        got, _, text = self.server.request(method, "/api/v1/hunting/" + path, None if body is None else json.dumps(body))
        answer = json.loads(text)
        self.assertIn(got, status if isinstance(status, tuple) else (status,), answer)
        return answer

    def properties(self, name, kind="bookmarks"):
        status, answer = self.arm("GET", f"{INSIGHTS}/{kind}/{name}")
        self.assertEqual(status, 200, answer)
        return answer["properties"]

    def query(self, text="Logons_CL | project TimeGenerated, Account_0_Name = Who, IP_0_Address = From | sort by TimeGenerated asc"):
        name = str(uuid.uuid4())
        status, answer = self.arm("PUT", f"{HOUSE}/savedSearches/{name}", {"properties": {
            "category": "Hunting Queries", "displayName": "Odd logons", "query": text, "version": 2,
            "tags": [{"name": "tactics", "value": "Execution, cooking, persistence"},
                     {"name": "techniques", "value": "T1059, nonsense"}]}})
        self.assertEqual(status, 200, answer)
        return name


class FromRows(BookmarksCase):
    def test_rows_of_a_kept_result(self):
        query = self.query()
        window = {"from": "2026-01-01T00:00:00Z", "to": "2026-01-04T00:00:00Z"}
        result = self.hunting(f"queries/{query}/results", window)
        # What is bookmarked is the query as it was.
        self.arm("PUT", f"{HOUSE}/savedSearches/{query}", {"properties": {
            "category": "Hunting Queries", "displayName": "Changed", "query": "Logons_CL", "version": 2}})
        begin = time.monotonic()
        made = self.hunting("bookmarks", {"result": result["id"], "rows": [0, 1], "labels": ["x"], "notes": "look"}, 201)
        self.assertEqual([(one["row"], one["displayName"], one["entities"]) for one in made["value"]],
                         [(0, "Odd logons 2026-01-02T06:00:00Z", 2), (1, "Odd logons 2026-01-02T07:00:00Z", 1)])
        self.assertEqual(made["dropped"], [{"row": 1, "mapping": "IP of IP_0_Address", "reason": "column 'IP_0_Address' is empty"}])
        one = self.properties(made["value"][0]["name"])
        self.assertIn("Account_0_Name", one["query"])
        self.assertEqual(json.loads(one["queryResult"]), {
            "TimeGenerated": "2026-01-02T06:00:00.0000000Z", "Account_0_Name": "eve", "IP_0_Address": "10.0.0.1"})
        self.assertEqual((one["eventTime"], one["queryStartTime"], one["queryEndTime"]), (
            "2026-01-02T06:00:00.0000000Z", "2026-01-01T00:00:00.0000000Z", "2026-01-04T00:00:00.0000000Z"))
        self.assertEqual((one["tactics"], one["techniques"], one["labels"], one["notes"]),
                         (["Execution", "Persistence"], ["T1059"], ["x"], "look"))
        self.assertEqual(one["entityMappings"], [
            {"entityType": "Account", "fieldMappings": [{"identifier": "Name", "value": "eve"}]},
            {"entityType": "IP", "fieldMappings": [{"identifier": "Address", "value": "10.0.0.1"}]}])
        names = [one["name"] for one in made["value"]]
        rows = f"HuntingBookmark | where BookmarkId in ({json.dumps(names)[1:-1]}) | count"
        self.server.wait_for(lambda: self.rows(rows) == [[2]], 3)
        self.assertLess(time.monotonic() - begin, 1.5)
        self.assertEqual(len(self.hunting("bookmarks", {"result": result["id"], "rows": "all"}, 201)["value"]), 3)
        self.assertIn("no row 3", self.hunting("bookmarks", {"result": result["id"], "rows": [0, 3]}, 400)["error"]["message"])

    def test_a_result_that_was_cut_off_says_so(self):
        for rows, complete in ((2, True), (10_001, False)):
            query = self.query(f"range x from 1 to {rows} step 1")
            result = self.hunting(f"queries/{query}/results", {})
            made = self.hunting("bookmarks", {"result": result["id"], "rows": "all"}, 201)
            self.assertEqual((len(made["value"]), made["complete"]), (min(rows, 10_000), complete))

    def test_rows_of_a_query_with_parameters_are_found_again(self):
        query = self.query("declare query_parameters(who: string); Logons_CL | where Who == who | project TimeGenerated, Who")
        result = self.hunting(f"queries/{query}/results", {"from": "2026-01-01T00:00:00Z", "to": "2026-01-04T00:00:00Z",
                                                           "parameters": {"who": "bob"}})
        hunt = self.hunting("hunts", {"displayName": "h", "description": "d"})["name"]
        made = self.hunting("bookmarks", {"result": result["id"], "rows": "all", "hunt": hunt})["value"]
        self.assertTrue(self.properties(made[0]["name"])["query"].startswith('// parameters: {"who":"bob"}\n'))
        again = self.hunting(f"hunts/{hunt}/rerun")["value"]
        self.assertEqual([one["verdict"] for one in again], ["same"], again)

    def test_rows_themselves(self):
        row = {"Timestamp": "2026-01-02T06:00:00Z", "Who": "eve", "n": 1}
        mapping = [{"entityType": "account", "fieldMappings": [{"identifier": "name", "columnName": "Who"}]}]
        body = {"query": "// who\nLogons_CL | take 1", "rows": [row, {"Who": "bob"}], "entityMappings": mapping,
                "tactics": ["Impact"], "from": "2026-01-01T00:00:00Z"}
        made = self.hunting("bookmarks", body)["value"]
        one, two = (self.properties(each["name"]) for each in made)
        self.assertEqual(one["displayName"], "Logons_CL | take 1 2026-01-02T06:00:00Z")
        self.assertEqual((one["tactics"], one["queryStartTime"]), (["Impact"], "2026-01-01T00:00:00.0000000Z"))
        self.assertEqual(json.loads(two["queryResult"]), {"Timestamp": None, "Who": "bob", "n": None})
        self.assertNotIn("eventTime", two)
        self.assertEqual(two["entityMappings"][0]["fieldMappings"], [{"identifier": "Name", "value": "bob"}])
        listed = self.hunting("bookmarks", {"queryId": self.query(), "columns": ["Account_0_Name", {"name": "When"}], "name": "n",
                                            "eventTimeColumn": "When", "rows": [["eve", "2026-01-02T06:00:00Z"]]})
        self.assertEqual((listed["value"][0]["displayName"], listed["value"][0]["eventTime"]),
                         ("n", "2026-01-02T06:00:00.0000000Z"))

    def test_all_or_nothing(self):
        before = len(self.arm("GET", f"{INSIGHTS}/bookmarks")[1]["value"])
        bad = self.hunting("bookmarks", {"query": "T", "columns": ["a", "When"], "eventTimeColumn": "When", "rows": [
            ["x", "2026-01-02T06:00:00Z"], ["y", "soon"], ["z"]]}, 400)["error"]
        self.assertEqual([one["target"] for one in bad["details"]], ["rows[1]", "rows[2]"])
        for body in ({}, {"query": "T"}, {"query": "T", "queryId": "x", "rows": [{}]}, {"query": "T", "rows": []},
                     {"query": "T", "rows": [7]}, {"query": "T", "rows": [{"a": 1}], "tactics": ["Cooking"]},
                     {"query": "T", "rows": [{"a": 1}], "from": "soon"},
                     {"query": "T", "rows": [{"a": 1}], "incident": "x", "newIncident": {"title": "t"}},
                     {"query": "T", "rows": [{"a": 1}], "newIncident": {"severity": "Low"}},
                     {"query": "T", "rows": [{"a": 1}], "entityMappings": [
                         {"entityType": "Host", "fieldMappings": [{"identifier": "HostName", "columnName": "b"}]}]}):
            self.hunting("bookmarks", body, 400)
        for body in ({"queryId": "none", "rows": [{"a": 1}]}, {"result": "none", "rows": [0]},
                     {"query": "T", "rows": [{"a": 1}], "incident": "none"}, {"query": "T", "rows": [{"a": 1}], "hunt": "none"}):
            self.hunting("bookmarks", body, 404)
        self.assertEqual(len(self.arm("GET", f"{INSIGHTS}/bookmarks")[1]["value"]), before)

    def test_rows_to_incident_and_hunt_in_one_call(self):
        hunt = self.hunting("hunts", {"displayName": "h", "description": "d"})["name"]
        before = self.hunting("metrics", method="GET")["incidentsCreated"]
        made = self.hunting("bookmarks", {"query": "Logons_CL", "rows": [{"TimeGenerated": "2026-01-02T06:00:00Z"},
                                                                         {"TimeGenerated": "2026-01-02T05:00:00Z"}],
                                          "newIncident": {"title": "case", "severity": "High"}, "hunt": hunt})
        incident = self.properties(made["incident"]["name"], "incidents")
        self.assertEqual(incident["additionalData"]["bookmarksCount"], 2)
        self.assertEqual(incident["firstActivityTimeUtc"], "2026-01-02T05:00:00.0000000Z")
        info = self.properties(made["value"][1]["name"])["incidentInfo"]
        self.assertEqual((info["incidentId"], info["title"]), (made["incident"]["name"], "case"))
        related = self.arm("GET", f"{INSIGHTS}/hunts/{hunt}/relations")[1]["value"]
        self.assertEqual(sorted(one["properties"]["relatedResourceKind"] for one in related), ["bookmarks", "bookmarks", "incidents"])
        self.assertEqual(self.hunting("metrics", method="GET")["incidentsCreated"], before + 1)
        self.hunting("bookmarks", {"query": "T", "rows": [{"a": 1}], "incident": made["incident"]["name"]})
        self.assertEqual(self.properties(made["incident"]["name"], "incidents")["additionalData"]["bookmarksCount"], 3)

    def test_whole_results(self):
        rows = [[f"2026-01-02T06:00:{i % 60:02}Z", f"user{i}"] for i in range(10_000)]
        begin = time.monotonic()
        made = self.hunting("bookmarks", {"query": "Logons_CL", "columns": ["TimeGenerated", "Account_0_Name"], "rows": rows,
                                          "newIncident": {"title": "large"}})
        self.assertLess(time.monotonic() - begin, 30)
        self.assertEqual(len(made["value"]), 10_000)
        incident = self.properties(made["incident"]["name"], "incidents")
        self.assertEqual(incident["additionalData"]["bookmarksCount"], 10_000)
        count = f"HuntingBookmark | where QueryText == 'Logons_CL' and BookmarkName endswith 'Z' | count"
        self.server.wait_for(lambda: self.rows(count)[0][0] >= 10_000, 30)
        row = f"SecurityIncident | where IncidentName == '{made['incident']['name']}'"
        self.server.wait_for(lambda: self.rows(row + " | count")[0][0] == 2, 30)
        self.assertLess(self.rows(row + " | summarize max(strlen(tostring(BookmarkIds)))")[0][0], 64 * 1024)
        self.assertIn("10001 rows", self.hunting("bookmarks", {"query": "T", "columns": ["a"], "rows": [["x"]] * 10_001},
                                                 400)["error"]["message"])
        begin = time.monotonic()
        gone = self.hunting("bookmarks/edit", {"ids": [one["name"] for one in made["value"]], "delete": True})
        self.assertEqual(gone["count"], 10_000)
        self.assertLess(time.monotonic() - begin, 60)
        self.assertEqual(self.properties(made["incident"]["name"], "incidents")["additionalData"]["bookmarksCount"], 0)


class Edits(BookmarksCase):
    def marks(self, count=3, **more):
        return [self.bookmark(**more)["name"] for _ in range(count)]

    def test_many_at_once(self):
        names = self.marks(labels=["old"])
        self.assertEqual(self.hunting("bookmarks/edit", {"ids": names[:2], "addLabels": ["new"], "removeLabels": ["old"],
                                                         "notes": "n", "tactics": ["impact"]}),
                         {"count": 2, "value": names[:2]})
        self.assertEqual([self.properties(name)["labels"] for name in names], [["new"], ["new"], ["old"]])
        history = self.arm("GET", f"{INSIGHTS}/bookmarks/{names[0]}/history")[1]["value"]
        self.assertEqual([one["version"] for one in history], [1, 2])
        self.assertEqual(history[1]["correlationId"],
                         self.arm("GET", f"{INSIGHTS}/bookmarks/{names[1]}/history")[1]["value"][1]["correlationId"])
        bad = self.hunting("bookmarks/edit", {"ids": [*names, "none", "nada"], "notes": "x"}, 404)["error"]
        self.assertEqual([one["target"] for one in bad["details"]], ["none", "nada"])
        self.assertEqual(self.properties(names[0])["notes"], "n")

    def test_by_filter(self):
        mark = uuid.uuid4().hex
        names = self.marks(2, displayName=mark)
        other = self.marks(1)
        edited = self.hunting("bookmarks/edit", {"filter": f"properties/displayName eq '{mark}'", "notes": "filtered"})
        self.assertEqual(sorted(edited["value"]), sorted(names))
        self.assertNotIn("notes", self.properties(other[0]))
        self.assertEqual(self.hunting("bookmarks/edit", {"filter": "name eq 'none'", "notes": "x"})["count"], 0)
        for body in ({"notes": "x"}, {"ids": names, "filter": "true", "notes": "x"}, {"ids": names}, {"filter": "(", "notes": "x"},
                     {"ids": "x", "notes": "x"}, {"ids": [""], "notes": "x"}):
            self.hunting("bookmarks/edit", body, 400)

    def test_into_and_out_of_incidents(self):
        names = self.marks()
        made = self.hunting("incidents", {"title": "case", "severity": "low", "bookmarks": names[:2]}, 201)
        path = f"{INSIGHTS}/incidents/{made['name']}"
        self.assertEqual(self.properties(made["name"], "incidents")["incidentNumber"], made["incidentNumber"])
        self.hunting(f"incidents/{made['name']}/bookmarks", {"bookmarks": names})
        self.assertEqual(len(self.arm("POST", path + "/bookmarks")[1]["value"]), 3)
        other = self.hunting("incidents", {"title": "other"})["name"]
        self.hunting("bookmarks/edit", {"ids": names[:1], "removeFromIncident": made["name"], "addToIncident": other})
        self.assertEqual(self.properties(names[0])["incidentInfo"]["incidentId"], other)
        self.hunting(f"incidents/{made['name']}/bookmarks/remove", {"bookmarks": [names[1]]})
        self.assertNotIn("incidentInfo", self.properties(names[1]))
        self.assertEqual(len(self.arm("POST", path + "/bookmarks")[1]["value"]), 1)
        self.assertEqual(self.hunting(f"incidents/{made['name']}/bookmarks", {"bookmarks": ["none"]}, 404)["error"]["details"][0]["target"],
                         "none")
        self.hunting("incidents/none/bookmarks", {"bookmarks": names}, 404)
        self.hunting("incidents", {"title": "x", "bookmarks": ["none"]}, 404)
        self.hunting("incidents", {"bookmarks": names}, 400)
        self.assertEqual(self.hunting("incidents", {"title": "next"})["incidentNumber"],
                         self.properties(other, "incidents")["incidentNumber"] + 1)
        deleted = self.hunting("bookmarks/edit", {"ids": names, "delete": True})
        self.assertEqual(deleted["count"], 3)
        self.refused(404, "NotFound", "GET", f"{INSIGHTS}/bookmarks/{names[2]}")
        relations = self.arm("GET", path + "/relations")[1]["value"]
        self.assertEqual([one["properties"]["relatedResourceDeleted"] for one in relations], [True])


class Roles(PeopleCase):
    def hunting(self, who, path, body, status):
        got, answer = self.ask("POST", "hunting/" + path, body, who)
        self.assertEqual(got, status, answer)
        return answer

    def test_who_may_what(self):
        reader, responder, other, contributor = (self.person(name, role)[1] for name, role in (
            ("rea", "Reader"), ("res", "Responder"), ("oth", "Responder"), ("con", "Contributor")))
        rows = {"query": "T", "rows": [{"a": 1}]}
        self.hunting(reader, "bookmarks", rows, 403)
        mine = self.hunting(responder, "bookmarks", {**rows, "newIncident": {"title": "t"}}, 201)
        name = mine["value"][0]["name"]
        hunt = self.hunting(contributor, "hunts", {"displayName": "h", "description": "d"}, 201)["name"]
        self.assertIn("hunts/relations/write", self.hunting(responder, "bookmarks", {**rows, "hunt": hunt}, 403)["error"]["message"])
        self.hunting(contributor, "bookmarks", {**rows, "hunt": hunt}, 201)
        for edit, action in (({"notes": "n"}, "bookmarks/write"), ({"delete": True}, "bookmarks/delete"),
                             ({"removeFromIncident": mine["incident"]["name"]}, "incidents/relations/delete")):
            self.assertIn(action, self.hunting(reader, "bookmarks/edit", {"ids": [name], **edit}, 403)["error"]["message"])
        self.hunting(other, "bookmarks/edit", {"ids": [name], "notes": "n"}, 200)
        theirs = self.hunting(other, "bookmarks", rows, 201)["value"][0]["name"]
        refused = self.hunting(other, "bookmarks/edit", {"ids": [name, theirs], "delete": True}, 403)["error"]
        self.assertEqual([one["target"] for one in refused["details"]], [name])
        self.hunting(responder, "bookmarks/edit", {"ids": [name], "delete": True}, 200)
        self.hunting(contributor, "bookmarks/edit", {"ids": [theirs], "delete": True}, 200)
        self.hunting(reader, "incidents", {"title": "t"}, 403)


if __name__ == "__main__":
    unittest.main()
