"""Requests to a provider, each with the proof that it is us."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import msgspec

from plugins.providers.rest.answers import ASK_AGAIN, Token, understood
from plugins.providers.rest.config import Proof, RestConfig
from plugins.providers.rest.signing import UnusableKey, client_assertion, signature, target_of
from seoul_learn.plugin_api.outgoing.wire import Answer, Ask, Wire
from seoul_learn.plugin_api.provider import ProviderUnavailable

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """One contract's way of asking its provider."""

    wire: Wire
    config: RestConfig
    now: Callable[[], datetime]

    async def get(self, path: str, **query: str) -> Answer:
        """Raises ProviderUnavailable."""
        return await self._send("GET", path, query=query)

    async def put(self, path: str, body: dict[str, Any], *, key: str) -> Answer:
        """Raises ProviderUnavailable. `key` is the key of idempotency."""
        content = msgspec.json.encode(body)
        return await self._send(
            "PUT", path, body=content, more={"content-type": "application/json", "idempotency-key": key}
        )

    async def delete(self, path: str) -> Answer:
        """Raises ProviderUnavailable."""
        return await self._send("DELETE", path)

    async def get_unproved(self, path: str) -> Answer:
        """As somebody would who does not know the secret. Raises ProviderUnavailable."""
        address = self.config.base + path
        at = int(self.now().timestamp())
        forged = signature("somebody else's secret", at=at, method="GET", target=target_of(address), body=b"")
        headers = {
            Proof.HMAC: {"seoul-learn-signature": forged},
            Proof.PRIVATE_KEY_JWT: {"authorization": "Bearer somebody-elses"},
        }[self.config.proof]
        return await self.wire.send(
            Ask(method="GET", address=address, headers={"seoul-learn-client": self.config.client_id, **headers})
        )

    async def _send(
        self, method: str, path: str, *, query: dict[str, str] | None = None, body: bytes = b"",
        more: dict[str, str] | None = None,
    ) -> Answer:  # fmt: skip
        address = self.config.base + path + (f"?{urlencode(query)}" if query else "")
        proof = await self._proof(method, address, body)
        headers = {"seoul-learn-client": self.config.client_id, **proof, **(more or {})}
        return await self.wire.send(Ask(method=method, address=address, headers=headers, body=body))

    async def _proof(self, method: str, address: str, body: bytes) -> dict[str, str]:
        if self.config.proof is Proof.HMAC:
            at = int(self.now().timestamp())
            signed = signature(self.config.secret, at=at, method=method, target=target_of(address), body=body)
            return {"seoul-learn-signature": signed}
        return {"authorization": f"Bearer {await self._token()}"}

    async def _token(self) -> str:
        # One for each request: nothing is kept between calls, and nothing has to be forgotten in time.
        if self.config.authorization_address is None:
            raise ProviderUnavailable("no authorization address", retry_after=ASK_AGAIN)
        try:
            assertion = client_assertion(self.config, now=self.now())
        except UnusableKey as unusable:
            raise ProviderUnavailable(str(unusable), retry_after=ASK_AGAIN) from None
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": _ASSERTION,
            "client_assertion": assertion,
        }
        answer = await self.wire.send(
            Ask(
                method="POST",
                address=self.config.authorization_address,
                headers={"content-type": "application/x-www-form-urlencoded"},
                body=urlencode(form).encode(),
            )
        )
        token = understood(answer, Token)
        if token.token_type.lower() != "bearer" or not token.access_token.isascii() or " " in token.access_token:
            raise ProviderUnavailable("an answer that is no token", retry_after=ASK_AGAIN)
        return token.access_token
