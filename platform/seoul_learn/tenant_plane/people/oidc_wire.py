"""Asking an identity provider over the network: with an end to waiting, to length, and to being sent elsewhere.

Never called within a unit of work: somebody else's slowness must not hold a transaction.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from functools import cached_property
from typing import Any, cast

import httpx2
import msgspec
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from seoul_learn.plugin_api.outgoing.pinned import PinnedTransport
from seoul_learn.plugin_api.outgoing.reach import Reach
from seoul_learn.tenant_plane.people.errors import UnusableProvider
from seoul_learn.tenant_plane.people.oidc_metadata import WELL_KNOWN, Metadata, is_issuer, read_metadata
from seoul_learn.tenant_plane.people.oidc_values import BegunAttempt, Client

_SECONDS_FOR_ALL = 10.0
_SECONDS_FOR_ONE = 5.0
_HEADERS = {"accept": "application/json", "accept-encoding": "identity"}


class ProviderUnreachable(Exception):
    """The provider did not answer in time, not at all, or with something that is no answer."""


class CodeRefused(Exception):
    """The provider does not take the code or does not know us; `error` is its own word of RFC 6749, section 5.2."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """What the provider gave for the code, none of it believed yet, with its keys of this moment."""

    id_token: str
    access_token: str
    keys: Mapping[str, Any]

    def __repr__(self) -> str:
        return "Tokens(…)"


@contextlib.asynccontextmanager
async def _in_time() -> AsyncIterator[None]:
    """All that is asked within this takes no longer than it may; whatever the network does is ProviderUnreachable."""
    try:
        async with asyncio.timeout(_SECONDS_FOR_ALL):
            yield
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as fault:
        raise ProviderUnreachable(type(fault).__name__) from fault


class OidcWire:
    """The way to every provider. `allow_loopback`: providers on this very machine may speak plain http."""

    def __init__(self, *, allow_loopback: bool) -> None:
        self.allow_loopback = allow_loopback

    async def metadata(self, issuer: str) -> Metadata:
        """What the provider says of itself. Raises ProviderUnreachable, UnusableProvider."""
        async with _in_time():
            return await self._metadata(self._client(None), issuer)

    async def keys(self, metadata: Metadata) -> Mapping[str, Any]:
        """The provider's keys. Raises ProviderUnreachable."""
        async with _in_time():
            return await self._read(self._client(None), metadata.jwks_uri)

    def authorization_address(self, metadata: Metadata, client: Client, begun: BegunAttempt) -> str:
        """Where the browser is sent. Needs no network."""
        address, _ = self._client(client, metadata).create_authorization_url(
            metadata.authorization_endpoint, state=begun.state, code_verifier=begun.verifier, nonce=begun.nonce
        )
        return cast("str", address)

    async def redeem(self, metadata: Metadata, client: Client, *, code: str, verifier: str) -> Tokens:
        """The tokens for a code. Raises ProviderUnreachable, CodeRefused."""
        http = self._client(client, metadata)
        async with _in_time():
            try:
                given = await http.fetch_token(
                    metadata.token_endpoint, grant_type="authorization_code", code=code, code_verifier=verifier,
                    headers={"content-type": "application/x-www-form-urlencoded;charset=UTF-8", **_HEADERS},
                )  # fmt: skip
            except AuthlibBaseError as refused:
                raise CodeRefused(str(refused.error)[:40]) from None
            except (TypeError, AttributeError, KeyError):
                # The library takes it for granted that the answer is an object.
                raise CodeRefused("no tokens") from None
            if not isinstance(given, dict) or not isinstance(given.get("id_token"), str):
                raise CodeRefused("no id_token")
            keys = await self._read(http, metadata.jwks_uri)
        return Tokens(id_token=given["id_token"], access_token=str(given.get("access_token") or ""), keys=keys)

    async def userinfo(self, metadata: Metadata, *, access_token: str) -> Mapping[str, Any]:
        """What the provider says of whoever the access token is for. Raises ProviderUnreachable."""
        if metadata.userinfo_endpoint is None or not access_token:
            return {}
        async with _in_time():
            return await self._read(self._client(None), metadata.userinfo_endpoint, authorization=access_token)

    async def _metadata(self, http: AsyncOAuth2Client, issuer: str) -> Metadata:
        if not is_issuer(issuer, allow_loopback=self.allow_loopback):
            raise UnusableProvider("The issuer’s address does not begin with https://.")
        answer = await self._get(http, issuer.rstrip("/") + WELL_KNOWN)
        return read_metadata(answer, issuer=issuer, allow_loopback=self.allow_loopback)

    async def _read(self, http: AsyncOAuth2Client, address: str, *, authorization: str = "") -> Mapping[str, Any]:
        content = await self._get(http, address, authorization=authorization)
        try:
            return msgspec.json.decode(content, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise ProviderUnreachable("no JSON object") from None

    async def _get(self, http: AsyncOAuth2Client, address: str, *, authorization: str = "") -> bytes:
        headers = {**_HEADERS, **({"authorization": f"Bearer {authorization}"} if authorization else {})}
        answer = await http.request("GET", address, withhold_token=True, headers=headers)
        if answer.status_code != httpx2.codes.OK:
            raise ProviderUnreachable(f"status {answer.status_code}")
        return cast("bytes", answer.content)

    def _client(self, client: Client | None, metadata: Metadata | None = None) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            client_id=client.client_id if client else None,
            client_secret=client.client_secret if client else None,
            token_endpoint_auth_method=metadata.token_auth if metadata else None,
            redirect_uri=client.redirect_uri if client else None,
            scope=" ".join(client.scopes) if client else None,
            code_challenge_method="S256",
            timeout=_SECONDS_FOR_ONE,
            follow_redirects=False,
            transport=self._transport,
        )

    @cached_property
    def _transport(self) -> PinnedTransport:
        # Issuers are typed by administrators and endpoints are named by issuers: any public host, and no other.
        return PinnedTransport(Reach(hosts=None, on_this_machine=None if self.allow_loopback else frozenset()))
