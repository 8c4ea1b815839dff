"""Azure's resource manager as Sentinel's clients use it: Microsoft.SecurityInsights and a workspace's parts."""
import json
import unittest
import urllib.parse
import uuid

from harrier_testing import Server, ServerCase

WORKSPACE = ("/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/harrier/providers/"
             "Microsoft.OperationalInsights/workspaces/harrier")
INSIGHTS = WORKSPACE + "/providers/Microsoft.SecurityInsights"


class ArmCase(ServerCase):
    def arm(self, method, path, body=None, headers=None, version="2025-10-01-preview", **parameters):
        """(status, decoded body); a body that is a text goes as it is."""
        if version:
            parameters["api-version"] = version
        query = urllib.parse.urlencode({name.replace("_", "$", 1) if name.startswith("_") else name: value
                                        for name, value in parameters.items()})
        if body is not None and not isinstance(body, str):
            body = json.dumps(body)
        status, _, answer = self.server.request(method, path + ("?" + query if query else ""),
                                                None if body is None else body.encode(), headers)
        return status, json.loads(answer) if answer else None

    def made(self, path, properties, **more):
        status, answer = self.arm("PUT", path, {"properties": properties, **more})
        self.assertIn(status, (200, 201), answer)
        return answer

    def refused(self, status, code, method, path, body=None, **more):
        got, answer = self.arm(method, path, body, **more)
        self.assertEqual((got, answer["error"]["code"]), (status, code), answer)
        self.assertTrue(answer["error"]["message"])
        return answer["error"]

    def bookmark(self, name=None, **properties):
        return self.made(f"{INSIGHTS}/bookmarks/{name or uuid.uuid4()}",
                         {"displayName": "b", "query": "SecurityEvent", **properties})

    def rows(self, text):
        return self.server.rows(text)


class Shape(ArmCase):
    def test_version_is_required(self):
        self.refused(400, "MissingApiVersionParameter", "GET", INSIGHTS + "/bookmarks", version=None)
        self.assertEqual(self.arm("GET", INSIGHTS + "/bookmarks", version="2016-06-01")[0], 200)

    def test_paths_ignore_case_and_names_stay(self):
        self.bookmark("Mixed-Case")
        path = "/" + INSIGHTS.replace("resourceGroups", "resourcegroups").replace("workspaces/harrier", "workspaces/HARRIER")
        status, answer = self.arm("GET", path.lower() + "/BOOKMARKS/mixed-case")
        self.assertEqual((status, answer["name"]), (200, "Mixed-Case"))
        self.assertEqual(answer["id"], f"{INSIGHTS}/bookmarks/Mixed-Case")
        self.assertEqual(answer["type"], "Microsoft.SecurityInsights/bookmarks")

    def test_other_places_are_not_found(self):
        self.refused(404, "SubscriptionNotFound", "GET", INSIGHTS.replace("000001", "000002") + "/bookmarks")
        self.refused(404, "ResourceGroupNotFound", "GET", INSIGHTS.replace("resourceGroups/harrier", "resourceGroups/x") + "/bookmarks")
        self.refused(404, "ResourceNotFound", "GET", INSIGHTS.replace("workspaces/harrier", "workspaces/x") + "/bookmarks")
        self.refused(404, "NotFound", "GET", f"{INSIGHTS}/bookmarks/{uuid.uuid4()}")
        self.refused(404, "NotFound", "GET", INSIGHTS + "/starships")

    def test_python_reprs_are_bodies(self):
        path = f"{INSIGHTS}/bookmarks/{uuid.uuid4()}"
        body = str({"properties": {"displayName": "it's \"bm\" \u00e9", "query": "T\n| take 1", "labels": ["x", "y"],
                                   "notes": None}})
        self.assertIn('it\\\'s "bm"', body)
        status, answer = self.arm("PUT", path, body)
        self.assertEqual(status, 201, answer)
        self.assertEqual(answer["properties"]["displayName"], "it's \"bm\" \u00e9")
        self.assertEqual(answer["properties"]["query"], "T\n| take 1")
        self.assertNotIn("notes", answer["properties"])

    def test_bad_bodies_tell_why(self):
        path = f"{INSIGHTS}/bookmarks/{uuid.uuid4()}"
        error = self.refused(400, "BadRequest", "PUT", path, "{'properties': oops}")
        self.assertIn("line 1, column 16", error["message"])
        self.assertIn("properties", self.refused(400, "BadRequest", "PUT", path, {})["message"])
        self.assertEqual(self.refused(400, "BadRequest", "PUT", path, {"properties": {"query": "T"}})["message"],
                         "properties.displayName is missing")
        self.assertEqual(self.arm("GET", path)[0], 404)

    def test_put_and_delete_tell_what_was_there(self):
        path = f"{INSIGHTS}/bookmarks/{uuid.uuid4()}"
        body = {"properties": {"displayName": "b", "query": "T"}}
        self.assertEqual([self.arm("PUT", path, body)[0], self.arm("PUT", path, body)[0]], [201, 200])
        self.assertEqual([self.arm("DELETE", path)[0], self.arm("DELETE", path)[0]], [200, 204])
        self.assertEqual(self.arm("GET", path)[0], 404)

    def test_etags(self):
        first = self.bookmark()
        path, stale = first["id"], first["etag"]
        body = {"properties": {"displayName": "b2", "query": "T"}}
        second = self.arm("PUT", path, {**body, "etag": stale})[1]
        self.assertNotEqual(second["etag"], stale)
        self.refused(409, "Conflict", "PUT", path, {**body, "etag": stale})
        self.refused(412, "PreconditionFailed", "PUT", path, body, headers={"If-Match": stale})
        self.refused(412, "PreconditionFailed", "DELETE", path, headers={"If-Match": stale})
        self.refused(412, "PreconditionFailed", "PUT", path, body, headers={"If-None-Match": "*"})
        self.assertEqual(self.arm("GET", path)[1]["etag"], second["etag"])
        for etag in ("*", None, "", "as read", "without quotes"):
            current = second["etag"]
            sent = {"as read": current, "without quotes": current.strip('"')}.get(etag, etag)
            status, second = self.arm("PUT", path, {**body, "etag": sent})
            self.assertEqual(status, 200, (etag, second))
        self.refused(409, "Conflict", "PUT", f"{INSIGHTS}/bookmarks/{uuid.uuid4()}", {**body, "etag": stale})
        self.assertEqual(self.arm("DELETE", path, headers={"If-Match": second["etag"]})[0], 200)

    def test_names_are_bounded(self):
        body = {"properties": {"displayName": "b", "query": "T"}}
        self.refused(400, "BadRequest", "PUT", INSIGHTS + "/bookmarks/" + "x" * 261, body)
        self.refused(400, "BadRequest", "PUT", INSIGHTS + "/bookmarks/a%23b", body)

    def test_subscriptions_and_workspace(self):
        _, answer = self.arm("GET", "/subscriptions", version="2016-06-01")
        self.assertEqual([one["subscriptionId"] for one in answer["value"]], ["00000000-0000-0000-0000-000000000001"])
        _, answer = self.arm("GET", WORKSPACE)
        uuid.UUID(answer["properties"]["customerId"])
        subscription = "/subscriptions/00000000-0000-0000-0000-000000000001"
        self.assertEqual(self.arm("GET", subscription)[1]["state"], "Enabled")
        self.assertEqual(self.arm("GET", subscription + "/resourcegroups")[1]["value"][0]["name"], "harrier")
        for place in (subscription, subscription + "/resourceGroups/harrier"):
            listed = self.arm("GET", place + "/providers/Microsoft.OperationalInsights/workspaces")[1]["value"]
            self.assertEqual([one["id"] for one in listed], [WORKSPACE])
        self.refused(404, "ResourceGroupNotFound", "GET", subscription + "/resourceGroups/none")


class Lists(ArmCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for i in range(7):
            ArmCase.bookmark(cls(), f"p{i}", displayName=f"n{i % 3}", labels=[f"l{i % 2}"],
                             eventTime=f"2026-01-0{i + 1}T00:00:00Z")

    def runTest(self):
        pass

    def names(self, **parameters):
        status, answer = self.arm("GET", INSIGHTS + "/bookmarks", **parameters)
        self.assertEqual(status, 200, answer)
        return [one["name"] for one in answer["value"]]

    def test_all_in_order_of_creation(self):
        self.assertEqual(self.names(), [f"p{i}" for i in range(7)])

    def test_filter_and_order(self):
        self.assertEqual(self.names(_filter="properties/displayName eq 'n1'"), ["p1", "p4"])
        self.assertEqual(self.names(_filter="properties/eventTime gt 2026-01-05T00:00:00Z and name ne 'p6'"), ["p5"])
        self.assertEqual(self.names(_filter="properties/labels/any(l: l eq 'l1')"), ["p1", "p3", "p5"])
        self.assertEqual(self.names(_orderby="properties/displayName desc, name desc"),
                         ["p5", "p2", "p4", "p1", "p6", "p3", "p0"])
        self.assertEqual(self.names(_search="N2"), ["p2", "p5"])
        self.refused(400, "BadRequest", "GET", INSIGHTS + "/bookmarks", _filter="properties/displayName eq")
        self.refused(400, "BadRequest", "GET", INSIGHTS + "/bookmarks", _top="many")

    def test_pages_lead_to_one_another(self):
        status, answer = self.arm("GET", INSIGHTS + "/bookmarks", _top=3, _orderby="name desc", _count="true")
        seen = []
        self.assertEqual(answer["@odata.count"], 7)
        while True:
            seen.append([one["name"] for one in answer["value"]])
            if "nextLink" not in answer:
                break
            self.assertTrue(answer["nextLink"].startswith("http"), answer["nextLink"])
            link = urllib.parse.urlsplit(answer["nextLink"])
            self.assertIn("api-version=", link.query)
            status, _, body = self.server.request("GET", link.path + "?" + link.query)
            self.assertEqual(status, 200, body)
            answer = json.loads(body)
        self.assertEqual(seen, [["p6", "p5", "p4"], ["p3", "p2", "p1"], ["p0"]])
        self.assertEqual(self.names(_skip=5), ["p5", "p6"])

    def test_empty_ones_answer(self):
        for kind in ("alertRules", "automationRules", "contentPackages", "contentProductPackages",
                     "contentProductTemplates", "contentTemplates", "dataConnectorDefinitions", "dataConnectors",
                     "entityQueries", "fileImports", "metadata", "officeConsents",
                     "securityMLAnalyticsSettings", "settings", "sourcecontrols"):
            self.assertEqual(self.arm("GET", f"{INSIGHTS}/{kind}"), (200, {"value": []}), kind)
        _, answer = self.arm("GET", INSIGHTS + "/onboardingStates")
        self.assertEqual([one["name"] for one in answer["value"]], ["default"])


class Objects(ArmCase):
    def test_bookmark_says_who_and_when(self):
        answer = self.bookmark(tactics=["execution"], techniques=["T1059.001"], eventTime="2026-01-01T01:00:00+01:00",
                               entityMappings=[{"entityType": "host", "fieldMappings": [
                                   {"identifier": "hostname", "value": "ws01.corp.example"}]}])
        properties = answer["properties"]
        self.assertEqual(properties["eventTime"], "2026-01-01T00:00:00.0000000Z")
        self.assertEqual(properties["tactics"], ["Execution"])
        self.assertEqual(properties["entityMappings"][0]["entityType"], "Host")
        self.assertTrue(properties["createdBy"]["name"])
        self.assertEqual(properties["created"], properties["updated"])
        updated = self.made(answer["id"], {"displayName": "b", "query": "T"})["properties"]
        self.assertEqual(updated["created"], properties["created"])
        self.assertGreater(updated["updated"], updated["created"])

    def test_history_keeps_all_versions(self):
        bookmark = self.bookmark(notes="first", queryResult="{}")
        self.made(bookmark["id"], {"displayName": "b", "query": "SecurityEvent", "queryResult": "{}", "notes": "second"})
        self.made(bookmark["id"], {"displayName": "b", "query": "SecurityEvent", "queryResult": "{1}"})
        self.arm("DELETE", bookmark["id"])
        _, answer = self.arm("GET", bookmark["id"] + "/history")
        versions = answer["value"]
        self.assertEqual([one["change"] for one in versions], ["Create", "Update", "Update", "Delete"])
        self.assertEqual([one["version"] for one in versions], [1, 2, 3, 4])
        self.assertEqual([one["properties"].get("notes") for one in versions[:3]], ["first", "second", None])
        hashes = [one["properties"]["contentHash"] for one in versions[:3]]
        self.assertTrue(hashes[0] == hashes[1] != hashes[2], hashes)
        self.assertNotIn("properties", versions[3])
        self.refused(404, "NotFound", "GET", f"{INSIGHTS}/bookmarks/{uuid.uuid4()}/history")

    def test_bookmark_expands_to_its_entities(self):
        answer = self.bookmark(entityMappings=[
            {"entityType": "Host", "fieldMappings": [{"identifier": "FullName", "value": "ws01.corp.example"}]},
            {"entityType": "Host", "fieldMappings": [{"identifier": "HostName", "value": "WS01"},
                                                     {"identifier": "DnsDomain", "value": "CORP.example"}]},
            {"entityType": "IP", "fieldMappings": [{"identifier": "Address", "value": "10.0.0.1"}]}])
        status, expanded = self.arm("POST", answer["id"] + "/expand", {"expansionId": str(uuid.uuid4())})
        self.assertEqual(status, 200, expanded)
        self.assertEqual(expanded["metaData"]["aggregations"],
                         [{"entityKind": "Host", "count": 1}, {"entityKind": "Ip", "count": 1}])
        self.assertEqual(expanded["value"]["entities"][0]["properties"]["hostName"], "ws01")

    def test_hunt_with_comments_and_relations(self):
        hunt = f"{INSIGHTS}/hunts/{uuid.uuid4()}"
        answer = self.made(hunt, {"displayName": "h", "description": "d", "owner": {"assignedTo": "alice"}})
        self.assertEqual((answer["properties"]["status"], answer["properties"]["hypothesisStatus"]), ("New", "Unknown"))
        self.made(hunt + "/comments/c1", {"message": "found it"})
        self.refused(400, "BadRequest", "PUT", hunt + "/comments/c2", {"properties": {"message": ""}})
        bookmark = self.bookmark()
        for name, related in (("r1", bookmark["id"]), ("r2", "https://localhost:8443" + bookmark["id"]),
                              ("r3", bookmark["id"][1:])):
            relation = self.made(f"{hunt}/relations/{name}", {"relatedResourceId": related, "labels": ["x"]})
            self.assertEqual(relation["properties"]["relatedResourceId"], bookmark["id"])
            self.assertEqual(relation["properties"]["relatedResourceName"], bookmark["name"])
            self.assertEqual(relation["properties"]["relatedResourceType"], "Microsoft.SecurityInsights/Bookmarks")
        self.made(hunt + "/relations/r4", {"relatedResourceId": f"{INSIGHTS}/entities/{uuid.uuid4()}"})
        self.refused(404, "NotFound", "PUT", hunt + "/relations/r5",
                     {"properties": {"relatedResourceId": f"{INSIGHTS}/bookmarks/{uuid.uuid4()}"}})
        self.refused(400, "BadRequest", "PUT", hunt + "/relations/r5", {"properties": {"relatedResourceId": "x"}})
        self.assertEqual(len(self.arm("GET", hunt + "/relations")[1]["value"]), 4)

        self.assertEqual(self.arm("DELETE", bookmark["id"])[0], 200)
        relation = self.arm("GET", hunt + "/relations/r1")[1]["properties"]
        self.assertIs(relation["relatedResourceDeleted"], True)
        self.assertEqual(self.arm("DELETE", hunt)[0], 200)
        self.refused(404, "NotFound", "GET", hunt + "/relations")
        self.refused(404, "NotFound", "PUT", hunt + "/comments/c1", {"properties": {"message": "late"}})
        self.made(hunt, {"displayName": "h", "description": "again"})
        self.assertEqual(self.arm("GET", hunt + "/relations")[1]["value"], [])

    def search(self, **properties):
        path = f"{WORKSPACE}/savedSearches/{uuid.uuid4()}"
        return path, {"properties": {"category": "Hunting Queries", "displayName": "q", "query": "Syslog", **properties}}

    def test_saved_search(self):
        tags = [{"name": "tactics", "value": "Execution"}, {"name": "alice@corp.example", "value": "true"}]
        path, body = self.search(tags=tags, query="Syslog | where TimeGenerated > datetime({{StartTimeISO}})")
        for _ in range(2):
            status, answer = self.arm("PUT", path, body)
            self.assertEqual((status, answer["properties"]["tags"]), (200, tags))
        _, listed = self.arm("GET", WORKSPACE + "/savedSearches")
        self.assertEqual(listed["__metadata"], {})
        self.assertIn(path.rsplit("/", 1)[1], [one["name"] for one in listed["value"]])
        self.assertEqual([self.arm("DELETE", path)[0] for _ in range(2)], [200, 200])

    def test_saved_search_with_mistakes_is_refused_with_places(self):
        path, body = self.search(query="Syslog\n| where Bogus == 1 and Nada == 2")
        error = self.refused(400, "BadRequest", "PUT", path, body)
        self.assertEqual([(one["line"], one["column"]) for one in error["details"]], [(2, 9), (2, 24)])
        self.assertEqual(error["details"][0]["target"], "properties.query")
        self.assertEqual(self.arm("GET", path)[0], 404)

    def test_saved_search_as_a_function(self):
        path, body = self.search(query="print n + 1", functionAlias="PlusOne", functionParameters="n:long")
        self.assertEqual(self.arm("PUT", path, body)[0], 200)
        self.assertEqual(self.rows("PlusOne(41)"), [[42]])
        other, same = self.search(query="print 1", functionAlias="PlusOne")
        self.refused(409, "Conflict", "PUT", other, same)
        self.refused(409, "Conflict", "PUT", other, self.search(functionAlias="SecurityEvent")[1])
        self.refused(409, "Conflict", "PUT", other, self.search(functionAlias="FileProfile")[1])
        self.refused(400, "BadRequest", "PUT", other, self.search(functionAlias="_x")[1])
        body["properties"]["query"] = "print n + 2"
        self.assertEqual(self.arm("PUT", path, body)[0], 200)
        self.assertEqual(self.rows("PlusOne(40)"), [[42]])
        body["properties"]["functionAlias"] = "PlusTwo"
        self.assertEqual(self.arm("PUT", path, body)[0], 200)
        self.assertEqual(self.rows("PlusTwo(40)"), [[42]])
        self.assertEqual(self.server.post("/v1/rest/query", "PlusOne(1)")[0], 400)
        self.assertEqual(self.arm("DELETE", path)[0], 200)
        self.assertEqual(self.server.post("/v1/rest/query", "PlusTwo(1)")[0], 400)

    def test_tables(self):
        _, answer = self.arm("GET", WORKSPACE + "/tables")
        tables = {one["name"]: one["properties"] for one in answer["value"]}
        self.assertGreater(len(tables), 1000)
        columns = {one["name"]: one["type"] for one in tables["SecurityEvent"]["schema"]["standardColumns"]}
        self.assertEqual((columns["TimeGenerated"], columns["EventID"]), ("datetime", "int"))
        self.assertEqual(self.arm("GET", WORKSPACE + "/tables/securityevent")[1]["name"], "SecurityEvent")
        self.refused(404, "NotFound", "GET", WORKSPACE + "/tables/Nope")

        path = WORKSPACE + "/tables/ArmMade_CL"
        body = {"properties": {"schema": {"name": "ArmMade_CL", "columns": [
            {"name": "TimeGenerated", "type": "dateTime"}, {"name": "Score", "type": "real"}]}}}
        status, answer = self.arm("PUT", path, body)
        self.assertEqual((status, answer["properties"]["provisioningState"]), (200, "Succeeded"))
        self.assertEqual([one["name"] for one in answer["properties"]["schema"]["columns"]], ["Score"])
        self.assertEqual(self.rows("ArmMade_CL | count"), [[0]])
        self.refused(400, "BadRequest", "PUT", WORKSPACE + "/tables/Plain", body)
        self.refused(400, "BadRequest", "DELETE", WORKSPACE + "/tables/SecurityEvent")
        self.assertEqual([self.arm("DELETE", path)[0] for _ in range(2)], [200, 204])

    def test_threat_intelligence(self):
        main = INSIGHTS + "/threatIntelligence/main"
        body = {"kind": "indicator", "properties": {
            "displayName": "evil", "pattern": "[ipv4-addr:value = '203.0.113.9']", "patternType": "ipv4-addr",
            "source": "acc", "confidence": 80, "threatTypes": ["malware"], "revoked": "false",
            "threatIntelligenceTags": ["t"]}}
        status, answer = self.arm("POST", main + "/createIndicator", str(body))
        self.assertEqual((status, answer["kind"]), (201, "indicator"), answer)
        self.assertTrue(answer["properties"]["validFrom"])
        self.assertEqual(answer["properties"]["parsedPattern"][0]["patternTypeKey"], "ipv4-addr")
        one = f"{main}/indicators/{answer['name']}"
        self.assertEqual(self.arm("POST", one + "/appendTags", {"threatIntelligenceTags": ["t2", "t"]}), (200, None))
        self.assertEqual(self.arm("GET", one)[1]["properties"]["threatIntelligenceTags"], ["t", "t2"])
        status, replaced = self.arm("POST", one + "/replaceTags",
                                    {"kind": "indicator", "properties": {"threatIntelligenceTags": ["only"]}})
        self.assertEqual((status, replaced["properties"]["threatIntelligenceTags"]), (200, ["only"]))

        def found(**criteria):
            return [i["name"] for i in self.arm("POST", main + "/queryIndicators", criteria)[1]["value"]]
        self.assertEqual(found(keywords=["EVIL"]), [answer["name"]])
        self.assertEqual(found(minConfidence=81), [])
        self.assertEqual(found(patternTypes=["url"]), [])
        self.assertEqual(self.arm("GET", main + "/indicators")[1]["value"][0]["name"], answer["name"])
        metrics = self.arm("GET", main + "/metrics")[1]["value"][0]["properties"]
        self.assertEqual(metrics["threatTypeMetrics"], [{"metricName": "malware", "metricValue": 1}])
        body["properties"]["confidence"] = 101
        self.refused(400, "BadRequest", "PUT", one, body)
        self.assertEqual([self.arm("DELETE", one)[0] for _ in range(2)], [200, 204])

    def items(self, path, **parameters):
        return self.arm("GET", path + "/watchlistItems", **parameters)[1]

    def test_watchlist(self):
        path = f"{INSIGHTS}/watchlists/Vips1"
        csv = 'skip me\nip,who\n10.0.0.1,"al, ""x"""\n10.0.0.2,bo\n10.0.0.2,bo\n'
        properties = {"displayName": "Vips1", "provider": "Microsoft", "itemsSearchKey": "ip",
                      "contentType": "text/csv", "numberOfLinesToSkip": 1, "rawContent": csv}
        status, answer = self.arm("PUT", path, str({"properties": properties}))
        self.assertEqual((status, answer["name"]), (201, "Vips1"), answer)
        kept = answer["properties"]
        self.assertEqual((kept["watchlistAlias"], kept["provisioningState"], kept["itemsCount"]), ("Vips1", "Succeeded", 2))
        self.assertNotIn("rawContent", kept)
        values = [one["properties"]["itemsKeyValue"] for one in self.items(path)["value"]]
        self.assertEqual(sorted(one["ip"] for one in values), ["10.0.0.1", "10.0.0.2"])
        self.assertEqual(self.rows("_GetWatchlist('Vips1') | where ip == '10.0.0.1' | project who, SearchKey"),
                         [['al, "x"', "10.0.0.1"]])

        item = f"{path}/watchlistItems/{uuid.uuid4()}"
        status, made = self.arm("PUT", item, {"properties": {"itemsKeyValue": {"ip": "10.0.0.9", "who": "eve"}}})
        self.assertEqual((status, made["properties"]["watchlistItemId"]), (201, item.rsplit("/", 1)[1]), made)
        status, changed = self.arm("PUT", item, {"etag": made["etag"], "properties": {"itemsKeyValue": {"ip": "10.0.0.8", "who": "eve"}}})
        self.assertEqual(status, 200, changed)
        self.assertEqual(changed["properties"]["created"], made["properties"]["created"])
        self.refused(409, "Conflict", "PUT", item, {"etag": made["etag"], "properties": {"itemsKeyValue": {"ip": "1"}}})
        self.refused(400, "BadRequest", "PUT", item, {"properties": {"itemsKeyValue": {"who": "nobody"}}})
        self.assertEqual(self.arm("GET", item)[1]["properties"]["itemsKeyValue"]["ip"], "10.0.0.8")
        self.assertEqual(self.rows("_GetWatchlist('Vips1') | count"), [[3]])

        first = self.items(path, _top=2)
        link = urllib.parse.urlsplit(first["nextLink"])
        rest = json.loads(self.server.request("GET", link.path + "?" + link.query)[2])
        self.assertEqual((len(first["value"]), len(rest["value"]), "nextLink" in rest), (2, 1, False))

        properties["rawContent"] = "skip me\nip,who\n10.0.0.2,bo\n10.0.0.7,new\n"
        self.assertEqual(self.arm("PUT", path, {"properties": properties})[0], 200)
        self.assertEqual(self.rows("_GetWatchlist('Vips1') | count"), [[4]])
        self.assertEqual([self.arm("DELETE", item)[0] for _ in range(2)], [200, 204])
        self.refused(404, "NotFound", "GET", item)
        self.assertEqual(self.arm("GET", path.lower())[1]["properties"]["itemsCount"], 3)

        self.assertEqual([self.arm("DELETE", path)[0] for _ in range(2)], [204, 204])
        self.assertEqual(self.rows("_GetWatchlist('Vips1') | count"), [[0]])
        self.assertNotIn(["Vips1"], self.rows("_GetWatchlistAlias"))
        self.refused(404, "NotFound", "GET", path + "/watchlistItems")
        del properties["rawContent"]
        self.assertEqual(self.made(path, properties)["properties"]["itemsCount"], 0)
        self.assertEqual(self.items(path)["value"], [])

    def test_watchlist_of_many_items(self):
        path = f"{INSIGHTS}/watchlists/many1"
        self.made(path, {"displayName": "many", "provider": "p", "itemsSearchKey": "ip", "numberOfLinesToSkip": 1})
        lines = [f"10.{i >> 16}.{i >> 8 & 255}.{i & 255},host{i}" for i in range(60000)]
        content = "\n".join(["about this file", "ip,host"] + lines)
        status, answer = self.arm("POST", path + "/content", content)
        self.assertEqual((status, answer["itemsCount"]), (200, 60000), answer)
        self.assertEqual(self.rows("_GetWatchlist('many1') | summarize count(), dcount(ip, 4)")[0][0], 60000)
        self.assertEqual(self.rows("_GetWatchlist('many1') | where SearchKey == '10.0.234.95' | project host"),
                         [["host59999"]])
        self.refused(400, "BadRequest", "POST", path + "/content", content + "\n1,2,3\n")
        status, answer = self.arm("POST", path + "/content", content + "\n10.9.9.9,new\n")
        self.assertEqual((status, answer["itemsCount"]), (200, 60001), answer)
        self.refused(404, "NotFound", "POST", f"{INSIGHTS}/watchlists/none1/content", content)
        self.assertEqual(self.arm("DELETE", path)[0], 204)

    def test_watchlist_of_ranges(self):
        path = f"{INSIGHTS}/watchlists/nets1"
        properties = {"displayName": "nets", "provider": "p", "itemsSearchKey": "net", "itemsSearchKeyType": "cidr"}
        kept = self.made(path, {**properties, "rawContent": "net,site\n10.1.2.3/16,a\n198.51.100.7,b\n2001:db8:5::1/48,c\n"})
        self.assertEqual(kept["properties"]["itemsSearchKeyType"], "cidr")
        self.assertEqual(self.rows("_GetWatchlist('nets1') | project SearchKey, net | order by SearchKey asc"),
                         [[key, key] for key in ("10.1.0.0/16", "198.51.100.7", "2001:db8:5::/48")])
        self.assertEqual(self.rows("datatable(Ip: string)['10.1.200.3', '10.2.0.1', '198.51.100.7']"
                                   " | evaluate ipv4_lookup(_GetWatchlist('nets1'), Ip, SearchKey)"
                                   " | project Ip, site | order by Ip asc"),
                         [["10.1.200.3", "a"], ["198.51.100.7", "b"]])
        self.assertEqual(self.rows("datatable(Ip: string)['2001:db8:5:ff::1', '2001:db8:6::1']"
                                   " | evaluate ipv6_lookup(_GetWatchlist('nets1'), Ip, SearchKey) | project Ip, site"),
                         [["2001:db8:5:ff::1", "c"]])
        def containing(address):
            return [one["properties"]["itemsKeyValue"]["site"] for one in self.items(path, address=address)["value"]]
        self.assertEqual([containing(one) for one in ("10.1.9.9", "198.51.100.7", "2001:db8:5::9", "10.2.0.0")],
                         [["a"], ["b"], ["c"], []])
        self.refused(400, "BadRequest", "GET", path + "/watchlistItems", address="nowhere")
        error = self.refused(400, "BadRequest", "POST", path + "/content", "net,site\n10.3.0.0/16,d\n10.0.0.0/33,e\n")
        self.assertIn("line 3", error["message"])
        self.assertEqual(self.rows("_GetWatchlist('nets1') | count"), [[3]])
        self.refused(400, "BadRequest", "PUT", f"{path}/watchlistItems/{uuid.uuid4()}",
                     {"properties": {"itemsKeyValue": {"net": "x", "site": "y"}}})
        self.refused(400, "BadRequest", "PUT", path, {"properties": {**properties, "itemsSearchKeyType": "text"}})

    def test_watchlist_content_is_seen_as_a_whole(self):
        import threading
        import time
        path = f"{INSIGHTS}/watchlists/whole1"
        self.made(path, {"displayName": "w", "provider": "p", "itemsSearchKey": "ip", "rawContent": "ip,n\n1.1.1.1,0\n"})
        content = "\n".join(["ip,n"] + [f"10.{i >> 16}.{i >> 8 & 255}.{i & 255},{i}" for i in range(250000)])
        answers = []
        sender = threading.Thread(target=lambda: answers.append(self.arm("POST", path + "/content", content)))
        sender.start()
        seen, slowest = set(), 0.0
        while sender.is_alive():
            seen.add(self.rows("_GetWatchlist('whole1') | count")[0][0])
            begun = time.monotonic()
            self.bookmark()
            slowest = max(slowest, time.monotonic() - begun)
            time.sleep(0.1)  # the server's log lines are kept in a pipe
        sender.join()
        self.assertEqual((answers[0][0], answers[0][1]["itemsCount"]), (200, 250001), answers)
        self.assertLessEqual(seen, {1, 250001})
        self.assertIn(1, seen)
        self.assertLess(slowest, 2.5)
        self.assertEqual(self.rows("_GetWatchlist('whole1') | count"), [[250001]])

    def test_watchlist_content_is_checked(self):
        path = f"{INSIGHTS}/watchlists/bad1"
        properties = {"displayName": "b", "provider": "p", "itemsSearchKey": "ip"}
        for content in ("host\na\n", "ip,x\n1,2,3\n", 'ip\n"open\n'):
            error = self.refused(400, "BadRequest", "PUT", path, {"properties": {**properties, "rawContent": content}})
            self.assertIn("line 2", error["message"])
        self.refused(404, "NotFound", "GET", path)
        self.assertEqual(self.rows("Watchlist | where WatchlistAlias == 'bad1' | count"), [[0]])
        self.refused(400, "BadRequest", "PUT", f"{INSIGHTS}/watchlists/a", {"properties": properties})

    def test_threat_intelligence_comes_as_stix_and_csv(self):
        main = INSIGHTS + "/threatIntelligence/main"
        guid, actor = str(uuid.uuid4()), str(uuid.uuid4())
        bundle = {"sourcesystem": "feed", "stixobjects": [
            {"type": "indicator", "id": f"indicator--{guid}", "name": "c2", "pattern": "[url:value = 'http://x/']",
             "pattern_type": "stix", "valid_from": "2026-01-01T00:00:00Z", "confidence": 7},
            {"type": "threat-actor", "id": f"threat-actor--{actor}", "name": "Spider"},
            {"type": "indicator", "id": "indicator--1"}]}
        workspace = self.arm("GET", WORKSPACE)[1]["properties"]["customerId"]
        status, answer = self.arm("POST", f"/workspaces/{workspace}/threat-intelligence-stix-objects:upload", bundle)
        self.assertEqual((status, [one["recordIndex"] for one in answer["errors"]]), (200, [2]), answer)
        one = self.arm("GET", f"{main}/indicators/{guid}")[1]["properties"]
        self.assertEqual((one["patternType"], one["source"], one["confidence"]), ("url", "feed", 7))
        self.server.wait_for(lambda: self.rows(
            f"ThreatIntelObjects | where Id == 'threat-actor--{actor}' | project StixType, tostring(Data.name)") ==
            [["threat-actor", "Spider"]])
        self.server.wait_for(lambda: self.rows(
            f"ThreatIntelIndicators | where Id == 'indicator--{guid}' | project ObservableValue") == [["http://x/"]])

        csv = ("validFrom,observableType,observableValue,name\n2026-01-01,ipv4-addr,198.51.100.7,one\n"
               "2026-01-01,ship,x,two\n")
        status, answer = self.arm("POST", main + "/import", csv, mode="IngestOnlyIfAllAreValid")
        self.assertEqual((answer["state"], answer["ingestedRecordCount"], answer["errors"][0]["recordIndex"]),
                         ("Invalid", 0, 3), answer)
        status, answer = self.arm("POST", main + "/import", csv)
        self.assertEqual((answer["state"], answer["ingestedRecordCount"]), ("IngestedWithErrors", 1), answer)
        found = self.arm("POST", main + "/queryIndicators", {"keywords": ["198.51.100.7"]})[1]["value"]
        self.assertEqual([one["properties"]["displayName"] for one in found], ["one"])

    def test_dynamic_summary(self):
        path = f"{INSIGHTS}/dynamicSummaries/{uuid.uuid4()}"
        properties = {"summaryId": "s", "summaryName": "n", "tactics": "Execution", "rawContent": "[]"}
        self.assertEqual(self.made(path, {**properties, "odd": 1})["properties"], properties)
        self.assertEqual(self.arm("DELETE", path), (200, {"name": path.rsplit("/", 1)[1]}))


class Roles(unittest.TestCase):
    def answers(self, role, *asked):
        """(status, message) of each (method, path, body) for somebody of that role."""
        server = Server(arguments=("--http-role", role))
        try:
            out = []
            for method, path, body in asked:
                status, _, answer = server.request(method, path + "?api-version=1", body and json.dumps(body))
                out.append((status, json.loads(answer)["error"]["message"] if status >= 400 else ""))
            return out
        finally:
            self.assertEqual(server.stop(), 0)

    def test_each_role_does_what_is_its_own(self):
        bookmark = ("PUT", INSIGHTS + "/bookmarks/b", {"properties": {"displayName": "b", "query": "T"}})
        hunt = ("PUT", INSIGHTS + "/hunts/h", {"properties": {"displayName": "h", "description": "d"}})
        read = ("GET", INSIGHTS + "/bookmarks", None)
        search = ("DELETE", WORKSPACE + "/savedSearches/s", None)
        upload = ("POST", INSIGHTS + "/threatIntelligence/main/upload", {"stixobjects": []})
        reader = self.answers("Reader", read, bookmark, hunt, search, upload)
        self.assertEqual([status for status, _ in reader], [200, 403, 403, 403, 403])
        for (_, message), action in zip(reader[1:], (
                "Microsoft.SecurityInsights/bookmarks/write", "Microsoft.SecurityInsights/hunts/write",
                "Microsoft.OperationalInsights/workspaces/savedSearches/delete",
                "Microsoft.SecurityInsights/threatIntelligence/indicators/write")):
            self.assertIn(action, message)
        responder = self.answers("Responder", read, bookmark, hunt, ("DELETE", bookmark[1], None))
        self.assertEqual([status for status, _ in responder], [200, 201, 403, 200])


class Restart(unittest.TestCase):
    def test_objects_outlive_the_server(self):
        import tempfile
        with tempfile.TemporaryDirectory() as data:
            server = Server(data)
            body = json.dumps({"properties": {"displayName": "b", "query": "T"}})
            status, _, first = server.request("PUT", INSIGHTS + "/bookmarks/b1?api-version=1", body)
            self.assertEqual(status, 201)
            server.stop()
            server = Server(data)
            status, _, again = server.request("GET", INSIGHTS + "/bookmarks/b1?api-version=1")
            server.stop()
            self.assertEqual((status, json.loads(again)), (200, json.loads(first)))

    def test_a_watchlist_content_that_was_cut_off_is_not_there(self):
        import http.client
        import tempfile
        import threading
        version = "?api-version=1"
        with tempfile.TemporaryDirectory() as data:
            server = Server(data)
            path = INSIGHTS + "/watchlists/ips"
            body = json.dumps({"properties": {"displayName": "w", "provider": "p", "itemsSearchKey": "ip",
                                              "rawContent": "ip\n10.0.0.1\n10.0.0.2\n"}})
            self.assertEqual(server.request("PUT", path + version, body)[0], 201)
            content = "\n".join(["ip"] + [f"10.{i >> 16}.{i >> 8 & 255}.{i & 255}" for i in range(300000)])
            answers = []

            def send():
                try:
                    answers.append(server.request("POST", path + "/content" + version, content)[0])
                except (OSError, http.client.HTTPException):
                    pass
            sender = threading.Thread(target=send)
            sender.start()
            server.wait_for(lambda: server.rows("Watchlist | count")[0][0] > 50000, 60)
            server.process.kill()
            server.process.communicate()
            sender.join()
            server = Server(data)
            try:
                expected = 300000 if answers == [200] else 2
                self.assertEqual(server.rows("_GetWatchlist('ips') | count"), [[expected]])
                kept = json.loads(server.request("GET", path + version)[2])
                self.assertEqual(kept["properties"]["itemsCount"], expected)
            finally:
                server.stop()

    def test_rows_of_a_change_that_was_cut_off_are_taken_back(self):
        import tempfile
        version = "?api-version=1"
        with tempfile.TemporaryDirectory() as data:
            server = Server(data)
            path = INSIGHTS + "/watchlists/ips"
            body = json.dumps({"properties": {"displayName": "w", "provider": "p", "itemsSearchKey": "ip",
                                              "rawContent": "ip\n10.0.0.1\n10.0.0.2\n"}})
            self.assertEqual(server.request("PUT", path + version, body)[0], 201)

            def items():
                status, _, answer = server.request("GET", path + "/watchlistItems" + version)
                self.assertEqual(status, 200)
                return sorted((one["name"], one["etag"], one["properties"]["itemsKeyValue"]["ip"])
                              for one in json.loads(answer)["value"])
            before = items()
            # As if the server had been killed between the rows and the commit: one item deleted, another made.
            def again(address, **changed):
                status, answer = server.post("/v1/rest/query",
                                             f"Watchlist | where tostring(WatchlistItem.ip) == '{address}'")
                table = answer["Tables"][0]
                row = dict(zip((column["ColumnName"] for column in table["Columns"]), table["Rows"][0]))
                now = server.rows("print now()")[0][0]
                row.update(_DTTimestamp=now, TimeGenerated=now, **changed)
                status, _, answer = server.request(
                    "POST", "/v1/rest/ingest/harrier/Watchlist?streamFormat=json", json.dumps(row) + "\n")
                self.assertEqual(status, 200, answer)
            again("10.0.0.1", _DTItemStatus="Delete")
            again("10.0.0.2", _DTItemId="new")
            self.assertEqual([ip for _, _, ip in items()], ["10.0.0.2"] * 2)
            for _ in range(2):
                server.stop()
                server = Server(data)
                self.assertEqual(items(), before)
            rows = server.rows("Watchlist | count")
            server.stop()
            server = Server(data)
            self.assertEqual(server.rows("Watchlist | count"), rows)
            server.stop()


if __name__ == "__main__":
    unittest.main()
