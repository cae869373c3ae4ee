"""A little OpenID provider on loopback: description, keys, login (which always says yes), token with PKCE checked."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey


@dataclass
class Provider:
    """Who logs in there (`claims`), what is wrong with its tokens (`spoil`), and what it was asked."""

    client_id: str = "yifa-test"
    client_secret: str = "a secret of the test"
    claims: dict[str, Any] = field(default_factory=dict)
    spoil: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    signs: RSAKey | None = None  # another key than the published one
    url: str = ""
    algorithm: str = "RS256"  # what it signs with and says so
    says_it_is: str = ""  # an issuer that its description names instead of its own
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.says_it_is or self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [self.algorithm],
            "code_challenge_methods_supported": ["S256"],
        }

    def keys(self) -> list[dict[str, Any]]:
        """Its public keys; one that signs with the shared secret names that too, as careless ones do."""
        known = [self.key.as_dict(private=False)]
        if self.algorithm == "HS256":
            known = [dict(OctKey.import_key(self.client_secret).as_dict(private=True), kid="one")]
        return [dict(one) for one in known]

    def authorize(self, query: dict[str, str]) -> str:
        """Where the browser goes after a login that is always granted."""
        self.asked.append(query)
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """A code is good once, for this client, with the verifier of its challenge."""
        asked = self.codes.pop(form.get("code", ""), None)
        known = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        if asked is None or authorization != f"Basic {known}":
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked.get("code_challenge"):
            return 400, {"error": "invalid_grant"}
        return 200, {
            "access_token": "unused",
            "token_type": "Bearer",
            "expires_in": 60,
            "id_token": self.id_token(asked),
        }

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        said = {
            "iss": self.url,
            "aud": self.client_id,
            "iat": now,
            "exp": now + 60,
            "nonce": asked.get("nonce"),
        }
        body = said | self.claims | self.spoil
        key = self.signs or self.key
        if self.algorithm == "HS256":  # anybody who knows the shared secret could have signed
            key = OctKey.import_key(self.client_secret)
        return jwt.encode({"alg": self.algorithm, "kid": "one"}, body, key)


def serve(provider: Provider) -> ThreadingHTTPServer:
    """Start it on a free port; the caller shuts it down."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.send_response(302)
                self.send_header("Location", provider.authorize(query))
                self.end_headers()
            elif parts.path == "/keys":
                self.answer(200, {"keys": provider.keys()})
            else:
                self.answer(200, provider.description())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self.answer(*provider.token(form, self.headers.get("Authorization", "")))

        def answer(self, status: int, content: dict[str, Any]) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
