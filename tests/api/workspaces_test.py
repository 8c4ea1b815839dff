"""Several workspaces in one server: each has its own rows, objects, functions and roles; `workspace()` reaches across
them with the caller's rights in both."""
import base64
import email.utils
import hashlib
import hmac
import json
import time
import unittest
import uuid

from access_test import environment
from harrier_testing import Server, run
from table_rules_test import PeopleCase

def environment_of(data, workspace):
    """What `harrier env` says of one of them."""
    status, out, error = run("env", "--data", data, "--workspace", workspace)
    if status != 0:
        raise AssertionError(error)
    lines = (line[len("export "):].split("=", 1) for line in out.splitlines())
    return {name: value[1:-1] for name, value in lines if "WORKSPACE" in name or name in ("HARRIER_DATABASE", "HARRIER_RESOURCE_GROUP")}


VERSION = "api-version=2023-09-01"


class WorkspacesCase(PeopleCase):
    """The first workspace, and "soc-two", which has a resource group of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        env = environment(cls.house.data)
        cls.first = env["HARRIER_WORKSPACE_ID"]
        cls.groups = f"/subscriptions/{env['HARRIER_SUBSCRIPTION']}/resourceGroups"
        status, answer = cls.make("soc-two")
        if status != 201:
            raise AssertionError(answer)
        cls.second = answer["properties"]["customerId"]
        for database, rows in (("harrier", 2), ("soc-two", 3)):
            cls.command(".create table Place_CL (Name: string, N: long)", database)
            cls.command(".ingest inline into table Place_CL <| " + "\n".join(f"{database},{n}" for n in range(rows)), database)

    @classmethod
    def path(cls, name, group="team"):
        return f"{cls.groups}/{group}/providers/Microsoft.OperationalInsights/workspaces/{name}"

    @classmethod
    def arm(cls, method, path, body=None, headers=None):
        status, _, answer = cls.house.request(method, f"{path}{'&' if '?' in path else '?'}{VERSION}",
                                              None if body is None else json.dumps(body), cls.admin if headers is None else headers)
        return status, json.loads(answer) if answer else None

    @classmethod
    def make(cls, name, group="team", headers=None):
        return cls.arm("PUT", cls.path(name, group), {"location": "here", "properties": {}}, headers)

    @classmethod
    def command(cls, text, database, headers=None):
        status, _, body = cls.house.request("POST", "/v1/rest/mgmt", json.dumps({"db": database, "csl": text}),
                                            cls.admin if headers is None else headers)
        answer = json.loads(body)
        if status != 200:
            raise AssertionError(answer)
        table = answer["Tables"][0]
        return [dict(zip([column["ColumnName"] for column in table["Columns"]], row)) for row in table["Rows"]]

    @classmethod
    def kusto(cls, text, database="NetDefaultDB", headers=None):
        """The rows, or the status and the error's message."""
        status, _, body = cls.house.request("POST", "/v1/rest/query", json.dumps({"db": database, "csl": text}),
                                            cls.admin if headers is None else headers)
        answer = json.loads(body)
        return answer["Tables"][0]["Rows"] if status == 200 else (status, json.dumps(answer))

    @classmethod
    def log_analytics(cls, text, workspace, headers=None, **more):
        status, _, body = cls.house.request("POST", f"/v1/workspaces/{workspace}/query", json.dumps({"query": text, **more}),
                                            {"Content-Type": "application/json", **(cls.admin if headers is None else headers)})
        answer = json.loads(body)
        return answer["tables"][0]["rows"] if status == 200 else (status, json.dumps(answer))

    def waits(self, condition):
        end = time.monotonic() + 20
        while not condition():
            self.assertLess(time.monotonic(), end, "waited in vain")
            time.sleep(0.05)

    @classmethod
    def member(cls, name, **roles):
        """Somebody with a role in each of the workspaces named."""
        user, sent = cls.person(name)
        for workspace, role in roles.items():
            status, answer = cls.ask("POST", "role-assignments", {"principal": user["id"], "role": role,
                                                                  "workspace": getattr(cls, workspace)})
            if status != 201:
                raise AssertionError(answer)
        return user, sent


class Queries(WorkspacesCase):
    def test_each_answers_from_its_own_rows(self):
        for name, workspace, rows in (("harrier", self.first, 2), ("soc-two", self.second, 3)):
            self.assertEqual(self.kusto("Place_CL | count", name), [[rows]])
            self.assertEqual(self.kusto("search * | where $table == 'Place_CL' | count", name), [[rows]])
            self.assertEqual(self.kusto("union withsource=T * | where T == 'Place_CL' | count", name), [[rows]])
            self.assertEqual(self.kusto("Place_CL | distinct Name", name), [[name]])
            self.assertEqual(self.log_analytics("Place_CL | count", workspace), [[rows]])
            self.assertEqual(self.log_analytics("Place_CL | count", name), [[rows]])
        self.assertEqual(self.kusto("Place_CL | count"), [[2]])
        status, error = self.kusto("print 1", "nowhere")
        self.assertEqual(status, 404, error)
        self.assertIn("nowhere", error)

    def test_across_them(self):
        for name in ("soc-two", self.second, self.path("soc-two")):
            self.assertEqual(self.kusto(f"workspace('{name}').Place_CL | count"), [[3]])
        self.assertEqual(self.kusto("union Place_CL, workspace('soc-two').Place_CL | count"), [[5]])
        self.assertEqual(self.kusto("database('soc-two').Place_CL | count"), [[3]])
        self.assertEqual(self.kusto("workspace('harrier').Place_CL | count", "soc-two"), [[2]])
        self.assertEqual(self.kusto("Place_CL | join kind=inner (workspace('soc-two').Place_CL) on N | count"), [[2]])
        self.assertEqual(self.log_analytics("Place_CL | count", self.first, workspaces=["soc-two"]), [[5]])
        self.assertEqual(self.log_analytics("search 'soc' | count", self.first, workspaces=[self.second]), [[3]])

    def test_a_batch_names_its_own(self):
        requests = [{"id": str(number), "workspace": workspace, "path": "/query", "method": "POST",
                     "body": {"query": "Place_CL | count"}} for number, workspace in enumerate((self.first, self.second, "nowhere"))]
        def batch(headers):
            status, _, body = self.house.request("POST", "/v1/$batch", json.dumps({"requests": requests}), headers)
            self.assertEqual(status, 200, body)
            return json.loads(body)["responses"]
        answers = batch(self.admin)
        self.assertEqual([each["status"] for each in answers], [200, 200, 404])
        self.assertEqual([each["body"]["tables"][0]["rows"] for each in answers[:2]], [[[2]], [[3]]])
        _, sent = self.member("batty", second="Reader")
        self.assertEqual([each["status"] for each in batch(sent)], [403, 200, 403])

    def test_functions_and_watchlists_are_each_ones_own(self):
        self.command(".create function Mine() { Place_CL | count }", "soc-two")
        self.assertEqual(self.kusto("Mine", "soc-two"), [[3]])
        self.assertEqual(self.kusto("Mine")[0], 400)
        self.assertEqual(self.kusto("workspace('soc-two').Mine"), [[3]])
        security = self.path("soc-two") + "/providers/Microsoft.SecurityInsights"
        status, answer = self.arm("PUT", f"{security}/watchlists/admins", {"properties": {
            "displayName": "admins", "provider": "us", "itemsSearchKey": "User", "rawContent": "User\nann\nbob\n"}})
        self.assertIn(status, (200, 201), answer)
        self.assertEqual(self.kusto("_GetWatchlist('admins') | count", "soc-two"), [[2]])
        self.assertEqual(self.kusto("_GetWatchlist('admins') | count"), [[0]])

    def test_databases_are_listed_for_whom_they_are(self):
        self.assertEqual([row["DatabaseName"] for row in self.command(".show databases", "NetDefaultDB")], ["harrier", "soc-two"])
        _, sent = self.member("lister", second="Reader")
        self.assertEqual([row["DatabaseName"] for row in self.command(".show databases", "soc-two", sent)], ["soc-two"])


class Rights(WorkspacesCase):
    def test_a_role_holds_where_it_was_given(self):
        _, sent = self.member("two", second="Reader")
        self.assertEqual(self.kusto("Place_CL | count", "soc-two", sent), [[3]])
        self.assertEqual(self.log_analytics("Place_CL | count", self.second, sent), [[3]])
        self.assertEqual(self.kusto("Place_CL | count", "harrier", sent)[0], 403)
        self.assertEqual(self.kusto("Place_CL | count", headers=sent)[0], 403)
        self.assertEqual(self.kusto("Place_CL | count", "nowhere", sent)[0], 403)
        self.assertEqual(self.log_analytics("Place_CL | count", self.first, sent)[0], 403)
        for text in ("workspace('harrier').Place_CL", "database('harrier').Place_CL", "union Place_CL, workspace('harrier').Place_CL",
                     "Place_CL | where N in ((workspace('harrier').Place_CL | project N))"):
            status, error = self.kusto(text, "soc-two", sent)
            self.assertEqual(status, 400, error)
            self.assertIn("'harrier' may not be queried", error)
        self.assertEqual(self.log_analytics("Place_CL | count", self.second, sent, workspaces=["harrier"])[0], 403)
        security = "/providers/Microsoft.SecurityInsights/bookmarks"
        self.assertEqual(self.arm("GET", self.path("soc-two") + security, headers=sent)[0], 200)
        self.assertEqual(self.arm("GET", self.path("harrier", "harrier") + security, headers=sent)[0], 403)
        self.assertEqual(self.ask("GET", "hunting/queries", headers=sent)[0], 403)
        self.assertEqual(self.ask("GET", "hunting/queries?workspace=soc-two", headers=sent)[0], 200)
        self.assertEqual(self.ask("GET", "hunting/queries?workspace=nowhere")[0], 404)

    def test_an_admin_of_one_workspace_is_none_of_the_tenant(self):
        _, sent = self.member("chief", second="Admin")
        self.command(".create table Chief_CL (x: long)", "soc-two", sent)
        self.assertEqual(self.ask("GET", "users", headers=sent)[0], 403)
        self.assertEqual(self.ask("POST", "role-assignments", {"principal": "x", "role": "Admin"}, sent)[0], 403)
        self.assertEqual(self.make("chiefs-own", headers=sent)[0], 403)
        self.assertEqual(self.arm("DELETE", self.path("soc-two"), headers=sent)[0], 403)

    def test_a_role_is_given_for_a_workspace_by_any_of_its_names(self):
        user, sent = self.person("nina")
        wanted = {"principal": user["id"], "role": "Reader"}
        status, answer = self.ask("POST", "role-assignments", {**wanted, "workspace": "nowhere"})
        self.assertEqual(status, 400, answer)
        self.assertIn("nowhere", json.dumps(answer))
        status, answer = self.ask("POST", "role-assignments", {**wanted, "workspace": "SOC-two"})
        self.assertEqual((status, answer["value"][0]["workspace"]), (201, self.second))
        self.assertEqual(self.kusto("Place_CL | count", "soc-two", sent), [[3]])

    def test_row_rules_hold_in_both(self):
        user, sent = self.member("ruth", first="Reader", second="Responder")
        reader = next(role for role in self.ask("GET", "roles")[1]["value"] if role["name"] == "Reader")
        status, rule = self.ask("POST", "table-rules", {"role": reader["id"], "table": "Place_CL", "rows": "N == 0"})
        self.assertEqual(status, 201, rule)
        try:
            self.assertEqual(self.kusto("Place_CL | count", "harrier", sent), [[1]])
            self.assertEqual(self.kusto("Place_CL | count", "soc-two", sent), [[3]])
            self.assertEqual(self.kusto("workspace('harrier').Place_CL | count", "soc-two", sent), [[1]])
            self.assertEqual(self.kusto("union Place_CL, workspace('soc-two').Place_CL | count", "harrier", sent), [[4]])
            self.assertEqual(self.log_analytics("Place_CL | count", self.second, sent, workspaces=["harrier"]), [[4]])
            self.assertEqual(self.kusto("union Place_CL, workspace('soc-two').Place_CL | count", "harrier"), [[5]])
        finally:
            self.ask("DELETE", "table-rules/" + rule["id"])

    def test_a_table_of_another_workspace_can_be_ruled(self):
        _, sent = self.member("rob", second="Reader")
        self.command(".create table Away_CL (N: long)", "soc-two")
        self.command(".ingest inline into table Away_CL <| 1", "soc-two")
        reader = next(role for role in self.ask("GET", "roles")[1]["value"] if role["name"] == "Reader")
        self.assertEqual(self.ask("POST", "table-rules", {"role": reader["id"], "table": "Away_CL", "rows": "M == 1"})[0], 400)
        status, rule = self.ask("POST", "table-rules", {"role": reader["id"], "table": "Away_CL", "rows": "N == 2"})
        self.assertEqual(status, 201, rule)
        self.assertEqual(self.kusto("Away_CL | count", "soc-two", sent), [[0]])
        self.assertEqual(self.ask("DELETE", "table-rules/" + rule["id"])[0], 200)
        self.assertEqual(self.kusto("Away_CL | count", "soc-two", sent), [[1]])

    def test_me_and_the_lists_show_what_one_may_see(self):
        _, sent = self.member("mia", second="Reader")
        self.assertEqual([each["name"] for each in self.ask("GET", "me", headers=sent)[1]["workspaces"]], ["soc-two"])
        self.assertLessEqual({"harrier", "soc-two"}, {each["name"] for each in self.ask("GET", "me")[1]["workspaces"]})
        _, answer = self.arm("GET", self.groups.rsplit("/", 1)[0] + "/providers/Microsoft.OperationalInsights/workspaces", headers=sent)
        self.assertEqual([each["name"] for each in answer["value"]], ["soc-two"])


class Rows(WorkspacesCase):
    def test_every_way_in_leads_to_the_workspace_named(self):
        def post(path, body, headers=None):
            status, _, answer = self.house.request("POST", path, body, {**self.admin, "Content-Type": "application/json", **(headers or {})})
            self.assertLess(status, 300, answer)
        self.command(".create table Ways_CL (Way: string)", "soc-two")
        post("/v1/rest/ingest/soc-two/Ways_CL?streamFormat=json", '{"Way":"kusto"}\n')
        post("/api/v1/ingest?name=a.json&table=Ways_CL&format=ndjson&workspace=soc-two", '{"Way":"file"}\n',
             {"Content-Type": "application/octet-stream"})
        rule = "dcr-" + self.second.replace("-", "")
        post(f"/dataCollectionRules/{rule}/streams/Custom-Ways_CL?api-version=2023-01-01", '[{"Way":"rule"}]')
        post("/api/logs?api-version=2016-04-01&workspace=soc-two", '[{"Way":"collector"}]', {"Log-Type": "Ways"})
        self.assertEqual(self.kusto("Ways_CL | extend W = coalesce(Way, column_ifexists('Way_s', '')) "
                                    "| extend W = iff(isempty(W), column_ifexists('Way_s', ''), W) | order by W asc | project W", "soc-two"),
                         [["collector"], ["file"], ["kusto"], ["rule"]])
        self.assertEqual(self.kusto("Ways_CL")[0], 400)

    def test_the_key_of_a_workspace_is_for_its_own_rows(self):
        status, keys = self.arm("POST", self.path("soc-two") + "/sharedKeys")
        self.assertEqual(status, 200, keys)
        self.assertEqual(environment_of(self.house.data, "soc-two"), {
            "HARRIER_WORKSPACE_ID": self.second, "HARRIER_WORKSPACE_NAME": "soc-two", "HARRIER_DATABASE": "soc-two",
            "HARRIER_RESOURCE_GROUP": "team", "HARRIER_WORKSPACE_KEY": keys["primarySharedKey"]})
        _, sent = self.member("carla", second="Contributor")
        self.assertEqual(self.arm("POST", self.path("soc-two") + "/sharedKeys", headers=sent)[0], 403)
        self.assertEqual(self.signed("Keyed", self.second, keys["primarySharedKey"]), 200)
        self.assertEqual(self.signed("Keyed", self.first, keys["primarySharedKey"]), 403)
        self.assertEqual(self.kusto("Keyed_CL | count", "soc-two"), [[1]])
        self.assertEqual(self.kusto("Keyed_CL")[0], 400)

    def signed(self, log_type, workspace, key):
        """The status of a row sent with a workspace's key."""
        body, date = b'[{"a":1}]', email.utils.formatdate(usegmt=True)
        text = f"POST\n{len(body)}\napplication/json\nx-ms-date:{date}\n/api/logs"
        mark = base64.b64encode(hmac.new(base64.b64decode(key), text.encode(), hashlib.sha256).digest()).decode()
        return self.house.request("POST", "/api/logs?api-version=2016-04-01", body, {
            "Content-Type": "application/json", "Log-Type": log_type, "x-ms-date": date,
            "Authorization": f"SharedKey {workspace}:{mark}"})[0]

    def test_a_rule_says_where_its_rows_go(self):
        path = f"{self.groups}/harrier/providers/Microsoft.Insights/dataCollectionRules/elsewhere"
        status, made = self.arm("PUT", path, {"location": "x", "properties": {
            "destinations": {"logAnalytics": [{"name": "two", "workspaceResourceId": self.path("soc-two")}]},
            "dataFlows": [{"streams": ["Custom-Sent_CL"], "destinations": ["two"]}]}})
        self.assertIn(status, (200, 201), made)
        status, _, answer = self.house.request(
            "POST", f"/dataCollectionRules/{made['properties']['immutableId']}/streams/Custom-Sent_CL?api-version=2023-01-01",
            '[{"A":1}]', {**self.admin, "Content-Type": "application/json"})
        self.assertEqual(status, 204, answer)
        self.assertEqual(self.kusto("Sent_CL | count", "soc-two"), [[1]])
        self.assertEqual(self.kusto("Sent_CL")[0], 400)

    def test_changes_and_queries_are_logged_where_they_were_made(self):
        bookmark = f"{self.path('soc-two')}/providers/Microsoft.SecurityInsights/bookmarks/{uuid.uuid4()}"
        status, answer = self.arm("PUT", bookmark, {"properties": {"displayName": "seen in two", "query": "Place_CL"}})
        self.assertEqual(status, 201, answer)
        self.kusto("Place_CL | where Name == 'a mark to find'", "soc-two")
        count = "HuntingBookmark | where BookmarkName == 'seen in two' | count"
        self.waits(lambda: self.kusto(count, "soc-two") == [[1]])
        self.assertEqual(self.kusto(count), [[0]])
        asked = "LAQueryLogs | where QueryText startswith 'Place_CL' and QueryText has 'a mark to find' | count"
        self.waits(lambda: self.kusto(asked, "soc-two") == [[1]])
        self.assertEqual(self.kusto(asked), [[0]])


class Borders(WorkspacesCase):
    """What somebody with a role in the first workspace only gets of the second one's rows."""

    def test_a_transformation_reads_rows_of_no_workspace(self):
        _, sent = self.member("dora", first="Contributor")
        self.command(".create table Taken_CL (Name: string)", "harrier", sent)
        theft = "source | project Name | union (workspace('soc-two').Place_CL | project Name)"
        declared = {"Custom-Taken_CL": {"columns": [{"name": "Name", "type": "string"}]}}
        for number, (transform, streams) in enumerate([(theft, {}), (theft, declared), (
                "source | project Name | union (search in (workspace('soc-two').Place_CL) 'soc' | project Name)", {}), (
                "source | project Name | union (search in (LAQueryLogs, Place_CL) '*' | project Name)", {})]):
            with self.subTest(transform=transform, streams=streams):
                path = f"{self.groups}/harrier/providers/Microsoft.Insights/dataCollectionRules/thief{number}"
                status, made = self.arm("PUT", path, {"location": "x", "properties": {"streamDeclarations": streams, "dataFlows": [
                    {"streams": ["Custom-Taken_CL"], "transformKql": transform}]}}, sent)
                if streams:
                    self.assertIn(status, (400, 403), made)
                    continue
                self.assertIn(status, (200, 201), made)
                status, _, answer = self.house.request(
                    "POST", f"/dataCollectionRules/{made['properties']['immutableId']}/streams/Custom-Taken_CL?api-version=2023-01-01",
                    '[{"Name":"mine"}]', {**sent, "Content-Type": "application/json"})
                self.assertIn(status, (400, 403), answer)
                self.assertEqual(self.kusto("Taken_CL | count", "harrier", sent), [[0]])

    def test_findings_of_others_may_be_of_another_workspace(self):
        name = str(uuid.uuid4())
        status, saved = self.arm("PUT", f"{self.path('harrier', 'harrier')}/savedSearches/{name}", {"properties": {
            "category": "Hunting Queries", "displayName": "both", "query": "workspace('soc-two').Place_CL"}})
        self.assertIn(status, (200, 201), saved)
        status, kept = self.ask("POST", f"hunting/queries/{name}/results", {})
        self.assertEqual((status, len(kept.get("rows", []))), (201, 3), kept)
        status, run_head = self.ask("POST", "hunting/runs", {"queries": [name]})
        self.assertEqual(status, 202, run_head)
        _, here = self.member("fred", first="Reader")
        _, both = self.member("flo", first="Reader", second="Reader")
        self.assertEqual(self.ask("GET", "hunting/results/" + kept["id"])[0], 200)
        for path in (f"hunting/results/{kept['id']}", f"hunting/results/{kept['id']}/entities", "hunting/runs/" + run_head["id"]):
            self.assertEqual(self.ask("GET", path, headers=here)[0], 404, path)
        self.assertEqual(self.ask("GET", f"hunting/queries/{name}/results", headers=here)[1]["value"], [])
        # What a query's columns are is told to those only who may ask it.
        self.assertEqual(self.ask("POST", f"hunting/queries/{name}/results", {}, both)[0], 201)
        status, refused = self.ask("POST", f"hunting/queries/{name}/results", {}, here)
        self.assertGreaterEqual(status, 400, refused)
        self.assertNotIn("Place_CL", json.dumps(refused))

    def test_a_sweep_lends_its_makers_rights_to_nobody(self):
        security = self.path("harrier", "harrier") + "/providers/Microsoft.SecurityInsights"
        own, theirs = str(uuid.uuid4()), str(uuid.uuid4())
        _, sent = self.member("sven", first="Contributor")
        for name, text, headers in ((own, "union Place_CL, workspace('soc-two').Place_CL", None),
                                    (theirs, "workspace('soc-two').Place_CL | where N > 0", sent)):
            status, saved = self.arm("PUT", f"{self.path('harrier', 'harrier')}/savedSearches/{name}", {"properties": {
                "category": "Hunting Queries", "displayName": name, "query": text}}, headers)
            self.assertIn(status, (200, 201), saved)
        sweep = {"properties": {"displayName": "all", "every": "P1D", "filter": {"queries": [own, theirs]}}}
        self.assertIn(self.arm("PUT", security + "/sweeps/all", sweep)[0], (200, 201))
        def swept():
            # Whoever sees one workspace alone is not told what was found in both.
            status, report = self.ask("POST", "hunting/sweeps/all/run", {}, sent)
            self.assertEqual((status, report["ran"], report["failed"], report["hidden"]), (200, [], [], 2), report)
            status, report = self.ask("POST", "hunting/sweeps/all/run", {})
            self.assertEqual(status, 200, report)
            return {each["query"]: each["rows"] for each in report["ran"]}, {each["query"]: each["error"] for each in report["failed"]}
        ran, failed = swept()
        self.assertEqual(ran, {own: 5})
        self.assertIn("may not be queried", failed[theirs])
        # Nor to whoever changes the sweep.
        status, _ = self.arm("PUT", security + "/sweeps/all", {"properties": {**sweep["properties"], "every": "P2D"}}, sent)
        self.assertEqual(status, 200)
        self.assertEqual(swept()[0], {})


class Making(WorkspacesCase):
    def test_made_found_and_removed(self):
        self.assertEqual(self.make("soc-two")[0], 200)
        self.assertEqual(self.make("soc-two", "another-group")[0], 409)
        self.assertEqual(self.make("Harrier")[0], 409)
        for wrong in ("abc", "-four", "with_line"):
            self.assertEqual(self.make(wrong)[0], 400, wrong)
        status, made = self.make("passing")
        self.assertEqual(status, 201, made)
        self.assertEqual(self.kusto("print 1", "passing"), [[1]])
        self.assertEqual(self.arm("DELETE", self.path("passing"))[0], 200)
        self.assertEqual(self.arm("DELETE", self.path("passing"))[0], 204)
        self.assertEqual(self.kusto("print 1", "passing")[0], 404)
        self.assertEqual(self.kusto("workspace('passing').Place_CL")[0], 404)
        status, again = self.make("passing")
        self.assertEqual(status, 201)
        self.assertNotEqual(again["properties"]["customerId"], made["properties"]["customerId"])
        self.arm("DELETE", self.path("passing"))
        self.assertEqual(self.arm("DELETE", self.path("harrier", "harrier"))[0], 409)
        self.waits(lambda: self.kusto("SentinelAudit | where SentinelResourceName == 'passing' | count") == [[4]])


class Restarted(WorkspacesCase):
    def test_all_is_there_again_and_the_command_line_finds_it(self):
        data = self.house.data
        self.command(".create function Mine() { Place_CL | count }", "soc-two")
        code, out, err = run("query", "Mine", "--data", data, "--workspace", "soc-two", "--format", "csv")
        self.assertEqual((code, out.split()), (0, ["Count", "3"]), err)
        self.assertEqual(self.house.server.stop(), 0)
        self.house.server = Server(data, https=True)
        type(self).admin = self.login("admin", self.house.password)
        self.assertEqual(self.kusto("Mine", "soc-two"), [[3]])
        self.assertEqual(self.house.server.stop(), 0)
        code, out, err = run("query", "Mine", "--data", data, "--workspace", "soc-two", "--format", "csv")
        self.assertEqual((code, out.split()), (0, ["Count", "3"]), err)
        code, out, err = run("query", "workspace('soc-two').Place_CL | count", "--data", data, "--format", "csv")
        self.assertEqual((code, out.split()), (0, ["Count", "3"]), err)
        code, _, err = run("query", "print 1", "--data", data, "--workspace", "nowhere")
        self.assertEqual(code, 1, err)
        self.assertIn("soc-two", err)
        self.house.server = Server(data, https=True)


if __name__ == "__main__":
    unittest.main()
