"""Tokens written and read with joserfc: ours under RS256, a tool's under whatever it alone can sign with."""

import asyncio
import base64
import binascii
import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, RSAKey

from seoul_learn.api.lti.outgoing import NotFetched, fetch_json
from seoul_learn.tenant_plane.lti.signatures import KeySource, NotBelieved
from seoul_learn.tenant_plane.lti.values import SigningKey

SIGNED_WITH = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Never `none`, and never an HMAC, whose key would be the public one."""

_KEPT_SECONDS = 600
_ANEW_AFTER_SECONDS = 10
"""An unknown `kid` has the keys fetched anew, but not more often than this."""
_LONGEST_TOKEN = 64 * 1024


class _Fetched(msgspec.Struct, frozen=True):
    keys: list[dict[str, Any]]
    at: float


class JoseSignatures:
    """Signs and reads. Tools' keys are kept in memory for minutes."""

    def __init__(self) -> None:
        self._fetched: dict[UUID, tuple[str, _Fetched]] = {}

    def sign(self, key: SigningKey, claims: dict[str, Any]) -> str:
        """A compact token, signed with RS256 under the key's `kid`."""
        header = {"typ": "JWT", "alg": "RS256", "kid": key.kid}
        return jwt.encode(header, claims, RSAKey.import_key(key.private_pem), algorithms=["RS256"])

    def issuer_named(self, token: str) -> str | None:
        """Who a token says it is from."""
        issuer = _part(token, 1).get("iss")
        return issuer if isinstance(issuer, str) else None

    async def claims_of(self, token: str, source: KeySource) -> dict[str, Any]:
        """The claims of a token that the tool has signed. Raises NotBelieved."""
        header = _part(token, 0)
        if header.get("alg") not in SIGNED_WITH:
            raise NotBelieved("the algorithm is none that we take")
        kid = header.get("kid")
        keys = [one for one in await self._keys(source, kid) if one.get("use", "sig") == "sig"]
        if kid is None and len(keys) != 1:
            raise NotBelieved("the token names no kid")
        try:
            # RSA decoding takes its time and lets nobody else through.
            return await asyncio.to_thread(_verified, token, keys)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as fault:
            # Keys and token are somebody else's bytes: whatever in them a library stumbles over is no signature.
            raise NotBelieved("the signature is not that of a key of the tool") from fault

    async def check(self, source: KeySource) -> None:
        """Fetch the tool's keys anew. Raises NotBelieved."""
        self._fetched.pop(source.tool_id, None)
        if not await self._keys(source, None):
            raise NotBelieved("the tool publishes no key")

    async def _keys(self, source: KeySource, kid: object) -> list[dict[str, Any]]:
        if source.jwks is not None:
            return _listed(source.jwks)
        address = source.jwks_uri or ""
        at, kept = self._fetched.get(source.tool_id, ("", None))
        age = time.monotonic() - kept.at if kept is not None and at == address else None
        if kept is not None and age is not None and age < _KEPT_SECONDS:
            known = kid is None or any(one.get("kid") == kid for one in kept.keys)
            if known or age < _ANEW_AFTER_SECONDS:
                return kept.keys
        try:
            keys = _listed(await fetch_json(address, reachable=source.reachable))
        except NotFetched as fault:
            raise NotBelieved(f"the tool’s keys cannot be fetched: {fault}") from fault
        self._fetched[source.tool_id] = (address, _Fetched(keys, time.monotonic()))
        return keys


def _verified(token: str, keys: list[dict[str, Any]]) -> dict[str, Any]:
    return dict(jwt.decode(token, KeySet.import_key_set({"keys": keys}), algorithms=list(SIGNED_WITH)).claims)


def _listed(jwks: Mapping[str, Any]) -> list[dict[str, Any]]:
    keys = jwks.get("keys")
    return [one for one in keys if isinstance(one, dict)] if isinstance(keys, list) else []


def _part(token: str, number: int) -> dict[str, Any]:
    """Header or claims as they are written, believed by nobody; empty for what is no token."""
    parts = token.split(".")
    if len(parts) != 3 or len(token) > _LONGEST_TOKEN:
        return {}
    try:
        content = base64.urlsafe_b64decode(parts[number] + "=" * (-len(parts[number]) % 4))
        return msgspec.json.decode(content, type=dict[str, Any])
    except (binascii.Error, ValueError, msgspec.DecodeError):
        return {}
