"""People and their roles over the API, and rules for tables and rows that no form of a query gets round."""
import json

from access_test import AccessCase

RULED = "Secret_CL"   # of which readers see the rows of site a
HIDDEN = "Hidden_CL"  # of which they do not know


class PeopleCase(AccessCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = cls.login("admin", cls.house.password)

    @classmethod
    def login(cls, user, password):
        """Headers of a login by cookie."""
        status, headers, body = cls.house.request("POST", "/api/v1/login", json.dumps({"user": user, "password": password}))
        if status != 200:
            raise AssertionError(body)
        return {"Cookie": headers["Set-Cookie"].split(";")[0], "X-CSRF-Token": json.loads(body)["csrf"]}

    @classmethod
    def ask(cls, method, path, body=None, headers=None):
        status, _, answer = cls.house.request(method, "/api/v1/" + path, None if body is None else json.dumps(body),
                                              cls.admin if headers is None else headers)
        return status, json.loads(answer)

    @classmethod
    def person(cls, name, *roles):
        status, user = cls.ask("POST", "users", {"name": name, "password": "a long password of " + name})
        if status != 201:
            raise AssertionError(user)
        for role in roles:
            status, answer = cls.ask("POST", "role-assignments", {"principal": user["id"], "role": role})
            if status != 201:
                raise AssertionError(answer)
        return user, cls.login(name, "a long password of " + name)


class People(PeopleCase):
    def test_roles_are_given_and_taken_away_at_once(self):
        user, sent = self.person("rita")
        status, _, body = self.house.query("print 1", sent)
        self.assertEqual(status, 403)
        self.assertIn("Microsoft.OperationalInsights/workspaces/query/read", body.decode())
        _, answer = self.ask("POST", "role-assignments", {"principal": user["id"], "role": "Reader"})
        self.assertEqual(self.house.query("print 1", sent)[0], 200)
        self.assertEqual(self.house.query(".create table Rita_CL (x: long)", sent)[0], 403)
        self.assertEqual(self.ask("POST", "users", {"name": "x", "password": "long enough to do"}, sent)[0], 403)
        given = answer["value"][0]
        self.assertEqual(self.ask("DELETE", f"role-assignments/{user['id']}/{given['id']}")[0], 200)
        self.assertEqual(self.house.query("print 1", sent)[0], 403)
        self.assertEqual(self.ask("DELETE", "users/" + user["id"])[0], 200)
        self.assertEqual(self.house.query("print 1", sent)[0], 401)
        self.assertEqual(self.ask("DELETE", "users/" + user["id"])[0], 404)

    def test_custom_roles_say_which_actions(self):
        status, role = self.ask("POST", "roles", {"name": "Table maker", "actions": [
            "Microsoft.OperationalInsights/workspaces/*", "Harrier/me/*"],
            "notActions": ["Microsoft.OperationalInsights/workspaces/tables/delete"]})
        self.assertEqual(status, 201, role)
        _, sent = self.person("tom", "Table maker")
        self.assertEqual(self.house.query(".create table Tom_CL (x: long)", sent)[0], 200)
        self.assertEqual(self.house.query(".drop table Tom_CL", sent)[0], 403)
        self.assertEqual(self.ask("PUT", "roles/" + role["id"], {"name": "Table maker", "actions": ["*"]})[0], 200)
        self.assertEqual(self.house.query(".drop table Tom_CL", sent)[0], 200)
        reader = next(each for each in self.ask("GET", "roles")[1]["value"] if each["name"] == "Reader")
        self.assertEqual(self.ask("DELETE", "roles/" + reader["id"])[0], 403)

    def test_programs_have_secrets(self):
        _, service = self.ask("POST", "service-principals", {"displayName": "feeder"})
        status, answer = self.ask("POST", f"service-principals/{service['id']}/secrets")
        self.assertEqual(status, 201)
        status, token = self.house.token(client=service["clientId"], secret=answer["secret"])
        self.assertEqual(status, 200, token)
        bearer = {"Authorization": "Bearer " + token["access_token"]}
        self.assertEqual(self.house.query("print 1", bearer)[0], 403)
        self.ask("DELETE", "service-principals/" + service["id"])
        self.assertEqual(self.house.query("print 1", bearer)[0], 401)

    def test_a_token_ends_with_its_secret(self):
        _, service = self.ask("POST", "service-principals", {"displayName": "rotor"})
        path = f"service-principals/{service['id']}"
        self.ask("POST", "role-assignments", {"principal": service["id"], "role": "Contributor"})
        secrets = [self.ask("POST", path + "/secrets")[1] for _ in range(2)]
        bearers = [{"Authorization": "Bearer " + self.house.token(client=service["clientId"], secret=each["secret"])[1]["access_token"]}
                   for each in secrets]
        status, listed = self.ask("GET", path + "/secrets")
        self.assertEqual((status, [each["id"] for each in listed["value"]]), (200, [each["id"] for each in secrets]))
        self.assertNotIn("secret", listed["value"][0])
        # A token that only lets blobs in is made from the other one.
        status, _, body = self.house.request("POST", "/v1/rest/mgmt", json.dumps({"csl": ".get ingestion resources"}), bearers[0])
        self.assertEqual(status, 200, body)
        place = next(row[1] for row in json.loads(body)["Tables"][0]["Rows"] if row[0] == "TempStorage")
        container, ticket = place[place.index("/", len("https://")):].split("?")
        blob = {"x-ms-blob-type": "BlockBlob"}
        self.assertEqual(self.house.request("PUT", f"{container}/a?{ticket}", "x", blob)[0], 201)

        self.assertEqual(self.ask("DELETE", f"{path}/secrets/{secrets[0]['id']}")[0], 200)
        self.assertEqual([self.house.query("print 1", each)[0] for each in bearers], [401, 200])
        self.assertIn("revoked", self.house.query("print 1", bearers[0])[2].decode())
        self.assertNotEqual(self.house.request("PUT", f"{container}/b?{ticket}", "x", blob)[0], 201)
        self.assertEqual(self.ask("DELETE", f"{path}/secrets/{secrets[0]['id']}")[0], 404)

        self.assertEqual(self.ask("PATCH", path, {"enabled": "no"})[0], 400)
        status, answer = self.ask("PATCH", path, {"enabled": False})
        self.assertEqual((status, answer["enabled"]), (200, False))
        self.assertEqual(self.house.query("print 1", bearers[1])[0], 401)
        self.assertEqual(self.house.token(client=service["clientId"], secret=secrets[1]["secret"])[0], 401)
        self.assertEqual(self.ask("PATCH", path, {"enabled": True})[0], 200)
        self.assertEqual(self.house.query("print 1", bearers[1])[0], 401)
        self.assertEqual(self.house.token(client=service["clientId"], secret=secrets[1]["secret"])[0], 200)

    def test_a_disabled_user_is_out_at_once(self):
        user, sent = self.person("dora", "Reader")
        self.assertEqual(self.house.query("print 1", sent)[0], 200)
        self.assertEqual(self.ask("PATCH", "users/" + user["id"], {"enabled": False}, sent)[0], 403)
        self.assertEqual(self.ask("PATCH", "service-principals/" + user["id"], {"enabled": False})[0], 404)
        self.assertEqual(self.ask("PATCH", "users/" + user["id"], {"enabled": False})[0], 200)
        self.assertEqual(self.house.query("print 1", sent)[0], 401)
        status, _, _ = self.house.request("POST", "/api/v1/login", json.dumps({"user": "dora", "password": "a long password of dora"}))
        self.assertEqual(status, 401)
        self.assertEqual(self.ask("PATCH", "users/" + user["id"], {"enabled": True})[0], 200)
        self.assertEqual(self.house.query("print 1", sent)[0], 401)
        self.login("dora", "a long password of dora")

    def test_the_last_admin_stays(self):
        admin = next(each for each in self.ask("GET", "users")[1]["value"] if each["name"] == "admin")
        status, answer = self.ask("DELETE", "users/" + admin["id"])
        self.assertEqual((status, answer["error"]["code"]), (409, "Conflict"))

    def test_a_new_password_ends_the_old_logins(self):
        _, sent = self.person("pia", "Reader")
        status, answer = self.ask("POST", "me/password", {"old": "a long password of pia", "new": "short"}, sent)
        self.assertEqual(status, 400, answer)
        self.assertEqual(self.ask("POST", "me/password", {"old": "wrong", "new": "another long one"}, sent)[0], 401)
        self.assertEqual(self.ask("POST", "me/password", {"old": "a long password of pia", "new": "another long one"}, sent)[0], 200)
        self.assertEqual(self.house.query("print 1", sent)[0], 401)
        self.login("pia", "another long one")


class Rules(PeopleCase):
    """Readers are also those who come to the open address: the rules hold for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.all = cls.house.bearer()
        for text in (f".create table {RULED} (TimeGenerated: datetime, Site: string, N: long)",
                     f".create table {HIDDEN} (TimeGenerated: datetime, Word: string)",
                     f".ingest inline into table {RULED} <| 2026-01-01T00:00:00Z,a,1\n2026-01-01T00:00:00Z,b,20\n2026-01-01T00:00:00Z,b,300",
                     f".ingest inline into table {HIDDEN} <| 2026-01-01T00:00:00Z,treasure",
                     f".create function Peek() {{ {RULED} | summarize sum(N) }}"):
            status, _, body = cls.house.query(text, cls.all)
            if status != 200:
                raise AssertionError(body)
        # Answered before there are rules, and kept.
        cls.house.query(f"{RULED} | summarize sum(N)", cls.all)
        cls.house.server.rows(f"{RULED} | summarize sum(N)")
        for rule in ({"role": "Reader", "table": RULED, "rows": "Site == 'a'"},
                     {"role": "Reader", "table": HIDDEN, "hidden": True}):
            status, answer = cls.ask("POST", "table-rules", rule)
            if status != 201:
                raise AssertionError(answer)

    def test_no_form_of_a_query_gets_round_them(self):
        for text in (f"{RULED} | summarize sum(N)", f"union {RULED} | summarize sum(N)",
                     "union Secret_* | summarize sum(N)", "union withsource=t * | where t == 'Secret_CL' | summarize sum(N)",
                     f"search in ({RULED}) * | summarize sum(N)", f"find in ({RULED}) where N > 0 project N | summarize sum(N)",
                     f"let f = () {{ {RULED} }}; f | summarize sum(N)", "Peek()", f"table('{RULED}') | summarize sum(N)",
                     f"print toscalar({RULED} | summarize sum(N))", f"materialize({RULED}) | summarize sum(N)",
                     f"let m = materialize({RULED}); m | union m | summarize sum(N) / 2",
                     f"{RULED} | join kind=inner ({RULED}) on Site | summarize sum(N)",
                     f"range x from 1 to 1 step 1 | extend Site = 'a' | lookup {RULED} on Site | summarize sum(N)",
                     f"database('harrier').{RULED} | summarize sum(N)", f"{RULED} | as hint.materialized=true T | summarize sum(N)",
                     f"{RULED} | fork (summarize sum(N)) (take 0)"):
            self.assertEqual(self.house.server.rows(text)[0][-1], 1, text)
        self.assertEqual(self.house.server.rows(f"{RULED} | count"), [[1]])
        _, _, body = self.house.query(f"{RULED} | summarize sum(N)", self.all)
        self.assertEqual(json.loads(body)["Tables"][0]["Rows"], [[321]])

    def test_what_is_hidden_is_not_there(self):
        for text in (HIDDEN, f"{HIDDEN} | count", f"table('{HIDDEN}')", f"{RULED} | union {HIDDEN}", f"{HIDDEN} | getschema",
                     f".show table {HIDDEN} details", f".show table {HIDDEN} schema as json"):
            status, answer = self.house.server.post("/v1/rest/query", text)
            self.assertEqual(status, 400, (text, answer))
        self.assertEqual(self.house.server.rows("search 'treasure' | count"), [[0]])
        self.assertEqual(self.house.server.rows("union Hidden_*, Secret_* | count"), [[1]])
        for command in (".show tables", ".show tables details", ".show database schema", ".show database schema as json", ".show schema"):
            self.assertNotIn(HIDDEN, json.dumps(self.house.server.command(command)), command)
        self.assertIn(HIDDEN, self.house.query(".show tables", self.all)[2].decode())

    def test_counts_of_other_surfaces(self):
        details = {each["TableName"]: each for each in self.house.server.command(".show tables details")}
        self.assertIn(details.get(RULED, {}).get("TotalRowCount"), (None, 0))
        workspace = self.house.env["HARRIER_WORKSPACE_ID"]
        body = json.dumps({"query": f"{RULED} | summarize sum(N)"})
        for path in (f"/v1/workspaces/{workspace}/query", f"/v1/workspaces/{workspace}/query?timespan=P9000D"):
            answer = json.loads(self.house.server.request("POST", path, body, {"Content-Type": "application/json"})[2])
            self.assertEqual(answer["tables"][0]["rows"], [[1]])
        batch = json.dumps({"requests": [{"id": "1", "method": "POST", "path": "/query", "workspace": workspace, "body": json.loads(body)}]})
        answer = json.loads(self.house.server.request("POST", "/v1/$batch", batch)[2])
        self.assertEqual(answer["responses"][0]["body"]["tables"][0]["rows"], [[1]])
        metadata = self.house.server.request("GET", f"/v1/workspaces/{workspace}/metadata")[2].decode()
        self.assertIn(RULED, metadata)
        self.assertNotIn(HIDDEN, metadata)
        answer = json.loads(self.house.server.request("POST", "/api/v1/query/diagnostics", json.dumps({"csl": HIDDEN}))[2])
        self.assertTrue(answer["diagnostics"])
        tables = (f"/subscriptions/{self.house.env['HARRIER_SUBSCRIPTION']}/resourceGroups/harrier/providers/"
                  "Microsoft.OperationalInsights/workspaces/harrier/tables?api-version=2022-10-01")
        listed = self.house.server.request("GET", tables)[2].decode()
        self.assertIn(RULED, listed)
        self.assertNotIn(HIDDEN, listed)
        one = tables.replace("/tables?", f"/tables/{HIDDEN}?")
        self.assertEqual(self.house.server.request("GET", one)[0], 404)

    def test_roles_add_up(self):
        _, both = self.person("berta", "Reader", "Responder")
        _, _, body = self.house.query(f"{RULED} | summarize sum(N)", both)
        self.assertEqual(json.loads(body)["Tables"][0]["Rows"], [[321]])
        _, one = self.person("rolf", "Reader")
        _, _, body = self.house.query(f"{RULED} | summarize sum(N)", one)
        self.assertEqual(json.loads(body)["Tables"][0]["Rows"], [[1]])

    def test_rules_must_be_conditions(self):
        for rule in ({"role": "Reader", "table": RULED, "rows": "Nothing == 1"}, {"role": "Reader", "table": RULED},
                     {"role": "Reader", "table": RULED, "rows": "true) | union (Hidden_CL | where (true)"}):
            self.assertEqual(self.ask("POST", "table-rules", rule)[0], 400, rule)
        self.assertEqual(self.ask("POST", "table-rules", {"role": "Reader", "table": "Nothing_CL", "hidden": True})[0], 404)
        self.assertEqual(self.ask("POST", "table-rules", {"role": "Nobody", "table": RULED, "hidden": True})[0], 404)
        self.assertEqual(self.ask("POST", "table-rules", {"role": "Reader", "table": RULED, "hidden": True}, self.all)[0], 403)
