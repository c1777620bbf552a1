"""Fetching a tool's keys: from public addresses only, with an end to waiting and to length, never sent elsewhere.

A name is resolved once and that very address is connected to, so that it cannot lead elsewhere in between.
"""

import asyncio
import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx2
import msgspec

from seoul_learn.plugin_api.outgoing.addresses import is_public

_SECONDS_FOR_ALL = 8.0
_SECONDS_FOR_ONE = 4.0
_LARGEST_ANSWER = 256 * 1024
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address, private ones too, behind a gateway


class NotFetched(Exception):
    """Nothing usable came; the text says why, in a few words and without anything of the answer."""


async def fetch_json(address: str, *, reachable: tuple[str, ...] = ()) -> dict[str, Any]:
    """The JSON object at an address. Raises NotFetched.

    `reachable`: `host:port` that may be in a private network, and may speak plain http; nothing else may.
    """
    try:
        async with asyncio.timeout(_SECONDS_FOR_ALL):
            return msgspec.json.decode(await _fetch(address, reachable), type=dict[str, Any])
    except TimeoutError:
        raise NotFetched("no answer in time") from None
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as fault:
        raise NotFetched("no JSON object" if isinstance(fault, msgspec.DecodeError) else "no answer") from fault


async def _fetch(address: str, reachable: tuple[str, ...]) -> bytes:
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    allowed = f"{host}:{port}" in reachable
    if parts.scheme != "https" and not allowed:
        raise NotFetched("the address does not begin with https://")
    target = await _resolve(host, port, allowed=allowed)
    named = f"[{target}]" if ":" in target else target
    direct = urlunsplit(parts._replace(netloc=f"{named}:{port}"))
    request = httpx2.Request(
        "GET", direct,
        headers={"host": parts.netloc, "accept": "application/json", "accept-encoding": "identity"},
        # The certificate has to be that of the name, whatever address it stands for.
        extensions={"sni_hostname": host, "timeout": httpx2.Timeout(_SECONDS_FOR_ONE).as_dict()},
    )  # fmt: skip
    async with httpx2.AsyncHTTPTransport() as transport:
        answer = await transport.handle_async_request(request)
        try:
            if answer.status_code != httpx2.codes.OK:
                raise NotFetched(f"status {answer.status_code}")
            if answer.headers.get("content-encoding", "identity") != "identity":
                raise NotFetched("a packed answer")
            content = bytearray()
            async for part in answer.aiter_raw():
                content += part
                if len(content) > _LARGEST_ANSWER:
                    raise NotFetched("an answer without end")
            return bytes(content)
        finally:
            await answer.aclose()


async def _resolve(host: str, port: int, *, allowed: bool) -> str:
    """The address to connect to; every address of the name has to be one that may be."""
    if allowed and (host == "localhost" or host.endswith(".localhost")):
        return "127.0.0.1"
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    if not addresses:
        raise NotFetched("no such host")
    if not allowed and not all(is_fetchable(one) for one in addresses):
        raise NotFetched("an address within a private network")
    return addresses[0]


def is_fetchable(address: str) -> bool:
    """Whether keys may come from an IP address: a public one, and none that a gateway translates."""
    return is_public(address) and ipaddress.ip_address(address) not in _TRANSLATED
