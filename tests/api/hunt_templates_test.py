"""Hunt templates: those that come with the program, those of the workspace, and the hunts made of them."""
import json
import unittest
import uuid

from harrier_testing import ServerCase

API = "?api-version=2024-01-01-preview"


class HuntTemplates(ServerCase):
    def ask(self, method, path, body=None, status=(200, 201, 202)):
        got, _, text = self.server.request(method, path, None if body is None else json.dumps(body),
                                           {"Content-Type": "application/json"})
        self.assertIn(got, status if isinstance(status, tuple) else (status,), text)
        return json.loads(text) if text else {}

    def base(self):
        subscription = self.ask("GET", "/subscriptions?api-version=2016-06-01")["value"][0]["id"]
        found = self.ask("GET", f"{subscription}/providers/Microsoft.OperationalInsights/workspaces{API}")["value"]
        return found[0]["id"]

    def insights(self, path):
        return f"{self.base()}/providers/Microsoft.SecurityInsights/{path}{API}"

    def queries_of(self, hunt):
        """The hunt's own saved searches, by display name."""
        found = {}
        for relation in self.ask("GET", self.insights(f"hunts/{hunt}/relations"))["value"]:
            search = self.ask("GET", relation["properties"]["relatedResourceId"] + API)
            found[search["properties"]["displayName"]] = search
        return found

    def test_built_in_ones_become_hunts(self):
        listed = {one["id"]: one for one in self.ask("GET", "/api/v1/hunting/hunt-templates")["value"]}
        self.assertTrue(listed["host_under_suspicion"]["builtIn"])
        of = "/api/v1/hunting/hunt-templates/host_under_suspicion"
        self.assertEqual(self.ask("GET", of), listed["host_under_suspicion"])
        refusal = self.ask("POST", f"{of}/hunts", {}, 400)["error"]["message"]
        self.assertIn("'host' (string)", refusal)
        hunt = self.ask("POST", f"{of}/hunts", {"displayName": "ws01", "parameters": {"host": "ws01"}}, 201)["name"]
        kept = self.ask("GET", self.insights(f"hunts/{hunt}"))["properties"]
        self.assertEqual((kept["displayName"], kept["huntTemplate"], kept["parameters"]["host"]),
                         ("ws01", "host_under_suspicion", "ws01"))
        self.assertEqual(kept["checklist"][0]["done"], False)
        queries = self.queries_of(hunt)
        self.assertEqual(len(queries), len(listed["host_under_suspicion"]["properties"]["queries"]))
        for query in queries.values():
            notes = {note["name"]: note for note in query["properties"]["queryParameters"]}
            self.assertEqual(notes["host"]["default"], "ws01")
            self.assertTrue(query["properties"]["entityMappings"])
        # What a client does not know of a hunt stays when it writes the rest back.
        self.ask("PUT", self.insights(f"hunts/{hunt}"), {"properties": {
            "displayName": "ws01", "description": "d", "status": "Active"}})
        after = self.ask("GET", self.insights(f"hunts/{hunt}"))["properties"]
        self.assertEqual((after["hypothesis"], after["checklist"]), (kept["hypothesis"], kept["checklist"]))
        self.ask("PUT", self.insights(f"hunts/{hunt}"), {"properties": {
            "displayName": "ws01", "description": "d", "hypothesis": "", "checklist": []}})
        cleared = self.ask("GET", self.insights(f"hunts/{hunt}"))["properties"]
        self.assertEqual((cleared["hypothesis"], cleared["checklist"]), ("", []))

    def test_own_ones_are_kept_and_refused_like_everything(self):
        name = str(uuid.uuid4())
        body = {"displayName": "Mine", "description": "d", "queries": [
            {"id": "demo.01_office_starts_shell"}, {"id": "no.such"}, {"name": "Own", "query": "print x = 1"}]}
        etag = self.ask("PUT", self.insights(f"huntTemplates/{name}"), {"properties": body}, 201)["etag"]
        self.ask("PUT", self.insights(f"huntTemplates/{name}"), {"properties": {**body, "description": "e"}}, 200)
        self.ask("PUT", self.insights(f"huntTemplates/{name}"), {"etag": etag, "properties": body}, 409)
        shown = self.ask("GET", f"/api/v1/hunting/hunt-templates/{name}")
        self.assertEqual((shown["builtIn"], shown["version"], shown["properties"]["description"]), (False, 2, "e"))
        made = self.ask("POST", f"/api/v1/hunting/hunt-templates/{name}/hunts", {}, 201)
        self.assertEqual(made["missingQueries"], ["no.such"])
        self.assertEqual(set(self.queries_of(made["name"])), {"Office starts a shell", "Own"})

        def refusal(**more):
            return self.ask("PUT", self.insights(f"huntTemplates/{uuid.uuid4()}"),
                            {"properties": {"displayName": "Mine", "description": "d", **more}}, 400)["error"]["message"]

        self.assertIn("the query 'Own': ", refusal(queries=[{"name": "Own", "query": "Syslog | where Bogus == 1"}]))
        self.assertIn("line 1, column 16", refusal(queries=[{"name": "Own", "query": "Syslog | where Bogus == 1"}]))
        self.ask("PUT", self.insights("huntTemplates/before_the_ransom"), {"properties": body}, 409)
        self.ask("DELETE", self.insights(f"huntTemplates/{name}"), status=200)
        self.ask("GET", f"/api/v1/hunting/hunt-templates/{name}", status=404)

    def test_a_hunt_becomes_a_template_and_its_clones_stay_their_own(self):
        query = str(uuid.uuid4())
        path = f"{self.base()}/savedSearches/{query}{API}"
        text = "declare query_parameters(word:string); print Word = word"

        def put(text):
            self.ask("PUT", path, {"properties": {
                "category": "Hunting Queries", "displayName": "Words", "query": text, "version": 2,
                "entityMappings": [{"entityType": "Host", "fieldMappings": [{"identifier": "HostName", "columnName": "Word"}]}]}})

        put(text)
        hunt = self.ask("POST", "/api/v1/hunting/hunts", {
            "displayName": "h", "description": "d", "hypothesis": "So it is.", "queries": [query],
            "checklist": [{"title": "Look", "done": True}]}, 201)["name"]
        made = self.ask("POST", f"/api/v1/hunting/hunts/{hunt}/template", {"displayName": "From h", "name": "from-h"}, 201)
        self.assertEqual(made["properties"]["checklist"], [{"title": "Look", "done": False}])
        self.ask("POST", f"/api/v1/hunting/hunts/{hunt}/template", {"displayName": "From h", "name": "from-h"}, 409)
        self.ask("POST", "/api/v1/hunting/hunts/none/template", {"displayName": "From h"}, 404)
        put("print Word = 'changed'")
        again = self.ask("POST", "/api/v1/hunting/hunt-templates/from-h/hunts", {"displayName": "again"}, 201)["name"]
        for one in (hunt, again):
            clone = self.queries_of(one)["Words"]["properties"]
            self.assertEqual((clone["query"], clone["entityMappings"][0]["entityType"]), (text, "Host"))


if __name__ == "__main__":
    unittest.main()
