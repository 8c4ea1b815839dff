"""A private query is there for its maker alone: in the resource manager, its history, runs, results and events too."""
import http.client
import json
import time
import uuid

from access_test import environment
from table_rules_test import PeopleCase

VERSION = "?api-version=2024-01-01-preview"
HUNTING = "/api/v1/hunting"


class PrivateQueries(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = environment(cls.house.data)
        cls.base = (f"/subscriptions/{env['HARRIER_SUBSCRIPTION']}/resourceGroups/harrier/providers/"
                    "Microsoft.OperationalInsights/workspaces/harrier/savedSearches")
        _, cls.alice = cls.person("alice", "Contributor")
        _, cls.bob = cls.person("bob", "Contributor")

    def call(self, who, method, path, body=None, headers=None):
        status, _, answer = self.house.request(method, path, None if body is None else json.dumps(body),
                                               {**who, **(headers or {})})
        return status, json.loads(answer) if answer else None

    def put(self, who, name, visibility, text="print Found = 'treasure'"):
        tags = [{"name": "visibility", "value": visibility}]
        return self.call(who, "PUT", f"{self.base}/{name}{VERSION}", {"properties": {
            "category": "Hunting Queries", "displayName": "Mine", "query": text, "tags": tags}})

    def test_the_resource_manager_keeps_them_from_others(self):
        name = str(uuid.uuid4())
        self.assertEqual(self.put(self.alice, name, "private")[0], 200)
        one = f"{self.base}/{name}"
        for path in (one + VERSION, f"{one}/history{VERSION}", f"{HUNTING}/queries/{name}/versions"):
            self.assertEqual(self.call(self.alice, "GET", path)[0], 200, path)
            status, answer = self.call(self.bob, "GET", path)
            self.assertEqual(status, 404, path)
            self.assertNotIn("treasure", str(answer))
        listed = {who: [each["name"] for each in self.call(sent, "GET", self.base + VERSION)[1]["value"]]
                  for who, sent in (("alice", self.alice), ("bob", self.bob), ("admin", self.admin))}
        self.assertIn(name, listed["alice"])
        self.assertNotIn(name, listed["bob"])
        self.assertIn(name, listed["admin"])
        # Nobody else writes over it or takes it away.
        status, answer = self.put(self.bob, name, "shared", "print 1")
        self.assertEqual(status, 409, answer)
        self.assertIn("taken", answer["error"]["message"])
        self.call(self.bob, "DELETE", one + VERSION)
        self.assertEqual(self.call(self.bob, "DELETE", one + VERSION, headers={"If-Match": '"x"'})[0], 412)
        self.assertIn("treasure", self.call(self.alice, "GET", one + VERSION)[1]["properties"]["query"])
        # Its history goes with it; who makes one of the same name has that one.
        self.assertEqual(self.call(self.alice, "DELETE", one + VERSION)[0], 200)
        self.assertEqual(self.call(self.bob, "GET", f"{one}/history{VERSION}")[0], 404)
        self.assertEqual(self.put(self.bob, name, "private", "print 2")[0], 200)
        self.assertEqual(self.call(self.bob, "GET", f"{HUNTING}/queries/{name}/versions")[0], 200)
        self.assertEqual(self.call(self.alice, "GET", f"{HUNTING}/queries/{name}/versions")[0], 404)

    def test_whoever_manages_people_can_take_them_away(self):
        name = str(uuid.uuid4())
        self.put(self.alice, name, "private")
        self.assertEqual(self.call(self.admin, "DELETE", f"{self.base}/{name}{VERSION}")[0], 200)
        self.assertEqual(self.call(self.alice, "GET", f"{self.base}/{name}{VERSION}")[0], 404)

    def test_runs_and_results_of_them_are_their_makers(self):
        name, shared = str(uuid.uuid4()), str(uuid.uuid4())
        self.put(self.alice, name, "private")
        self.put(self.alice, shared, "shared")
        status, result = self.call(self.alice, "POST", f"{HUNTING}/queries/{name}/results", {})
        self.assertEqual(status, 201, result)
        one = f"{HUNTING}/results/{result['id']}"
        for path in (one, one + "/entities"):
            self.assertEqual(self.call(self.alice, "GET", path)[0], 200)
            self.assertEqual(self.call(self.bob, "GET", path)[0], 404)
        results = f"{HUNTING}/queries/{name}/results"
        self.assertEqual([len(self.call(who, "GET", results)[1]["value"]) for who in (self.alice, self.bob)], [1, 0])
        rows = {"result": result["id"], "rows": "all"}
        self.assertEqual(self.call(self.bob, "POST", f"{HUNTING}/bookmarks", rows)[0], 404)

        status, run = self.call(self.alice, "POST", f"{HUNTING}/runs", {"queries": [name, shared]})
        self.assertEqual(status, 202, run)
        one = f"{HUNTING}/runs/{run['id']}"
        self.house.server.wait_for(lambda: self.call(self.alice, "GET", one)[1]["finished"])
        for who, wanted in ((self.alice, {name, shared}), (self.bob, {shared})):
            self.assertEqual({each["query"] for each in self.call(who, "GET", one)[1]["outcomes"]}, wanted)
            _, _, events = self.house.request("GET", one + "/events", headers=who)
            self.assertEqual(name in events.decode(), name in wanted)
            self.assertIn(shared, events.decode())
        self.assertEqual(self.call(self.alice, "DELETE", f"{self.base}/{name}{VERSION}")[0], 200)
        self.assertEqual({each["query"] for each in self.call(self.bob, "GET", one)[1]["outcomes"]}, {shared})
        self.assertNotIn(name, self.house.request("GET", one + "/events", headers=self.bob)[2].decode())

    def test_their_changes_are_told_to_nobody_else(self):
        name, shared = str(uuid.uuid4()), str(uuid.uuid4())
        self.put(self.alice, name, "private")
        self.put(self.admin, name, "private")  # a change by somebody else is told to the maker all the same
        self.put(self.alice, shared, "shared")
        for who, told in ((self.alice, 2), (self.bob, 0)):
            connection = http.client.HTTPSConnection("localhost", self.house.server.secure_port,
                                                     context=self.house.tls, timeout=20)
            connection.request("GET", "/api/v1/events?after=0", headers=who)
            response, text, end = connection.getresponse(), "", time.monotonic() + 20
            while shared not in text and time.monotonic() < end:
                text += response.readline().decode()
            connection.close()
            self.assertIn(shared, text)
            self.assertEqual(text.count(name), told)

    def test_reports_of_sweeps_keep_them_from_others(self):
        name, shared = str(uuid.uuid4()), str(uuid.uuid4())
        self.put(self.alice, name, "private")
        self.put(self.alice, shared, "shared")
        sweeps = self.base.replace("/savedSearches", "/providers/Microsoft.SecurityInsights/sweeps")
        sweep = {"displayName": "Mine", "every": "PT1H", "filter": {"queries": [name, shared]}}
        self.assertEqual(self.call(self.alice, "PUT", f"{sweeps}/mine{VERSION}", {"properties": sweep})[0], 201)
        _, role = self.ask("POST", "roles", {"name": "Half", "actions": ["*/read", "Microsoft.SecurityInsights/*"]})
        self.house.request("POST", "/v1/rest/mgmt", json.dumps({"csl": ".create table Unseen_CL (x: long)"}), self.admin)
        status, answer = self.ask("POST", "table-rules", {"role": role["id"], "table": "Unseen_CL", "hidden": True})
        self.assertEqual(status, 201, answer)
        _, half = self.person("hal", "Half")
        for who, ran, hidden in ((self.alice, {name, shared}, None), (self.bob, {shared}, 1), (half, set(), 2)):
            status, report = self.call(who, "POST", f"{HUNTING}/sweeps/mine/run")
            self.assertEqual(status, 200, report)
            reports = self.call(who, "GET", f"{sweeps}/mine/reports{VERSION}")[1]["value"]
            for each in (report, *(one["properties"] for one in reports)):
                self.assertEqual(({one["query"] for one in each["ran"]}, each.get("hidden")), (ran, hidden), each)
        self.assertEqual(self.call(self.alice, "DELETE", f"{self.base}/{name}{VERSION}")[0], 200)
        for who, seen in ((self.alice, True), (self.bob, False)):
            reports = self.call(who, "GET", f"{sweeps}/mine/reports{VERSION}")[1]["value"]
            self.assertEqual(any(one["query"] == name for each in reports for one in each["properties"]["ran"]), seen)
