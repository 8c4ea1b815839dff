"""Incidents with their comments, tasks and relations, and how bookmarks belong to them."""
import json
import time
import unittest
import unittest.mock
import uuid

from arm_test import INSIGHTS, ArmCase
from table_rules_test import PeopleCase

ALERT = "a1a1a1a1-0000-0000-0000-000000000001"


class IncidentCase(ArmCase):
    def incident(self, name=None, **properties):
        return self.made(f"{INSIGHTS}/incidents/{name or uuid.uuid4()}", {"title": "an incident", **properties})

    def properties(self, path):
        status, answer = self.arm("GET", path)
        self.assertEqual(status, 200, answer)
        return answer["properties"]

    def relate(self, path, target):
        return self.made(f"{path}/relations/{uuid.uuid4()}", {"relatedResourceId": target})


class Incidents(IncidentCase):
    def test_numbers_count_up_without_gaps(self):
        first = self.incident()["properties"]["incidentNumber"]
        self.refused(400, "BadRequest", "PUT", f"{INSIGHTS}/incidents/{uuid.uuid4()}", {"properties": {"severity": "Low"}})
        self.refused(409, "Conflict", "PUT", f"{INSIGHTS}/incidents/{uuid.uuid4()}",
                     {"etag": "x", "properties": {"title": "t"}})
        second = self.incident()
        self.assertEqual(second["properties"]["incidentNumber"], first + 1)
        self.assertEqual(self.incident(second["name"], title="again")["properties"]["incidentNumber"], first + 1)
        self.assertEqual(self.arm("DELETE", second["id"])[0], 200)
        self.assertEqual(self.incident()["properties"]["incidentNumber"], first + 2)

    def test_what_a_write_does_not_mention_stays(self):
        made = self.incident(severity="High", description="d", labels=[{"labelName": "l"}], owner={"assignedTo": "ann"})
        self.assertEqual(made["type"], "Microsoft.SecurityInsights/incidents")
        body = str({"etag": made["etag"], "properties": {"title": "it's", "status": "Active", "incidentNumber": 99}})
        status, answer = self.arm("PUT", made["id"], body)
        self.assertEqual(status, 200, answer)
        now = answer["properties"]
        self.assertEqual((now["title"], now["status"], now["severity"], now["description"], now["owner"]["assignedTo"]),
                         ("it's", "Active", "High", "d", "ann"))
        self.assertEqual(now["labels"], [{"labelName": "l", "labelType": "User"}])
        self.assertEqual(now["incidentNumber"], made["properties"]["incidentNumber"])
        self.assertTrue(now["incidentUrl"].endswith(made["id"]))
        self.assertEqual(now["additionalData"], {"alertsCount": 0, "bookmarksCount": 0, "commentsCount": 0,
                                                 "alertProductNames": [], "tactics": [], "techniques": []})
        self.refused(409, "Conflict", "PUT", made["id"], {"etag": made["etag"], "properties": {"title": "late"}})
        self.assertIsNone(self.incident()["properties"]["owner"]["assignedTo"])

    def test_closing_names_what_is_missing(self):
        path = self.incident()["id"]
        def close(**more):
            return {"properties": {"title": "t", "status": "Closed", **more}}
        for field, body in (("classification", close()),
                            ("classificationReason", close(classification="TruePositive")),
                            ("classificationReason", close(classification="FalsePositive",
                                                           classificationReason="SuspiciousActivity")),
                            ("classification", close(classification="Odd"))):
            self.assertIn("properties." + field, self.refused(400, "BadRequest", "PUT", path, body)["message"])
        self.assertEqual(self.properties(path)["status"], "New")
        closed = self.arm("PUT", path, close(classification="FalsePositive", classificationReason="InaccurateData",
                                             classificationComment="seen before"))[1]["properties"]
        self.assertEqual((closed["status"], closed["classificationComment"]), ("Closed", "seen before"))
        self.assertIn("closedTimeUtc", closed)
        opened = self.incident(path.rsplit("/", 1)[1], status="Active")["properties"]
        self.assertFalse({"classification", "classificationReason", "closedTimeUtc"} & set(opened))

    def test_comments_and_tasks(self):
        incident = self.incident()
        path = incident["id"]
        comment = self.made(f"{path}/comments/c1", {"message": "**hello** <script>x</script>"})
        self.assertEqual(comment["properties"]["message"], "**hello** &lt;script>x&lt;/script>")
        self.assertIn("name", comment["properties"]["author"])
        self.assertNotEqual(self.arm("GET", path)[1]["etag"], incident["etag"])
        self.refused(400, "BadRequest", "PUT", f"{path}/comments/c2", {"properties": {"message": "x" * 30_001}})
        self.made(f"{path}/comments/c2", {"message": "\u00e9" * 30_000})
        for i in range(3, 101):
            self.made(f"{path}/comments/c{i}", {"message": "m"})
        self.assertIn("100 comments", self.refused(400, "BadRequest", "PUT", f"{path}/comments/c101",
                                                   {"properties": {"message": "m"}})["message"])
        self.made(f"{path}/comments/c100", {"message": "changed"})
        self.assertEqual(self.properties(path)["additionalData"]["commentsCount"], 100)
        self.assertEqual([self.arm("DELETE", f"{path}/comments/c2")[0] for _ in range(2)], [200, 204])
        self.assertEqual(self.properties(path)["additionalData"]["commentsCount"], 99)

        task = self.made(f"{path}/tasks/t1", {"title": "look"})["properties"]
        self.assertEqual(task["status"], "New")
        self.assertIn("createdTimeUtc", task)
        self.refused(400, "BadRequest", "PUT", f"{path}/tasks/t2", {"properties": {"title": "x", "status": "Half"}})
        for i in range(2, 41):
            self.made(f"{path}/tasks/t{i}", {"title": "t"})
        self.refused(400, "BadRequest", "PUT", f"{path}/tasks/t41", {"properties": {"title": "t"}})
        self.assertEqual([one["name"] for one in self.arm("GET", f"{path}/tasks")[1]["value"]],
                         [f"t{i}" for i in range(1, 41)])
        self.refused(404, "NotFound", "PUT", f"{INSIGHTS}/incidents/none/comments/c", {"properties": {"message": "m"}})

    def test_bookmarks_know_their_incident(self):
        incident = self.incident(severity="High", title="case")
        path, name = incident["id"], incident["name"]
        ip = [{"entityType": "IP", "fieldMappings": [{"identifier": "Address", "value": "8.8.8.8"}]}]
        mark = self.bookmark(tactics=["Execution"], techniques=["T1059"], entityMappings=ip,
                             incidentInfo={"incidentId": "made-up"})
        other = self.bookmark(tactics=["Impact"], entityMappings=ip)
        self.assertNotIn("incidentInfo", mark["properties"])
        relation = self.relate(path, "https://localhost:8443" + mark["id"])
        self.assertEqual(relation["properties"]["relatedResourceType"], "Microsoft.SecurityInsights/Bookmarks")
        self.assertEqual(relation["properties"]["relatedResourceName"], mark["name"])
        self.relate(other["id"], path)
        self.assertEqual(self.properties(mark["id"])["incidentInfo"],
                         {"incidentId": name, "severity": "High", "title": "case", "relationName": relation["name"]})
        data = self.properties(path)["additionalData"]
        self.assertEqual((data["bookmarksCount"], data["tactics"], data["techniques"]),
                         (2, ["Execution", "Impact"], ["T1059"]))
        self.incident(name, title="renamed", severity="Low")
        self.assertEqual(self.properties(other["id"])["incidentInfo"]["title"], "renamed")
        marks = self.arm("POST", f"{path}/bookmarks")[1]["value"]
        self.assertEqual([(one["kind"], one["name"]) for one in marks],
                         [("Bookmark", mark["name"]), ("Bookmark", other["name"])])
        self.assertEqual(self.arm("POST", f"{path}/entities"),
                         (200, {"entities": [unittest.mock.ANY], "metaData": [{"entityKind": "Ip", "count": 1}]}))
        self.assertEqual(self.arm("POST", f"{path}/alerts"), (200, {"value": []}))
        self.refused(404, "NotFound", "POST", f"{INSIGHTS}/incidents/none/entities")
        self.refused(409, "Conflict", "PUT", f"{path}/relations/{relation['name']}",
                     {"properties": {"relatedResourceId": other["id"]}})
        self.refused(404, "NotFound", "PUT", f"{path}/relations/x",
                     {"properties": {"relatedResourceId": f"{INSIGHTS}/bookmarks/none"}})

        self.assertEqual(self.arm("DELETE", f"{mark['id']}/relations/{relation['name']}")[0], 200)
        self.assertNotIn("incidentInfo", self.properties(mark["id"]))
        self.assertEqual(len(self.arm("GET", f"{path}/relations")[1]["value"]), 1)
        self.assertEqual(self.arm("DELETE", other["id"])[0], 200)
        self.assertIs(self.arm("GET", f"{path}/relations")[1]["value"][0]["properties"]["relatedResourceDeleted"], True)
        self.assertEqual(self.properties(path)["additionalData"]["bookmarksCount"], 0)
        self.relate(path, mark["id"])
        self.assertEqual(self.arm("DELETE", path)[0], 200)
        self.assertNotIn("incidentInfo", self.properties(mark["id"]))
        left = self.arm("GET", f"{mark['id']}/relations")[1]["value"]
        self.assertEqual([one["properties"]["relatedResourceDeleted"] for one in left], [True])
        self.refused(404, "NotFound", "GET", f"{path}/relations")

    def test_alerts_belong_to_an_incident(self):
        self.server.command(
            ".ingest inline into table SecurityAlert with (format='json') <|\n" + json.dumps(
                {"TimeGenerated": "2026-01-01T00:00:00Z", "SystemAlertId": ALERT, "DisplayName": "Odd logon",
                 "AlertSeverity": "High", "ProductName": "Product", "Tactics": "Execution, Discovery", "Techniques":
                 '["T1059"]', "Entities": json.dumps([{"$id": "1", "Type": "ip", "Address": "10.9.9.9"}])}) + "\n")
        path = self.incident()["id"]
        relation = self.relate(path, f"{INSIGHTS}/entities/{ALERT}")["properties"]
        self.assertEqual(relation["relatedResourceKind"], "SecurityAlert")
        self.assertEqual(self.properties(path)["additionalData"],
                         {"alertsCount": 1, "bookmarksCount": 0, "commentsCount": 0, "alertProductNames": ["Product"],
                          "tactics": ["Execution", "Discovery"], "techniques": ["T1059"]})
        alerts = self.arm("POST", f"{path}/alerts")[1]["value"]
        self.assertEqual([(one["kind"], one["properties"]["systemAlertId"], one["properties"]["alertDisplayName"])
                          for one in alerts], [("SecurityAlert", ALERT, "Odd logon")])
        entities = self.arm("POST", f"{path}/entities")[1]["entities"]
        self.assertEqual([one["properties"]["address"] for one in entities], ["10.9.9.9"])
        again = {"properties": {"relatedResourceId": f"{INSIGHTS}/entities/{ALERT}"}}
        self.assertIn("already", self.refused(400, "BadRequest", "PUT", f"{path}/relations/more", again)["message"])
        self.refused(404, "NotFound", "PUT", f"{path}/relations/more",
                     {"properties": {"relatedResourceId": f"{INSIGHTS}/entities/{uuid.uuid4()}"}})

    def test_each_change_is_a_row_within_a_second(self):
        made = self.incident(title="told", severity="Low")
        path, name = made["id"], made["name"]
        mark = self.bookmark()
        self.made(f"{path}/comments/c", {"message": "first"})
        self.made(f"{path}/tasks/t", {"title": "look"})
        relation = self.relate(path, mark["id"])
        self.made(f"{path}/tasks/t", {"title": "look", "status": "Completed"})
        self.arm("DELETE", f"{path}/relations/{relation['name']}")
        self.incident(name, title="told", status="Closed", classification="Undetermined")
        self.arm("DELETE", path)
        query = (f"SecurityIncident | where IncidentName == '{name}' | order by TimeGenerated asc | project Status, "
                 "array_length(Comments), tostring(Tasks[0].status), tostring(BookmarkIds), isnotnull(ClosedTime)")
        begin = time.monotonic()
        self.server.wait_for(lambda: len(self.rows(query)) >= 8, 3)
        self.assertLess(time.monotonic() - begin, 1)
        marks = f'["{mark["name"]}"]'
        self.assertEqual(self.rows(query), [
            ["New", 0, "", "[]", False], ["New", 1, "", "[]", False], ["New", 1, "New", "[]", False],
            ["New", 1, "New", marks, False], ["New", 1, "Completed", marks, False], ["New", 1, "Completed", "[]", False],
            ["Closed", 1, "Completed", "[]", True], ["Deleted", 0, "", "[]", True]])
        self.assertEqual(self.rows("SecurityIncident | summarize arg_max(TimeGenerated, *) by IncidentNumber"
                                   f" | where IncidentName == '{name}' and Status in ('New', 'Active') | count"), [[0]])

    def test_lists_are_paged_and_filtered(self):
        names = [self.incident(status="Active", title=f"paged {i}")["name"] for i in range(3)]
        found = self.arm("GET", f"{INSIGHTS}/incidents", _filter="startswith(properties/title, 'paged')", _top=2,
                         _orderby="properties/incidentNumber desc")[1]
        self.assertEqual([one["name"] for one in found["value"]], [names[2], names[1]])
        self.assertIn("nextLink", found)


class Roles(PeopleCase):
    def arm(self, who, method, path, properties=None):
        body = None if properties is None else json.dumps({"properties": properties})
        status, _, answer = self.house.request(method, INSIGHTS + path + "?api-version=2025-10-01-preview", body, who)
        return status, json.loads(answer) if answer else None

    def refused(self, who, action, method, path, properties=None):
        status, answer = self.arm(who, method, path, properties)
        self.assertEqual((status, answer["error"]["code"]), (403, "AuthorizationFailed"), answer)
        self.assertIn(action, answer["error"]["message"])

    def test_who_may_what(self):
        reader, responder, other, contributor = (self.person(name, role)[1] for name, role in (
            ("rea", "Reader"), ("res", "Responder"), ("oth", "Responder"), ("con", "Contributor")))
        prefix = "Microsoft.SecurityInsights/incidents"
        self.refused(reader, prefix + "/write", "PUT", "/incidents/i", {"title": "t"})
        self.assertEqual(self.arm(responder, "PUT", "/incidents/i", {"title": "t"})[0], 201)
        self.assertEqual(self.arm(reader, "GET", "/incidents/i")[0], 200)
        self.assertEqual(self.arm(reader, "POST", "/incidents/i/entities")[0], 200)
        self.refused(reader, prefix + "/comments/write", "PUT", "/incidents/i/comments/c", {"message": "m"})
        self.assertEqual(self.arm(responder, "PUT", "/incidents/i/comments/c", {"message": "m"})[0], 201)
        self.assertEqual(self.arm(responder, "PUT", "/incidents/i/comments/c", {"message": "mine"})[0], 200)
        self.refused(other, "only its author", "PUT", "/incidents/i/comments/c", {"message": "theirs"})
        self.refused(contributor, "only its author", "PUT", "/incidents/i/comments/c", {"message": "theirs"})
        self.refused(responder, prefix + "/comments/delete", "DELETE", "/incidents/i/comments/c")
        self.assertEqual(self.arm(responder, "PUT", "/incidents/i/tasks/t", {"title": "t"})[0], 201)
        self.assertEqual(self.arm(other, "DELETE", "/incidents/i/tasks/t")[0], 200)
        self.assertEqual(self.arm(contributor, "DELETE", "/incidents/i/comments/c")[0], 200)
        self.assertEqual(self.arm(responder, "PUT", "/bookmarks/b", {"displayName": "b", "query": "T"})[0], 201)
        related = {"relatedResourceId": INSIGHTS + "/bookmarks/b"}
        self.assertEqual(self.arm(responder, "PUT", "/incidents/i/relations/r", related)[0], 201)
        self.refused(reader, prefix + "/relations/delete", "DELETE", "/incidents/i/relations/r")
        self.assertEqual(self.arm(other, "DELETE", "/incidents/i/relations/r")[0], 200)
        _, role = self.ask("POST", "roles", {"name": "Marker", "actions": [
            "*/read", "Microsoft.SecurityInsights/bookmarks/*"]})
        marker = self.person("mar", role["name"])[1]
        self.refused(marker, prefix + "/relations/write", "PUT", "/bookmarks/b/relations/r",
                     {"relatedResourceId": INSIGHTS + "/incidents/i"})
        self.refused(responder, prefix + "/delete", "DELETE", "/incidents/i")
        self.assertEqual(self.arm(contributor, "DELETE", "/incidents/i")[0], 200)
        self.refused(contributor, prefix + "/runPlaybook/action", "POST", "/incidents/i/runPlaybook")
        status, answer = self.arm(self.admin, "POST", "/incidents/i/runPlaybook")
        self.assertEqual((status, answer["error"]["message"]),
                         (400, "not supported: runPlaybook; there are no playbooks"))


if __name__ == "__main__":
    unittest.main()
