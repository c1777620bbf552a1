"""Reads what is left of a body before the answer to it goes out.

A body that is too large is refused after its first bytes. If the connection closed on the rest, a browser would show
“connection reset” and never our page. What is read here is thrown away piece by piece and kept nowhere.
"""

from collections.abc import Callable

import anyio
from litestar.types import ASGIApp, Message, Receive, ReceiveMessage, Scope, Send

_BODILESS = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_THROWN_AWAY = 256 * 1024 * 1024
"""Bytes: a film made with a telephone by mistake. Whoever sends more loses the page, not we the line."""
_WITHIN_SECONDS = 120


class ReadsToTheEnd:
    """Wraps an application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("method", "GET") in _BODILESS:
            await self._app(scope, receive, send)
            return
        ended = False

        async def reading() -> ReceiveMessage:
            nonlocal ended
            message = await receive()
            ended = message["type"] != "http.request" or not message["more_body"]
            return message

        async def answering(message: Message) -> None:
            if message["type"] == "http.response.start":
                await _throw_away(reading, until=lambda: ended)
            await send(message)

        await self._app(scope, reading, answering)


async def _throw_away(reading: Receive, *, until: Callable[[], bool]) -> None:
    read = 0
    with anyio.move_on_after(_WITHIN_SECONDS):
        while not until() and read < MOST_THROWN_AWAY:
            message = await reading()
            read += len(message["body"]) if message["type"] == "http.request" else 0
