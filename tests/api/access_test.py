"""Who may what: init, TLS, tokens, logins, roles, and the open address beside them."""
import base64
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import stat
import tempfile
import unittest
import urllib.parse

from harrier_testing import Server, run


def environment(data):
    """What `harrier env` prints, as a dict."""
    status, out, error = run("env", "--data", data)
    if status != 0:
        raise AssertionError(error)
    pairs = (line[len("export "):].split("=", 1) for line in out.splitlines() if line.startswith("export "))
    return {name: value[1:-1] for name, value in pairs}


class Initialised:
    """A directory after `harrier init`, its server, and requests over TLS."""

    def __init__(self, arguments=(), http="127.0.0.1:0"):
        self.data = tempfile.mkdtemp(prefix="harrier-access-")
        status, out, error = run("init", "--data", self.data)
        if status != 0:
            raise AssertionError(error)
        self.password = re.search(r"password +(\S+)", out)[1]
        self.server = Server(self.data, arguments, https=True, http=http)
        self.env = environment(self.data)
        self.tls = ssl.create_default_context(cafile=self.env["HARRIER_CA"])
        if hasattr(ssl, "VERIFY_X509_STRICT"):
            self.tls.verify_flags |= ssl.VERIFY_X509_STRICT

    def stop(self):
        status = self.server.stop()
        shutil.rmtree(self.data, ignore_errors=True)
        return status

    def request(self, method, path, body=None, headers=None, host="localhost"):
        connection = http.client.HTTPSConnection(host, self.server.secure_port, context=self.tls, timeout=60)
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        answer = response.status, response.headers, response.read()
        connection.close()
        return answer

    def token(self, tenant="common", secret=None, client=None, path="oauth2/v2.0/token", headers=None, **more):
        form = {"grant_type": "client_credentials", "client_id": client or self.env["HARRIER_CLIENT_ID"],
                "client_secret": secret or self.env["HARRIER_CLIENT_SECRET"],
                "scope": self.server.secure_url + "//.default", **more}
        status, _, body = self.request("POST", f"/{tenant}/{path}", urllib.parse.urlencode(form),
                                       {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})})
        return status, json.loads(body)

    def bearer(self):
        status, answer = self.token()
        if status != 200:
            raise AssertionError(answer)
        return {"Authorization": "Bearer " + answer["access_token"]}

    def query(self, text, headers=None):
        return self.request("POST", "/v1/rest/query", json.dumps({"csl": text}), headers)


def payload(token):
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


class AccessCase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.house = Initialised()

    @classmethod
    def tearDownClass(cls):
        status = cls.house.stop()
        if status != 0:
            raise AssertionError(f"the server ended with {status}")


class Init(unittest.TestCase):
    def test_twice_changes_nothing(self):
        with tempfile.TemporaryDirectory() as data:
            self.assertEqual(run("init", "--data", data)[0], 0)
            before = {}
            for folder, _, names in os.walk(data):
                for name in names:
                    if name.endswith((".pem", ".key", ".env", ".json")):
                        with open(os.path.join(folder, name), "rb") as file:
                            before[name] = file.read()
            status, out, _ = run("init", "--data", data)
            self.assertEqual(status, 0)
            self.assertIn("nothing was changed", out)
            self.assertNotIn("password", out)
            for folder, _, names in os.walk(data):
                for name in names:
                    if name in before:
                        with open(os.path.join(folder, name), "rb") as file:
                            self.assertEqual(file.read(), before[name], name)

    def test_secrets_are_for_the_owner_only(self):
        with tempfile.TemporaryDirectory() as data:
            _, out, _ = run("init", "--data", data)
            password = re.search(r"password +(\S+)", out)[1]
            self.assertEqual(stat.S_IMODE(os.stat(os.path.join(data, "keys")).st_mode), 0o700)
            for name in ("client.env", "metadata.db", "tenant.json", "keys/signing.pem", "keys/ca.key"):
                self.assertEqual(stat.S_IMODE(os.stat(os.path.join(data, name)).st_mode), 0o600, name)
            with open(os.path.join(data, "metadata.db"), "rb") as file:
                stored = file.read()
            env = environment(data)
            for secret in (password, env["HARRIER_CLIENT_SECRET"], env["HARRIER_WORKSPACE_KEY"]):
                self.assertNotIn(secret.encode(), stored)

    def test_without_it_nobody_can_log_in(self):
        with tempfile.TemporaryDirectory() as data:
            status, _, said = run("serve", "--data", data, "--https", "127.0.0.1:0", "--http", "off")
            self.assertEqual(status, 2)
            self.assertIn("harrier init", said)
            status, _, said = run("env", "--data", data)
            self.assertNotEqual(status, 0)
            self.assertIn("harrier init", said)

    def test_the_open_address_is_off_after_it(self):
        house = Initialised(http="off")
        try:
            self.assertEqual(house.env["HARRIER_HTTP_URL"], "")
            self.assertEqual(house.query("print 1", house.bearer())[0], 200)
            # Commands log in by the directory's own file.
            status, out, error = run("query", "--data", house.data, "--format", "csv", "print x = 6 * 7")
            self.assertEqual((status, out.split()), (0, ["x", "42"]), error)
            env = {name: house.env[name] for name in ("HARRIER_CA", "HARRIER_CLIENT_ID", "HARRIER_CLIENT_SECRET")}
            status, out, error = run("query", "--url", house.server.secure_url, "--format", "csv", "print x = 7", env=env)
            self.assertEqual((status, out.split()), (0, ["x", "7"]), error)
            status, _, error = run("query", "--url", house.server.secure_url, "print 1",
                                   env={**env, "HARRIER_CA": ""})
            self.assertNotEqual(status, 0)
            self.assertIn("certificate", error)
        finally:
            self.assertEqual(house.stop(), 0)

    def test_roles_of_the_open_address(self):
        status, _, said = run("serve", "--data", tempfile.gettempdir(), "--http-role", "Nobody", "--http", "127.0.0.1:0")
        self.assertNotEqual(status, 0)
        house = Initialised(arguments=["--http-role", "contributor"])
        try:
            self.assertEqual(house.server.post("/v1/rest/mgmt", ".create table A_CL (x: long)")[0], 200)
        finally:
            house.stop()


class Tls(AccessCase):
    def test_certificate_is_for_the_names_of_this_machine(self):
        for host in ("localhost", "127.0.0.1"):
            self.assertEqual(self.house.request("GET", "/", host=host)[0], 200)

    def test_nothing_older_than_1_2(self):
        with socket.create_connection(("127.0.0.1", self.house.server.secure_port), timeout=10) as raw:
            old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            old.check_hostname = False
            old.verify_mode = ssl.CERT_NONE
            old.minimum_version = ssl.TLSVersion.TLSv1
            old.maximum_version = ssl.TLSVersion.TLSv1_1
            old.set_ciphers("ALL:@SECLEVEL=0")
            with self.assertRaises((ssl.SSLError, ConnectionError)):
                old.wrap_socket(raw)
        modern = ssl.create_default_context(cafile=self.house.env["HARRIER_CA"])
        modern.maximum_version = ssl.TLSVersion.TLSv1_2
        with socket.create_connection(("127.0.0.1", self.house.server.secure_port), timeout=10) as raw:
            with modern.wrap_socket(raw, server_hostname="localhost") as secure:
                self.assertEqual(secure.version(), "TLSv1.2")

    def test_foreign_names_and_pages_are_refused(self):
        for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"},
                        {"Origin": f"http://localhost:{self.house.server.secure_port}"}):
            self.assertEqual(self.house.request("GET", "/v1/rest/auth/metadata", headers=headers)[0], 403, headers)
        self.assertEqual(self.house.request("GET", "/v1/rest/auth/metadata",
                                            headers={"Origin": self.house.server.secure_url})[0], 200)

    def test_plain_http_there_is_no_answer(self):
        with socket.create_connection(("127.0.0.1", self.house.server.secure_port), timeout=10) as raw:
            raw.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            try:
                self.assertNotIn(b"200", raw.recv(1000))
            except ConnectionError:
                pass

    def test_gzip_and_long_answers(self):
        _, headers, body = self.house.query("range x from 1 to 50000 step 1",
                                            {**self.house.bearer(), "Accept-Encoding": "gzip"})
        self.assertEqual(headers["Content-Encoding"], "gzip")
        self.assertLess(len(body), 1_000_000)
        _, _, body = self.house.query("range x from 1 to 50000 step 1", self.house.bearer())
        self.assertEqual(len(json.loads(body)["Tables"][0]["Rows"]), 50000)


class Tokens(AccessCase):
    def test_each_name_of_the_tenant_gives_one(self):
        tenant = self.house.env["HARRIER_TENANT"]
        for name, path in ((tenant, "oauth2/v2.0/token"), ("adfs", "oauth2/token"), ("COMMON", "oauth2/v2.0/token"),
                           ("organizations", "oauth2/v2.0/token")):
            status, answer = self.house.token(name, path=path)
            self.assertEqual(status, 200, answer)
            self.assertEqual((answer["token_type"], answer["expires_in"]), ("Bearer", 3599))
            claims = payload(answer["access_token"])
            self.assertEqual(claims["tid"], tenant)
            self.assertEqual(claims["appid"], self.house.env["HARRIER_CLIENT_ID"])
            self.assertEqual(claims["aud"], self.house.server.secure_url)
            self.assertEqual(claims["roles"], ["Contributor"])
            status, _, _ = self.house.query("print 1", {"Authorization": "Bearer " + answer["access_token"]})
            self.assertEqual(status, 200)

    def test_by_basic(self):
        both = self.house.env["HARRIER_CLIENT_ID"] + ":" + self.house.env["HARRIER_CLIENT_SECRET"]
        status, _, body = self.house.request(
            "POST", "/common/oauth2/v2.0/token", "grant_type=client_credentials",
            {"Authorization": "Basic " + base64.b64encode(both.encode()).decode()})
        self.assertEqual(status, 200, body)

    def test_refusals_are_those_of_azure(self):
        status, answer = self.house.token(secret="wrong")
        self.assertEqual((status, answer["error"], answer["error_codes"]), (401, "invalid_client", [7000215]))
        self.assertIn("AADSTS7000215", answer["error_description"])
        self.assertEqual(self.house.token(client="11111111-1111-1111-1111-111111111111")[0], 401)
        self.assertEqual(self.house.token("nobody.example")[0], 400)
        self.assertEqual(self.house.token(grant_type="password")[1]["error"], "unsupported_grant_type")
        # A good one is let in again at once: the row of failures was short.
        self.assertEqual(self.house.token()[0], 200)

    def test_discovery(self):
        tenant = self.house.env["HARRIER_TENANT"]
        for path in (f"/{tenant}/v2.0/.well-known/openid-configuration", "/adfs/.well-known/openid-configuration",
                     "/common/v2.0/.well-known/openid-configuration"):
            status, _, body = self.house.request("GET", path)
            self.assertEqual(status, 200)
            told = json.loads(body)
            self.assertTrue(told["token_endpoint"].startswith(self.house.server.secure_url), told)
            for name in ("issuer", "authorization_endpoint", "device_authorization_endpoint"):
                self.assertIn(name, told)
            keys = json.loads(self.house.request("GET", urllib.parse.urlparse(told["jwks_uri"]).path)[2])["keys"]
            self.assertEqual([(key["kty"], key["alg"]) for key in keys], [("RSA", "RS256")])
        self.assertEqual(self.house.request("GET", "/else/v2.0/.well-known/openid-configuration")[0], 400)
        cloud = json.loads(self.house.request("GET", "/metadata/endpoints?api-version=latest")[2])
        self.assertEqual(cloud["resourceManager"], self.house.server.secure_url + "/")
        self.assertEqual(cloud["authentication"]["tenant"], tenant)
        # Also at the open address they name the secure one.
        kusto = json.loads(self.house.server.request("GET", "/v1/rest/auth/metadata")[2])
        self.assertEqual(kusto["AzureAD"]["LoginEndpoint"], self.house.server.secure_url)

    def test_managed_identity(self):
        path = "/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fmonitor.azure.com%2F"
        status, _, body = self.house.request("GET", path, headers={"X-IDENTITY-HEADER": self.house.env["IDENTITY_HEADER"]})
        answer = json.loads(body)
        self.assertEqual((status, answer["token_type"]), (200, "Bearer"))
        self.assertEqual(payload(answer["access_token"])["aud"], "https://monitor.azure.com")
        self.assertRegex(answer["expires_on"], r"^\d+$")
        self.assertEqual(self.house.request("GET", path)[0], 401)
        self.assertEqual(self.house.request("GET", path, headers={"X-IDENTITY-HEADER": "wrong"})[0], 401)

    def test_the_subscription(self):
        path = "/SUBSCRIPTIONS?api-version=2016-06-01"
        self.assertEqual(self.house.request("GET", path)[0], 401)
        found = json.loads(self.house.request("GET", path, headers=self.house.bearer())[2])["value"]
        self.assertEqual([each["subscriptionId"] for each in found], [self.house.env["HARRIER_SUBSCRIPTION"]])
        status, _, body = self.house.request("GET", "/subscriptions", headers=self.house.bearer())
        self.assertEqual((status, json.loads(body)["error"]["code"]), (400, "MissingApiVersionParameter"))

    def test_without_one_each_api_refuses_in_its_own_words(self):
        workspace = self.house.env["HARRIER_WORKSPACE_ID"]
        for headers in ({}, {"Authorization": "Bearer garbage"}, {"Authorization": "Bearer a.b.c"},
                        {"Authorization": "SharedKey " + workspace + ":x"}, {"Cookie": "__Host-harrier=x"}):
            status, told, body = self.house.request("POST", f"/v1/workspaces/{workspace}/query", '{"query":"print 1"}', headers)
            self.assertEqual(status, 401)
            self.assertEqual(json.loads(body)["error"]["code"], "AuthorizationRequiredError")
            self.assertEqual(told["WWW-Authenticate"],
                             f'Bearer authorization_uri="{self.house.server.secure_url}/{self.house.env["HARRIER_TENANT"]}", '
                             f'resource="{self.house.server.secure_url}"')
            status, _, body = self.house.query("print 1", headers)
            self.assertEqual((status, json.loads(body)["error"]["code"]), (401, "Unauthorized"))

    def test_a_body_that_nobody_may_send_is_not_read(self):
        with socket.create_connection(("127.0.0.1", self.house.server.secure_port), timeout=20) as raw:
            with self.house.tls.wrap_socket(raw, server_hostname="localhost") as secure:
                secure.sendall(b"POST /api/v1/ingest?name=x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n")
                self.assertIn(b" 401 ", secure.recv(65536).split(b"\r\n")[0])


class Logins(AccessCase):
    def login(self, password=None, user="admin", headers=None):
        return self.house.request("POST", "/api/v1/login",
                                  json.dumps({"user": user, "password": password or self.house.password}), headers)

    def test_cookie_and_second_secret(self):
        status, headers, body = self.login()
        self.assertEqual(status, 200, body)
        cookie = headers["Set-Cookie"]
        for word in ("__Host-harrier=", "Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
            self.assertIn(word, cookie)
        self.assertNotIn("Domain", cookie)
        me = json.loads(body)
        self.assertEqual((me["user"]["name"], me["roles"][0]["name"]), ("admin", "Admin"))
        sent = {"Cookie": cookie.split(";")[0]}
        again = json.loads(self.house.request("GET", "/api/v1/me", headers=sent)[2])
        self.assertEqual(again, me)
        # What changes something, or asks by POST, needs the second secret.
        self.assertEqual(self.house.query("print 1", sent)[0], 401)
        self.assertEqual(self.house.query("print 1", {**sent, "X-CSRF-Token": "x" * 43})[0], 401)
        sent["X-CSRF-Token"] = me["csrf"]
        self.assertEqual(self.house.query("print 1", sent)[0], 200)
        # The cookie is of no use at the open address.
        self.assertEqual(self.house.server.post("/v1/rest/mgmt", ".create table B_CL (x: long)", headers=sent)[0], 403)
        status, headers, _ = self.house.request("POST", "/api/v1/logout", "", sent)
        self.assertEqual(status, 200)
        self.assertIn("Max-Age=0", headers["Set-Cookie"])
        self.assertEqual(self.house.request("GET", "/api/v1/me", headers=sent)[0], 401)

    def test_no_passwords_without_tls(self):
        status, _, body = self.house.server.request("POST", "/api/v1/login", json.dumps({"user": "admin", "password": self.house.password}))
        self.assertEqual((status, json.loads(body)["error"]["code"]), (400, "SecureAddressRequired"))

    def test_guessing_is_slowed_down(self):
        seen = [self.login("wrong", user="mallory")[0] for _ in range(7)]
        self.assertEqual(seen[:5], [401] * 5)
        self.assertEqual(seen[-1], 429)
        self.house.server.wait_for(lambda: self.login()[0] == 200)


class Roles(AccessCase):
    def test_the_open_address_reads_only(self):
        self.assertEqual(self.house.server.rows("print 1"), [[1]])
        for path, text in (("/v1/rest/mgmt", ".create table C_CL (x: long)"), ("/v1/rest/query", ".drop table C_CL")):
            status, answer = self.house.server.post(path, text)
            self.assertEqual(status, 403, answer)
            self.assertIn("Microsoft.OperationalInsights/workspaces/tables/", answer["error"]["@message"])
        status, _, body = self.house.server.request("POST", "/v1/rest/ingest/harrier/SecurityEvent?streamFormat=json", "{}")
        self.assertEqual(status, 403)
        self.assertIn("Harrier/tables/rows/write", body.decode())
        status, _, body = self.house.server.request("POST", "/api/v1/ingest?name=x.json&table=D_CL&create=1", "{}")
        self.assertEqual(status, 403)

    def test_a_contributor_writes(self):
        bearer = self.house.bearer()
        for text in (".create table E_CL (x: long)", ".ingest inline into table E_CL <| 5", "E_CL | count"):
            status, _, body = self.house.query(text, bearer)
            self.assertEqual(status, 200, body)
        # With a token one is who one is, at the open address too.
        self.assertEqual(self.house.server.post("/v1/rest/mgmt", ".create table F_CL (x: long)", headers=bearer)[0], 200)


if __name__ == "__main__":
    unittest.main()
