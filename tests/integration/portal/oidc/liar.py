"""A small provider of our own with its own keys, which says whatever a test makes it say."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs

from joserfc import jws
from joserfc.jwk import RSAKey

_KEY = RSAKey.generate_key(2048, {"kid": "of the liar", "use": "sig"}, private=True)


class Liar:
    """Right in everything until a test changes it: `metadata`, `claims`, `header`, `answers` by path."""

    def __init__(self, *, client_id: str) -> None:
        self.client_id = client_id
        self.issuer = ""
        self.metadata: dict[str, Any] = {}
        self.claims: dict[str, Any] = {}
        self.userinfo: dict[str, Any] = {}
        self.token = ""
        self.answers: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.posted: dict[str, list[str]] = {}

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator["Liar"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.issuer = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self.metadata = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        try:
            yield self
        finally:
            server.close()

    def says(self, sent: str, /, **claims: Any) -> None:
        """The token that the next code is exchanged for; `sent` is the nonce. A claim of None is left out."""
        now = int(time.time())
        said = {
            "iss": self.issuer, "sub": "a-subject", "aud": self.client_id, "exp": now + 300, "iat": now,
            "nonce": sent, "email": "told@resident.example", "email_verified": True, **claims,
        }  # fmt: skip
        self.claims = {name: value for name, value in said.items() if value is not None}
        # Escaped, so that half a character can be told too.
        payload = json.dumps(self.claims).encode()
        self.token = jws.serialize_compact({"alg": "RS256", "kid": "of the liar"}, payload, _KEY, algorithms=["RS256"])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = head.split(" ")[1]
            length = next((int(line[15:]) for line in head.lower().splitlines() if line[:15] == "content-length:"), 0)
            body = (await reader.readexactly(length)).decode()
            self.asked.append(path)
            if path == "/token":
                self.posted = parse_qs(body)
            writer.write(self.answers.get(path) or self._answer(path))
            await writer.drain()
        writer.close()

    def _answer(self, path: str) -> bytes:
        body = self.right(path.removeprefix("/elsewhere"))
        return http_answer(body) if body else http_answer(b"", status="404 Not Found")

    def right(self, path: str) -> bytes:
        """What is answered on a path where nothing was changed."""
        said = {
            "/.well-known/openid-configuration": self.metadata,
            "/keys": {"keys": [_KEY.as_dict(private=False)]},
            "/token": {"access_token": "an access token", "token_type": "Bearer", "id_token": self.token},
            "/userinfo": self.userinfo,
        }.get(path)
        return b"" if said is None else json.dumps(said).encode()


def http_answer(body: bytes, *, status: str = "200 OK", headers: str = "") -> bytes:
    """An HTTP answer as it goes over the wire."""
    kind = "content-type: application/json\r\nconnection: close\r\n"
    return f"HTTP/1.1 {status}\r\n{kind}{headers}content-length: {len(body)}\r\n\r\n".encode() + body
