"""Connections to the very address that was checked: a name that answers otherwise a moment later leads nowhere."""

import asyncio
import functools
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any, cast

import httpcore2
import httpx2

from seoul_learn.plugin_api.outgoing.addresses import is_loopback, is_public
from seoul_learn.plugin_api.outgoing.reach import OutOfReach, Reach, Target

LARGEST_ANSWER = 256 * 1024
Resolve = Callable[[str, int], Awaitable[tuple[str, ...]]]


class NoAnswer(httpx2.TransportError):
    """What came is no answer: too long, packed, or from an address that may not be asked."""


class NotReached(NoAnswer):
    """Nobody was asked: out of reach, no such name, or nothing to connect to. Nothing of the request has left."""


async def resolve(host: str, port: int) -> tuple[str, ...]:
    """The addresses of a host, as this machine's resolver gives them. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(one[4][0]) for one in found))


@functools.cache
def trusted() -> ssl.SSLContext:
    """Who is believed under TLS. One for the process: it takes longer to make than most answers."""
    return httpx2.create_ssl_context(trust_env=False)


class PinnedTransport(httpx2.AsyncBaseTransport):
    """Asks what is within `reach`, over a connection of its own each time, and reads no more than an answer may have.

    Knows no proxy, follows no redirect, and keeps no connection: there is nothing to close.
    """

    def __init__(
        self, reach: Reach, *, resolve: Resolve = resolve, trust: ssl.SSLContext | None = None
    ) -> None:
        self._reach = reach
        self._resolve = resolve
        self._trust = trust

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """The answer, its body still to be read. Raises httpx2.TransportError."""
        try:
            target = self._reach.target(str(request.url))
        except OutOfReach as refused:
            raise NotReached(str(refused)) from None
        pool = httpcore2.AsyncConnectionPool(
            ssl_context=self._trust or trusted(),
            max_keepalive_connections=0,
            network_backend=_Pinned(target, self._resolve),
        )
        asked = httpcore2.Request(
            method=request.method,
            url=httpcore2.URL(
                scheme=request.url.raw_scheme,
                host=target.host.encode(),
                port=target.port,
                target=request.url.raw_path,
            ),
            headers=request.headers.raw,
            content=cast("AsyncIterator[bytes]", request.stream),
            extensions=request.extensions,
        )
        try:
            answer = await pool.handle_async_request(asked)
        except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as fault:
            raise NotReached(f"{type(fault).__name__}: {fault}") from fault
        except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as fault:
            raise NoAnswer(f"{type(fault).__name__}: {fault}") from fault
        body = _Bounded(cast("AsyncIterator[bytes]", answer.stream))
        if any(name.lower() == b"content-encoding" and value != b"identity" for name, value in answer.headers):
            await body.aclose()
            # What is packed could be a hundred times as long as what arrives.
            raise NoAnswer("a packed answer")
        return httpx2.Response(
            status_code=answer.status, headers=answer.headers, stream=body, extensions=answer.extensions
        )


class _Pinned(httpcore2.AsyncNetworkBackend):
    """Resolves once, refuses when a single address may not be asked, and connects to one of those it has judged."""

    def __init__(self, target: Target, resolve: Resolve) -> None:
        self._may = is_loopback if target.on_this_machine else is_public
        self._resolve = resolve
        self._network = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        try:
            addresses = await asyncio.wait_for(self._resolve(host, port), timeout)
        except (OSError, UnicodeError) as fault:
            raise httpcore2.ConnectError("the name leads nowhere") from fault
        if not addresses or not all(self._may(one) for one in addresses):
            raise httpcore2.ConnectError("the name leads to an address that may not be asked")
        return await self._network.connect_tcp(
            addresses[0], port, timeout=timeout, local_address=local_address, socket_options=socket_options
        )


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, inner: AsyncIterator[bytes]) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = LARGEST_ANSWER
        try:
            async for part in self._inner:
                left -= len(part)
                if left < 0:
                    raise NoAnswer("an answer without end")
                yield part
        except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as fault:
            raise NoAnswer(f"{type(fault).__name__}: {fault}") from fault

    async def aclose(self) -> None:
        close = getattr(self._inner, "aclose", None)
        if close is not None:
            await close()
