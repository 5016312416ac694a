"""An OpenID Connect provider on this machine: real HTTP, real keys, code flow with PKCE; it can send false answers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "maillage", "un-secret-de-client"
REALM = "/auth/realms/esante-wallet"


@dataclass
class Provider:
    """The provider's person and answers. ``claims`` and ``information`` override true values; None leaves one out."""

    address: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    information: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}, private=True))
    signing: Any = None
    algorithm: str = "RS256"
    without_token: bool = False
    asked: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)

    @property
    def issuer(self) -> str:
        return self.address + REALM

    def settings(self) -> dict[str, str]:
        """Return the site's settings for this provider."""
        return {
            "client_id": CLIENT, "client_secret": SECRET, "issuer": self.issuer, "acr": "eidas1",
            "discovery": f"{self.issuer}/.well-known/wallet-openid-configuration",
        }  # fmt: skip

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            **{f"{name}_endpoint": f"{self.address}/{name}" for name in ("authorization", "token", "userinfo")},
            "jwks_uri": f"{self.address}/keys",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        }

    def begin(self, query: dict[str, str]) -> str:
        """Answer the authorisation request as if the card had been shown; return the redirect."""
        assert query["client_id"] == CLIENT
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        self.asked = query
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def exchange(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Exchange a code for tokens, once, for the client that has the PKCE verifier."""
        query = self.codes.pop(form.get("code", ""), None)
        expected = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if query is None or authorization != expected or form["redirect_uri"] != query["redirect_uri"]:
            return None
        if challenge.decode().rstrip("=") != query["code_challenge"]:
            return None
        token = secrets.token_urlsafe(16)
        self.tokens.add(token)
        answer = {"access_token": token, "token_type": "Bearer", "expires_in": 120}
        return answer if self.without_token else {**answer, "id_token": self.id_token(query["nonce"])}

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        true = {
            "iss": self.issuer, "aud": CLIENT, "sub": self.person["sub"], "nonce": nonce, "acr": "eidas1",
            "iat": now, "exp": now + 120,
        }  # fmt: skip
        claims = {name: value for name, value in {**true, **self.claims}.items() if value is not None}
        header = {"alg": self.algorithm, "kid": "1"}
        if self.algorithm.startswith("RS"):
            return jwt.encode(header, claims, self.signing or self.key)
        signed = ".".join(_text(json.dumps(part).encode()) for part in (header, claims))
        return f"{signed}.{_text(self.signing(signed.encode()))}"

    def lie_without_signature(self) -> None:
        """Send unsigned tokens with the algorithm "none"."""
        self.algorithm, self.signing = "none", lambda _: b""

    def lie_with_its_public_key(self) -> None:
        """Sign tokens with the public key as if it were a shared secret."""
        public = self.key.as_pem(private=False)
        self.algorithm, self.signing = "HS256", lambda signed: hmac.digest(public, signed, "sha256")


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Write no log."""

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == f"{REALM}/.well-known/wallet-openid-configuration":
                self.say(provider.metadata())
            elif parts.path == "/keys":
                self.say({"keys": [provider.key.as_dict(private=False)]})
            elif parts.path == "/authorization":
                self.send_response(302)
                self.send_header("Location", provider.begin(dict(parse_qsl(parts.query))))
                self.end_headers()
            elif parts.path == "/userinfo" and self.headers["Authorization"].removeprefix("Bearer ") in provider.tokens:
                self.say({**provider.person, **provider.information})
            else:
                self.say({"error": "invalid_request"}, 401)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            answer = provider.exchange(dict(parse_qsl(body)), self.headers["Authorization"] or "")
            self.say(answer or {"error": "invalid_grant"}, 200 if answer else 400)

        def say(self, answer: dict[str, Any], status: int = 200) -> None:
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return Handler


@contextmanager
def running(person: dict[str, Any]) -> Iterator[Provider]:
    """Run a provider that knows one person."""
    provider = Provider(person=person)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    provider.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    server.server_close()
    thread.join()
