"""Where keys may be fetched from, and what of an answer is read."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from seoul_learn.api.lti.outgoing import NotFetched, fetch_json, is_fetchable
from seoul_learn.kit.web_addresses import is_address


@contextlib.asynccontextmanager
async def answering(answer: bytes) -> AsyncIterator[str]:
    """`host:port` of a server that says one thing."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


def http(body: bytes, *, status: str = "200 OK", headers: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nconnection: close\r\n{headers}content-length: {len(body)}\r\n\r\n".encode() + body


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254",
        "0.0.0.0",  # noqa: S104  # an address that is refused, not bound to
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "not an address", "",
    ],
)  # fmt: skip
def test_addresses_that_are_nobodys_public_ones(address: str) -> None:
    assert not is_fetchable(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_public_addresses(address: str) -> None:
    assert is_fetchable(address)


async def test_a_place_that_is_named_may_be_reached_and_no_other() -> None:
    async with answering(http(b'{"keys": []}')) as place:
        assert await fetch_json(f"http://{place}/jwks", reachable=(place,)) == {"keys": []}
        for allowed in ((), ("127.0.0.1:1",), ("localhost",), (place.partition(":")[0],)):
            with pytest.raises(NotFetched):
                await fetch_json(f"http://{place}/jwks", reachable=allowed)
        with pytest.raises(NotFetched, match="private network"):
            await fetch_json(f"https://{place}/jwks")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (http(b"", status="302 Found", headers="location: http://127.0.0.1/\r\n"), "status 302"),
        (http(b"", status="500 Broken"), "status 500"),
        (http(b"<html>"), "no JSON object"),
        (http(b"[1, 2]"), "no JSON object"),
        (http(b"x" * 300_000), "without end"),
        (http(b"\x1f\x8b", headers="content-encoding: gzip\r\n"), "packed"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{}", "no answer"),
        (b"nonsense\r\n\r\n", "no answer"),
    ],
)
async def test_what_is_no_answer_is_not_read(answer: bytes, reason: str) -> None:
    async with answering(answer) as place:
        with pytest.raises(NotFetched, match=reason):
            await fetch_json(f"http://{place}/jwks", reachable=(place,))


@pytest.mark.parametrize(
    "address",
    [
        "http://tool.example/", "ftp://tool.example/", "javascript:alert(1)", "https://", "https:///x",
        "//tool.example", "https://user@tool.example/", "https://tool.example/#x", "https://tool.example/ x", "https://tool.example/\n",
        "https://tool.example:99999/", "https://tööl.example/", "https://tool.example\\@evil.example/", "",
        "https://tool.example/" + "x" * 3000, "http://127.0.0.1.evil.example/",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_tool(address: str) -> None:
    assert not is_address(address, allow_loopback=True)


def test_plain_http_is_for_this_machine_alone_and_only_where_that_is_allowed() -> None:
    for own in ("http://127.0.0.1:8000/x", "http://localhost/x", "http://seoul.localhost:1/x", "http://[::1]/x"):
        assert is_address(own, allow_loopback=True)
        assert not is_address(own, allow_loopback=False)
    assert is_address("https://tool.example:8443/a?b=c", allow_loopback=False)
