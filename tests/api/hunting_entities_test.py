"""Entity mappings of hunting queries: kept, refused, and used for what runs find."""
import json
import unittest
import uuid

from harrier_testing import ServerCase

API = "?api-version=2024-01-01-preview"
MAPPED = [{"entityType": "Account", "fieldMappings": [{"identifier": "FullName", "columnName": "Who"}]},
          {"entityType": "IP", "fieldMappings": [{"identifier": "Address", "columnName": "Address"}]}]
WINDOW = {"from": "2026-01-01T00:00:00Z", "to": "2026-01-04T00:00:00Z"}


class HuntingEntities(ServerCase):
    def ask(self, method, path, body=None, status=(200, 201, 202)):
        got, _, text = self.server.request(method, path, None if body is None else json.dumps(body),
                                           {"Content-Type": "application/json"})
        self.assertIn(got, status if isinstance(status, tuple) else (status,), text)
        return json.loads(text)

    def path(self, name):
        subscription = self.ask("GET", "/subscriptions?api-version=2016-06-01")["value"][0]["id"]
        found = self.ask("GET", f"{subscription}/providers/Microsoft.OperationalInsights/workspaces{API}")["value"]
        return f"{found[0]['id']}/savedSearches/{name}{API}"

    def put(self, text, status=200, name=None, **more):
        name = name or str(uuid.uuid4())
        answer = self.ask("PUT", self.path(name), {"properties": {
            "category": "Hunting Queries", "displayName": "A query", "query": text, "version": 2, **more}}, status)
        return answer if status != 200 else name

    def listed(self, name):
        return next(one for one in self.ask("GET", "/api/v1/hunting/queries")["value"] if one["id"] == name)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server.command(".create-merge table Seen_CL (TimeGenerated: datetime, Who: string, Address: string)")
        cls.server.command(".ingest inline into table Seen_CL <|\n2026-01-02T06:00:00Z,CORP\\alice,8.8.8.8\n"
                           "2026-01-02T07:00:00Z,SYSTEM,10.0.0.1\n")

    def test_mappings_round_trip_also_through_clients_that_know_tags_only(self):
        name = self.put("Seen_CL | project Who, Address", entityMappings=MAPPED)
        kept = self.ask("GET", self.path(name))["properties"]
        self.assertEqual(kept["entityMappings"], MAPPED)
        # What the SDK's model of a saved search holds.
        known = {key: kept[key] for key in ("category", "displayName", "query", "version", "tags")}
        self.ask("PUT", self.path(name), {"properties": {**known, "displayName": "Renamed"}})
        self.assertEqual(self.ask("GET", self.path(name))["properties"]["entityMappings"], MAPPED)
        shown = self.listed(name)
        self.assertEqual((shown["entityMappings"], shown["entityMappingSource"], shown["entities"]),
                         (MAPPED, "stored", ["Account", "IP"]))
        self.put("Seen_CL | project Who, Address", name=name)
        self.assertNotIn("entityMappings", self.ask("GET", self.path(name))["properties"])

    def test_mappings_that_fit_nothing_are_refused(self):
        def refusal(mappings, text="Seen_CL"):
            return self.put(text, 400, entityMappings=mappings)["error"]["message"]

        self.assertIn("no entity type 'Ship'", refusal([{"entityType": "Ship", "fieldMappings": []}]))
        host = {"entityType": "Host", "fieldMappings": [{"identifier": "HostName", "columnName": "Computer"}]}
        self.assertIn("properties.entityMappings[0].fieldMappings[0].columnName: the query's result has no column "
                      "'Computer'", refusal([host]))
        self.assertIn("11 elements; 10 are allowed", refusal([MAPPED[0]] * 11))
        self.assertIn("needs at least one of", refusal([{"entityType": "Host", "fieldMappings": [
            {"identifier": "OSFamily", "columnName": "Who"}]}]))
        self.put("Seen_CL | extend Bag = todynamic(Who) | evaluate bag_unpack(Bag)", entityMappings=[host])

    def test_all_forms_are_shown(self):
        self.assertEqual(self.listed("demo.01_office_starts_shell")["entityMappingSource"], "content")
        columns = self.listed(self.put("Seen_CL | project Account_0_FullName = Who, IP_1_Address = Address"))
        self.assertEqual(columns["entityMappingSource"], "columns")
        self.assertEqual([one["entityType"] for one in columns["entityMappings"]], ["Account", "IP"])
        older = self.listed(self.put("Seen_CL | extend AccountCustomEntity = Who"))
        self.assertEqual(older["entityMappings"][0]["fieldMappings"],
                         [{"identifier": "FullName", "columnName": "AccountCustomEntity"}])
        self.assertEqual(self.listed(self.put("Seen_CL"))["entityMappingSource"], "none")

    def test_results_tell_new_entities_and_what_was_dropped(self):
        name = self.put("Seen_CL | project Who, Address | sort by Address asc", entityMappings=MAPPED)
        first = self.ask("POST", f"/api/v1/hunting/queries/{name}/results", WINDOW, 201)
        self.assertEqual((first["entities"], first["newEntities"]), (3, 3))
        self.server.command(".ingest inline into table Seen_CL <|\n2026-01-03T06:00:00Z,CORP\\ALICE,9.9.9.9\n")
        second = self.ask("POST", f"/api/v1/hunting/queries/{name}/results", WINDOW, 201)
        self.assertEqual((second["entities"], second["newEntities"]), (4, 1))
        told = self.ask("GET", f"/api/v1/hunting/results/{second['id']}/entities?with={first['id']}")
        self.assertEqual([(one["label"], one["rows"]) for one in told["value"] if one["isNew"]], [("9.9.9.9", [2])])
        alice = next(one for one in told["value"] if one["kind"] == "Account")
        self.assertEqual((alice["rows"], alice["strong"], alice["properties"]["ntDomain"]), ([1, 2], True, "CORP"))
        self.assertEqual(told["dropped"][0]["what"], "Account of Who")
        self.assertIn("'SYSTEM' could be anybody", told["dropped"][0]["reason"])
        self.assertEqual(told["dropped"][0]["rows"], [0])


if __name__ == "__main__":
    unittest.main()
