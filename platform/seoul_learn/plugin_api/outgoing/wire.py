"""What a connector asks its provider through: bounded in reach, time and length, and honest about silence."""

import asyncio
import ssl
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol

import httpx2
import msgspec

from seoul_learn.plugin_api.outgoing.pinned import PinnedTransport, Resolve, resolve
from seoul_learn.plugin_api.outgoing.reach import Reach
from seoul_learn.plugin_api.provider import ProviderUnavailable

SECONDS_FOR_ALL = 10.0
_SECONDS_FOR_ONE = 5.0
_ASK_AGAIN = timedelta(minutes=1)


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """One request. Its repr shows neither headers nor body: they carry signatures and who learns."""

    method: str
    address: str
    headers: Mapping[str, str] = {}
    body: bytes = b""

    def __repr__(self) -> str:
        return f"Ask({self.method} …)"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("method", self.method)]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came back, whatever its status. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str] = {}
    body: bytes = b""

    def __repr__(self) -> str:
        return f"Answer({self.status})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("status", self.status)]


class Wire(Protocol):
    """The way to the hosts of one contract."""

    async def send(self, ask: Ask) -> Answer:
        """What the provider answers. Raises ProviderUnavailable when it does not, not in time, or with no answer."""
        ...


class NoWire:
    """What a connector has until the platform gives it a wire."""

    async def send(self, ask: Ask) -> Answer:
        """Raises RuntimeError."""
        del ask
        raise RuntimeError("this connector was not given a wire")


class GuardedWire:
    """The real one."""

    def __init__(
        self,
        reach: Reach,
        *,
        seconds: float = SECONDS_FOR_ALL,
        resolve: Resolve = resolve,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """`seconds` end everything together; `resolve` and `trust` are other than the machine's in tests alone."""
        self._seconds = seconds
        self._transport = PinnedTransport(reach, resolve=resolve, trust=trust)

    async def send(self, ask: Ask) -> Answer:
        """As `Wire` says. A redirect is an answer like any other: nobody follows it."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._asked(ask)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as fault:
            # An address may hold a seat's id and a fault may repeat the address: the kind of fault says enough.
            raise ProviderUnavailable(_why(fault), retry_after=_ASK_AGAIN) from None

    async def _asked(self, ask: Ask) -> Answer:
        headers = {"accept": "application/json", "accept-encoding": "identity", **ask.headers}
        request = httpx2.Request(
            ask.method,
            ask.address,
            headers=headers,
            content=ask.body,
            extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), _SECONDS_FOR_ONE)},
        )
        answer = await self._transport.handle_async_request(request)
        try:
            body = await answer.aread()
        finally:
            await answer.aclose()
        return Answer(
            status=answer.status_code,
            headers={name.lower(): value for name, value in answer.headers.items()},
            body=body,
        )


def _why(fault: Exception) -> str:
    if isinstance(fault, TimeoutError):
        return "no answer in time"
    return str(fault)[:120] if isinstance(fault, httpx2.TransportError) else type(fault).__name__
