"""A small provider of logins (OpenID Connect) over TLS with an authority of its own, which a test may have lie."""
import base64
import hashlib
import hmac
import http.server
import json
import os
import ssl
import subprocess
import tempfile
import threading
import time
import urllib.parse


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def openssl(*arguments, stdin=None):
    return subprocess.run(["openssl", *arguments], input=stdin, capture_output=True, check=True).stdout


class Key:
    """A key pair of RSA or of P-256."""

    def __init__(self, folder, kid, curve=False):
        self.kid, self.curve = kid, curve
        self.path = os.path.join(folder, kid + ".pem")
        kind = ["EC", "-pkeyopt", "ec_paramgen_curve:P-256"] if curve else ["RSA", "-pkeyopt", "rsa_keygen_bits:2048"]
        openssl("genpkey", "-algorithm", *kind, "-out", self.path)

    def jwk(self, **more):
        key = {"kid": self.kid, "use": "sig", **more}
        public = openssl("pkey", "-in", self.path, "-pubout", "-outform", "DER")
        if self.curve:
            return {"kty": "EC", "crv": "P-256", "x": b64(public[-64:-32]), "y": b64(public[-32:]), **key}
        modulus = openssl("rsa", "-in", self.path, "-noout", "-modulus").decode().strip().split("=")[1]
        return {"kty": "RSA", "n": b64(bytes.fromhex(modulus)), "e": "AQAB", **key}

    def sign(self, algorithm, text):
        options = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"] if algorithm == "PS256" else []
        signature = openssl("dgst", "-sha256", "-sign", self.path, *options, stdin=text)
        if not self.curve:
            return signature
        # DER: a sequence of two numbers.
        numbers, at = [], 2
        for _ in range(2):
            size = signature[at + 1]
            numbers.append(int.from_bytes(signature[at + 2:at + 2 + size], "big").to_bytes(32, "big"))
            at += 2 + size
        return b"".join(numbers)


def certificate(folder):
    """Paths of an authority's certificate and of a server's, with its key, for localhost."""
    at = lambda name: os.path.join(folder, name)
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", at("ca.key"), "-out", at("ca.pem"), "-days", "2",
            "-subj", "/CN=test authority")
    openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", at("server.key"), "-out", at("server.csr"), "-subj",
            "/CN=localhost")
    with open(at("names"), "w", encoding="utf-8") as file:
        file.write("subjectAltName=DNS:localhost")
    openssl("x509", "-req", "-in", at("server.csr"), "-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial",
            "-days", "2", "-extfile", at("names"), "-out", at("server.pem"))
    return at("ca.pem"), at("server.pem"), at("server.key")


class Provider(http.server.ThreadingHTTPServer):
    """`claims` are of whoever logs in next. `header`, `key`, `algorithm`, `metadata` and `answer` change what it says;
    `delay` is in seconds before each answer, `status` stands in the place of 200."""

    def __init__(self, client="harrier", secret="the client's secret"):
        super().__init__(("127.0.0.1", 0), Pages)
        self.folder = tempfile.TemporaryDirectory(prefix="harrier-oidc-")
        self.ca, chain, key = certificate(self.folder.name)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(chain, key)
        self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.issuer = f"https://localhost:{self.server_port}"
        self.client, self.secret = client, secret
        self.keys = [Key(self.folder.name, "k1")]
        self.asked = []
        self.codes = {}
        self.reset()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def reset(self):
        self.claims, self.header, self.metadata, self.extra_keys, self.answer = {}, {}, {}, [], None
        self.key, self.algorithm, self.delay, self.status = self.keys[0], "RS256", 0, 200

    def stop(self):
        self.shutdown()
        self.server_close()
        self.folder.cleanup()

    def log_in(self, url):
        """What a browser gets for the address that it was sent to, once its user has logged in: the parameters of the
        address that it is sent back to."""
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        code = b64(os.urandom(12))
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def token(self, nonce):
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": self.client, "sub": "s-1", "preferred_username": "olga", "iat": now,
                  "exp": now + 300, "nonce": nonce, **self.claims}
        header = {"alg": self.algorithm, "kid": self.key.kid, "typ": "JWT", **self.header}
        text = ".".join(b64(json.dumps({k: v for k, v in part.items() if v is not None}).encode())
                        for part in (header, claims))
        if header["alg"] == "none":
            return text + "."
        if header["alg"] == "HS256":
            secret = openssl("pkey", "-in", self.key.path, "-pubout")
            return text + "." + b64(hmac.new(secret, text.encode(), hashlib.sha256).digest())
        return text + "." + b64(self.key.sign(self.algorithm, text.encode()))


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        provider = self.server
        provider.asked.append(self.path)
        if self.path == "/.well-known/openid-configuration":
            self.send({"issuer": provider.issuer, "authorization_endpoint": provider.issuer + "/authorize",
                       "token_endpoint": provider.issuer + "/token", "jwks_uri": provider.issuer + "/keys",
                       **provider.metadata})
        elif self.path == "/keys":
            self.send({"keys": [key.jwk() for key in provider.keys] + provider.extra_keys})
        else:
            self.send({}, 404)

    def do_POST(self):
        provider = self.server
        provider.asked.append(self.path)
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        asked = provider.codes.pop(form.get("code"), None)
        both = base64.b64decode(self.headers.get("Authorization", "Basic ")[len("Basic "):]).decode()
        client, _, secret = (urllib.parse.unquote(part) for part in both.partition(":"))
        if asked is None:
            return self.send({"error": "invalid_grant", "error_description": "no such <code>"}, 400)
        challenge = b64(hashlib.sha256(form["code_verifier"].encode()).digest())
        if (client, secret) != (provider.client, provider.secret):
            return self.send({"error": "invalid_client"}, 401)
        if (asked["code_challenge"], asked["code_challenge_method"], asked["redirect_uri"]) != (
                challenge, "S256", form["redirect_uri"]):
            return self.send({"error": "invalid_grant", "error_description": "PKCE"}, 400)
        return self.send(provider.answer or {"access_token": "x", "token_type": "Bearer",
                                             "id_token": provider.token(asked["nonce"])})

    def send(self, what, status=None):
        time.sleep(self.server.delay)
        body = json.dumps(what).encode()
        try:
            self.send_response(status or self.server.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass

    def log_message(self, *_):
        pass
