"""Logins at an outside provider (OpenID Connect): what is asked of it, what it may say, and what it may not."""
import json
import os
import shutil
import tempfile
import threading
import time
import unittest
import urllib.parse

from access_test import Initialised
from harrier_testing import run
from oidc_provider import Key, Provider

BEGIN = "/api/v1/login/oidc"


class OidcCase(unittest.TestCase):
    settings = ()

    @classmethod
    def setUpClass(cls):
        if shutil.which("openssl") is None:
            raise unittest.SkipTest("the provider of the test needs the program openssl")
        cls.provider = Provider()
        secret = os.path.join(cls.provider.folder.name, "secret")
        with open(secret, "w", encoding="utf-8") as file:
            file.write(cls.provider.secret + "\n")
        settings = [f"oidc.issuer={cls.provider.issuer}", "oidc.client_id=harrier", f"oidc.client_secret=file:{secret}",
                    f"oidc.ca={cls.provider.ca}", "oidc.name=Contoso", *cls.settings]
        cls.house = Initialised([word for each in settings for word in ("--set", each)])
        cls.admin = cls.headers_of(cls.house.request("POST", "/api/v1/login", json.dumps(
            {"user": "admin", "password": cls.house.password})))

    @classmethod
    def tearDownClass(cls):
        status = cls.house.stop()
        cls.provider.stop()
        if status != 0:
            raise AssertionError(f"the server ended with {status}")

    def setUp(self):
        self.provider.reset()
        self.provider.asked.clear()

    @staticmethod
    def cookies(headers):
        return dict(each.split(";")[0].split("=", 1) for each in headers.get_all("Set-Cookie") or [])

    @classmethod
    def headers_of(cls, answer):
        """What a browser sends once it is logged in."""
        cookie = {"Cookie": "__Host-harrier=" + cls.cookies(answer[1])["__Host-harrier"]}
        status, _, body = cls.house.request("GET", "/api/v1/me", headers=cookie)
        if status != 200:
            raise AssertionError(body)
        return {**cookie, "X-CSRF-Token": json.loads(body)["csrf"]}

    def begin(self, path=BEGIN):
        """(the browser's cookie, where it is sent)"""
        status, headers, body = self.house.request("GET", path)
        self.assertEqual(status, 302, body)
        return {"Cookie": "__Host-harrier-oidc=" + self.cookies(headers)["__Host-harrier-oidc"]}, headers["Location"]

    def answer(self, parameters, cookie):
        return self.house.request("GET", f"{BEGIN}/callback?{urllib.parse.urlencode(parameters)}", headers=cookie)

    def log_in(self, path=BEGIN, **claims):
        if claims:
            self.provider.claims = claims
        cookie, where = self.begin(path)
        return self.answer(self.provider.log_in(where), cookie)

    def refused(self, status, word, answer):
        self.assertEqual(answer[0], status, answer[2])
        self.assertIn(word, answer[2].decode())
        self.assertNotIn("__Host-harrier", {k: v for k, v in self.cookies(answer[1]).items() if v})

    def ask(self, method, path, body=None, headers=None):
        status, _, answer = self.house.request(method, "/api/v1/" + path, None if body is None else json.dumps(body),
                                               headers or self.admin)
        return status, json.loads(answer)

    def user(self, name):
        return next((each for each in self.ask("GET", "users")[1]["value"] if each["name"] == name), None)

    def roles_of(self, headers):
        return sorted(role["name"] for role in self.ask("GET", "me", headers=headers)[1]["roles"])


class Mapped(OidcCase):
    """Groups give roles, and whoever has one is made known."""
    settings = ("oidc.roles=hunters=Contributor", "oidc.roles=cn=readers,dc=x=Reader", "oidc.create_users=true",
                "oidc.roles=one=Responder@HARRIER", "oidc.roles=none=Admin@nowhere")

    def test_the_way_in(self):
        told = json.loads(self.house.request("GET", "/api/v1/login")[2])
        self.assertEqual(told, {"password": True, "oidc": {"name": "Contoso", "href": BEGIN}})
        cookie, where = self.begin(BEGIN + "?return=/hunts%3Fa%3D1")
        at = urllib.parse.urlsplit(where)
        asked = dict(urllib.parse.parse_qsl(at.query))
        self.assertEqual(f"{at.scheme}://{at.netloc}{at.path}", self.provider.issuer + "/authorize")
        self.assertEqual((asked["response_type"], asked["client_id"], asked["scope"], asked["redirect_uri"]),
                         ("code", "harrier", "openid profile email", self.house.server.secure_url + BEGIN + "/callback"))
        self.provider.claims = {"sub": "w-1", "preferred_username": "wilma", "name": "Wilma <W>", "email": "w@x.example",
                                "groups": ["hunters", "other"]}
        status, headers, body = self.answer(self.provider.log_in(where), cookie)
        self.assertEqual((status, headers["Location"]), (302, "/hunts?a=1"), body)
        session, attempt = headers.get_all("Set-Cookie")
        for word in ("__Host-harrier=", "Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
            self.assertIn(word, session)
        self.assertIn("Max-Age=0", attempt)
        sent = self.headers_of((status, headers, body))
        me = self.ask("GET", "me", headers=sent)[1]
        self.assertEqual((me["user"]["name"], me["user"]["displayName"], me["user"]["email"]),
                         ("wilma", "Wilma <W>", "w@x.example"))
        self.assertEqual(self.roles_of(sent), ["Contributor"])
        self.assertEqual(self.house.query("print 1", sent)[0], 200)
        self.assertEqual(self.ask("POST", "me/password", {"old": "x", "new": "a long enough password"}, sent)[0], 400)
        self.assertEqual(self.house.request("POST", "/api/v1/logout", "", sent)[0], 200)
        self.assertEqual(self.house.request("GET", "/api/v1/me", headers=sent)[0], 401)

    def test_all_of_it_is_in_the_audit(self):
        self.assertEqual(self.log_in(sub="a-1", preferred_username="audrey", groups=["hunters"])[0], 302)
        self.assertEqual(self.log_in(sub="a-1", preferred_username="audrey", groups=["cn=readers,dc=x"])[0], 302)
        user = self.user("audrey")
        text = ("SentinelAudit | where SentinelResourceId has '" + user["id"] + "' or tostring(ExtendedProperties) has '" +
                user["id"] + "' | order by TimeGenerated asc | project tostring(split(OperationName, '/')[-1]), "
                "SentinelResourceType, tostring(ExtendedProperties.CallerName), tostring(ExtendedProperties.Reason)")
        rows = lambda: json.loads(self.house.query(text, self.admin)[2])["Tables"][0]["Rows"]
        self.house.server.wait_for(lambda: len(rows()) == 4)
        self.assertEqual(sorted((row[0], row[1]) for row in rows()),
                         [("Delete", "roleAssignments"), ("Write", "roleAssignments"), ("Write", "roleAssignments"),
                          ("Write", "users")])
        self.assertEqual({(row[2], row[3]) for row in rows()},
                         {(self.provider.issuer, "as the provider of the login says")})

    def test_roles_follow_the_groups(self):
        sent = self.headers_of(self.log_in(sub="r-1", preferred_username="rolf", groups=["hunters"]))
        user = self.user("rolf")
        self.ask("POST", "role-assignments", {"principal": user["id"], "role": "Responder"})
        again = self.headers_of(self.log_in(sub="r-1", preferred_username="rolf", groups="cn=readers,dc=x"))
        # Of the older login too; what was given by hand stays.
        for each in (sent, again):
            self.assertEqual(self.roles_of(each), ["Reader", "Responder"])
        self.assertEqual(self.log_in(sub="r-1", preferred_username="rolf", groups=[])[0], 302)
        self.assertEqual(self.roles_of(again), ["Responder"])
        by_hand = self.ask("GET", "role-assignments")[1]["value"]
        mine = [each for each in by_hand if each["principal"] == user["id"]]
        self.ask("DELETE", f"role-assignments/{user['id']}/{mine[0]['id']}")
        self.refused(403, "no role here", self.log_in(sub="r-1", preferred_username="rolf", groups=[]))
        self.assertEqual(self.house.query("print 1", sent)[0], 403)

    def test_a_role_in_one_workspace_only(self):
        sent = self.headers_of(self.log_in(sub="o-1", preferred_username="otto", groups=["one", "none"]))
        given = self.ask("GET", "me", headers=sent)[1]["roles"]
        self.assertEqual([(each["name"], each["workspace"]) for each in given],
                         [("Responder", self.house.env["HARRIER_WORKSPACE_ID"])])
        self.log_in(sub="o-1", preferred_username="otto", groups=["one"])
        self.assertEqual(self.ask("GET", "me", headers=sent)[1]["roles"], given)
        self.refused(403, "is not known here", self.log_in(sub="o-2", preferred_username="oda", groups=["none"]))

    def test_nobody_is_made_known_without_a_role(self):
        self.refused(403, "is not known here", self.log_in(sub="n-1", preferred_username="nora", groups=["other"]))
        self.assertIsNone(self.user("nora"))
        self.refused(403, "too long", self.log_in(sub="n-1", preferred_username="nora", _claim_names={"groups": "src1"}))
        self.refused(403, "oidc.claim", self.log_in(sub="n-1", preferred_username=None, groups=["hunters"]))

    def test_only_the_subject_says_who_it_is(self):
        first = self.headers_of(self.log_in(sub="x-1", preferred_username="xenia", email="x@x.example", groups=["hunters"]))
        # The same name and address of another person are another person, whom there is no room for.
        self.refused(409, "another user", self.log_in(sub="x-2", preferred_username="Xenia", email="x@x.example", groups=["hunters"]))
        self.refused(409, "another user", self.log_in(sub="x-3", preferred_username="admin", groups=["hunters"]))
        # A new name of the same person.
        again = self.headers_of(self.log_in(sub="x-1", preferred_username="xenia.new", groups=["hunters"]))
        self.assertEqual(self.ask("GET", "me", headers=first)[1]["user"], self.ask("GET", "me", headers=again)[1]["user"])
        self.assertEqual(self.ask("GET", "me", headers=again)[1]["user"]["name"], "xenia.new")
        # One that is somebody else's is not taken over.
        taken = self.headers_of(self.log_in(sub="x-1", preferred_username="admin", groups=["hunters"]))
        self.assertEqual(self.ask("GET", "me", headers=taken)[1]["user"]["name"], "xenia.new")

    def test_has_no_password(self):
        self.log_in(sub="p-1", preferred_username="pina", groups=["hunters"])
        user = self.user("pina")
        self.assertEqual((user["issuer"], user["subject"]), (self.provider.issuer, "p-1"))
        status, answer = self.ask("POST", f"users/{user['id']}/password", {"password": "a long enough password"})
        self.assertEqual((status, "no password here" in answer["error"]["message"]), (400, True))
        status, _, _ = self.house.request("POST", "/api/v1/login", json.dumps({"user": "pina", "password": "a long enough password"}))
        self.assertEqual(status, 401)

    def test_whoever_is_disabled_stays_out(self):
        sent = self.headers_of(self.log_in(sub="d-1", preferred_username="dan", groups=["hunters"]))
        self.ask("PATCH", "users/" + self.user("dan")["id"], {"enabled": False})
        self.assertEqual(self.house.request("GET", "/api/v1/me", headers=sent)[0], 401)
        self.refused(403, "disabled", self.log_in(sub="d-1", preferred_username="dan", groups=["hunters"]))

    def test_an_answer_counts_once_and_where_it_was_asked(self):
        cookie, where = self.begin()
        parameters = self.provider.log_in(where)
        self.provider.claims = {"groups": ["hunters"]}
        other, _ = self.begin()
        for wrong, sent in ((parameters, {}), (parameters, other), ({**parameters, "state": ""}, cookie),
                            ({"code": parameters["code"]}, cookie), ({**parameters, "state": parameters["state"] + "x"}, cookie),
                            (parameters, {"Cookie": cookie["Cookie"][:-2]}),
                            (parameters, {"Cookie": "__Host-harrier-oidc=" + parameters["state"]})):
            self.refused(400, "not begun in this browser", self.answer(wrong, sent))
        self.assertNotIn("/token", self.provider.asked)
        self.assertEqual(self.answer(parameters, cookie)[0], 302)
        self.provider.codes[parameters["code"]] = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(where).query))
        self.refused(400, "answered before", self.answer(parameters, cookie))

    def test_a_code_of_another_login_is_of_no_use(self):
        """A stolen code fails by PKCE, a token of another login by its nonce."""
        _, theirs = self.begin()
        stolen = self.provider.log_in(theirs)["code"]
        cookie, mine = self.begin()
        state = self.provider.log_in(mine)["state"]
        self.refused(403, "PKCE", self.answer({"code": stolen, "state": state}, cookie))
        self.refused(403, "nonce", self.log_in(nonce="another"))
        self.refused(403, "nonce", self.log_in(nonce=None))

    def test_sends_nobody_elsewhere(self):
        for path in ("https://evil.example/", "//evil.example", "/\\evil.example", "/%0d%0aX: y", "/\t//evil.example", ""):
            answer = self.log_in(BEGIN + "?return=" + urllib.parse.quote(path, safe="%"), groups=["hunters"])
            self.assertEqual((answer[0], answer[1]["Location"]), (302, "/"), path)

    def test_another_provider_is_not_mixed_up_with_ours(self):
        cookie, where = self.begin()
        self.refused(403, "(iss)", self.answer({**self.provider.log_in(where), "iss": "https://evil.example"}, cookie))
        self.assertNotIn("/token", self.provider.asked)
        self.provider.claims = {"groups": ["hunters"]}
        cookie, where = self.begin()
        self.assertEqual(self.answer({**self.provider.log_in(where), "iss": self.provider.issuer}, cookie)[0], 302)

    def test_refuses_tokens_that_prove_nothing(self):
        stranger = Key(self.provider.folder.name, "k1-stranger")
        stranger.kid = "k1"
        good = {"groups": ["hunters"]}
        for word, change in (
                ("RS256, PS256 or ES256", {"header": {"alg": "none"}}), ("RS256, PS256 or ES256", {"header": {"alg": "HS256"}}),
                ("wrong signature", {"key": stranger}), ("wrong signature", {"key": stranger, "header": {"jwk": stranger.jwk()}}),
                ("not among those", {"key": stranger, "header": {"kid": "../../k1"}}),
                ("not among those", {"header": {"alg": "ES256"}}), ("crit", {"header": {"crit": ["b64"]}}),
                ("another issuer", {"claims": {"iss": self.provider.issuer + "/"}}), ("another client", {"claims": {"aud": "other"}}),
                ("azp", {"claims": {"aud": ["harrier", "other"]}}), ("azp", {"claims": {"azp": "other"}}),
                ("expired", {"claims": {"exp": int(time.time()) - 61}}), ("does not hold yet", {"claims": {"iat": int(time.time()) + 90}}),
                ("exp", {"claims": {"exp": None}}), ("sub", {"claims": {"sub": None}})):
            self.provider.reset()
            self.provider.claims = {**good, **change.get("claims", {})}
            self.provider.header = change.get("header", {})
            self.provider.key = change.get("key", self.provider.key)
            self.refused(403, word, self.log_in())
        self.provider.reset()
        self.assertEqual(self.log_in(**good)[0], 302)

    def test_keys_change(self):
        """New keys are asked for when a token names one, of both kinds; not for each such token."""
        for kid, curve, algorithm in (("k2", False, "PS256"), ("k3", True, "ES256")):
            self.provider.keys.append(Key(self.provider.folder.name, kid, curve))
            self.provider.key, self.provider.algorithm = self.provider.keys[-1], algorithm
            self.provider.extra_keys = [{"kty": "oct", "kid": kid, "k": "c2VjcmV0"}]
            end = time.monotonic() + 30
            while self.log_in(groups=["hunters"])[0] != 302:
                self.assertLess(time.monotonic(), end)
                time.sleep(0.5)
        self.provider.asked.clear()
        self.provider.header = {"kid": "made up"}
        for _ in range(5):
            self.refused(403, "not among those", self.log_in(groups=["hunters"]))
        self.assertLessEqual(self.provider.asked.count("/keys"), 1)
        self.assertNotIn("/.well-known/openid-configuration", self.provider.asked)

    def test_what_the_provider_says_is_shown_as_text(self):
        cookie, where = self.begin()
        state = self.provider.log_in(where)["state"]
        answer = self.answer({"error": "access_denied", "error_description": "<script>alert(1)</script>", "state": state}, cookie)
        self.refused(403, "access_denied &lt;script&gt;", answer)
        self.assertNotIn(b"<script", answer[2])
        self.assertIn("default-src 'none'", answer[1]["Content-Security-Policy"])
        cookie, where = self.begin()
        answer = self.answer({**self.provider.log_in(where), "code": "x"}, cookie)
        self.refused(403, "no such &lt;code&gt;", answer)
        self.assertNotIn(b"<code", answer[2])
        self.provider.answer = {"access_token": "x"}
        self.refused(403, "no ID token", self.log_in())
        self.assertEqual(self.house.server.request("GET", BEGIN)[0], 400)

    def test_a_slow_provider_holds_up_nothing_else(self):
        self.provider.delay = 12
        cookie, where = self.begin()
        parameters = self.provider.log_in(where)
        began = time.monotonic()
        answers = []
        waiting = threading.Thread(target=lambda: answers.append(self.answer(parameters, cookie)))
        waiting.start()
        for _ in range(5):
            self.assertEqual(self.house.query("print 1", self.admin)[0], 200)
        self.assertLess(time.monotonic() - began, 5)
        waiting.join()
        self.refused(504, "does not answer", answers[0])
        self.assertLess(time.monotonic() - began, 12)


class Unmapped(OidcCase):
    """Roles are given by hand, and people are made known by an admin."""

    def test_people_are_added_by_subject(self):
        self.refused(403, "subject &#39;u-1&#39;", self.log_in(sub="u-1", preferred_username="uma"))
        self.assertEqual(self.ask("POST", "users", {"name": "uma", "subject": "u-1", "password": "a long password"})[0], 400)
        status, user = self.ask("POST", "users", {"name": "uma", "subject": "u-1"})
        self.assertEqual((status, user["subject"]), (201, "u-1"))
        self.assertEqual(self.ask("POST", "users", {"name": "uma2", "subject": "u-1"})[0], 409)
        sent = self.headers_of(self.log_in(sub="u-1", preferred_username="uma")) if self.ask(
            "POST", "role-assignments", {"principal": user["id"], "role": "Admin"})[0] == 201 else None
        self.assertEqual(self.roles_of(sent), ["Admin"])
        # The provider may be gone one day: an admin with a password stays.
        self.assertEqual(self.ask("DELETE", "users/" + self.user("admin")["id"], headers=sent)[0], 409)
        self.assertEqual(self.ask("PATCH", "users/" + self.user("admin")["id"], {"enabled": False}, sent)[0], 409)


class Down(OidcCase):
    def test_breaks_this_login_only(self):
        self.provider.status = 500
        self.refused(502, "cannot be asked now", self.house.request("GET", BEGIN))
        self.provider.reset()
        for metadata in ({"issuer": "https://evil.example"}, {"token_endpoint": "https://evil.example/token"},
                         {"jwks_uri": self.provider.issuer.replace("https", "http") + "/keys"}):
            self.provider.metadata = metadata
            status, _, body = self.house.request("GET", BEGIN)
            self.assertEqual(status, 403, body)
        self.assertEqual(self.house.query("print 1", self.admin)[0], 200)


class Settings(unittest.TestCase):
    def start(self, *settings, env=None):
        with tempfile.TemporaryDirectory() as data:
            run("init", "--data", data)
            return run("serve", "--data", data, "--https", "127.0.0.1:0",
                       *(word for each in settings for word in ("--set", each)), env=env)

    def test_what_is_missing_is_said(self):
        issuer = "oidc.issuer=https://localhost:1"
        for word, settings in (("oidc.client_id", (issuer,)), ("https://", ("oidc.issuer=http://localhost",)),
                               ("no role 'Nobody'", (issuer, "oidc.client_id=x", "oidc.roles=a=Nobody")),
                               ("VALUE=ROLE", ("oidc.roles=a",)), ("true or false", ("oidc.create_users=yes",)),
                               ("oidc.ca", (issuer, "oidc.client_id=x", "oidc.ca=/nowhere")),
                               ("env:NOT_THERE", (issuer, "oidc.client_id=x", "oidc.client_secret=env:NOT_THERE"))):
            status, _, said = self.start(*settings)
            self.assertEqual(status, 2, said)
            self.assertIn(word, said)
        status, _, said = self.start(issuer, "oidc.client_secret=hunter2hunter2")
        self.assertEqual(status, 2)
        self.assertNotIn("hunter2", said)


if __name__ == "__main__":
    unittest.main()
