"""Who asks is told by the proxies in front and by nobody else: the limits on sign-in count by it."""

from typing import Any

import pytest

from seoul_learn.asgi import behind_proxies


async def _client(peer: str, forwarded: str | None, trusted: str = "127.0.0.1,10.0.0.0/8") -> str:
    seen = list[str]()

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(scope["client"][0])

    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    scope: Any = {"type": "http", "scheme": "http", "client": (peer, 4000), "headers": headers}
    await behind_proxies(app, trusted)(scope, None, None)  # type: ignore[arg-type]  # nothing is received or sent
    return seen[0]


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.1.2.3", "203.0.113.9, 10.9.9.9", "203.0.113.9"),
        ("127.0.0.1", None, "127.0.0.1"),
    ],
)
async def test_the_proxies_are_believed(peer: str, forwarded: str | None, client: str) -> None:
    assert await _client(peer, forwarded) == client


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
    ],
    ids=["somebody who is no proxy", "somebody who sends a list of her own through the proxy"],
)
async def test_a_stranger_cannot_name_another_address(peer: str, forwarded: str, client: str) -> None:
    assert await _client(peer, forwarded) == client
