"""The way out to registers: no redirect is followed, nothing is waited for or read without end, and no plain http but
to this very machine. Everything that leaves goes through `RegisterWire`; nothing is sent within a unit of work.
"""

import asyncio
import ipaddress
from collections.abc import Mapping
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

import httpx2

from seoul_learn.plugin_api.fact_source import RegisterUnavailable, Reply
from seoul_learn.plugin_api.outgoing.pinned import NotReached, PinnedTransport
from seoul_learn.plugin_api.outgoing.reach import Reach

_LARGEST_ANSWER = 64 * 1024
_HEADERS = {"accept-encoding": "identity"}


class RegisterWire:
    """A way out that takes so many seconds at most. `allow_loopback`: a register may be on this very machine."""

    def __init__(self, *, timeout: timedelta, allow_loopback: bool) -> None:
        self._seconds = timeout.total_seconds()
        self._allow_loopback = allow_loopback

    async def send(
        self, method: Literal["GET", "POST"], address: str, *, headers: Mapping[str, str], content: bytes = b""
    ) -> Reply:
        """The reply, whatever its status. Raises RegisterUnavailable."""
        if not is_outgoing(address, allow_loopback=self._allow_loopback):
            raise RegisterUnavailable("address", sent=False)
        try:
            async with asyncio.timeout(self._seconds):
                return await self._send(method, address, {**headers, **_HEADERS}, content)
        except (NotReached, httpx2.InvalidURL, httpx2.UnsupportedProtocol) as fault:
            raise RegisterUnavailable(type(fault).__name__, sent=False) from None
        except (httpx2.HTTPError, OSError, ValueError) as fault:
            # Whether it was understood over there is not known. The library's words may quote what was sent.
            raise RegisterUnavailable(type(fault).__name__) from None

    async def _send(self, method: str, address: str, headers: Mapping[str, str], content: bytes) -> Reply:
        # A client of its own: nothing of one register, no cookie and no connection, is there for the next.
        transport = PinnedTransport(Reach(hosts=None, on_this_machine=None if self._allow_loopback else frozenset()))
        async with (
            httpx2.AsyncClient(
                timeout=self._seconds, follow_redirects=False, trust_env=False, transport=transport
            ) as http,
            http.stream(method, address, headers=headers, content=content) as answer,
        ):
            read = bytearray()
            async for part in answer.aiter_raw():
                read += part
                if len(read) > _LARGEST_ANSWER:
                    raise RegisterUnavailable("too_long")
            told = {name.lower(): value for name, value in answer.headers.items()}
            return Reply(status=answer.status_code, headers=told, content=bytes(read))


def is_outgoing(address: str, *, allow_loopback: bool) -> bool:
    """Whether a register may be asked there: https to a name, or to this very machine where that is allowed."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if host in ("localhost", "127.0.0.1", "::1"):
        return allow_loopback and parts.scheme in ("http", "https")
    try:
        return parts.scheme == "https" and ipaddress.ip_address(host).is_global
    except ValueError:
        return parts.scheme == "https" and "." in host and parts.username is None
