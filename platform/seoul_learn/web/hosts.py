"""Which tenant a request is for, or that it is for the operators: by its Host header alone, before any routing.

It stands before both applications, because a framework's middleware does not run for paths without a route. There is no
default tenant: an unknown host gets a page that says so.
"""

import base64
import hashlib
import re
from collections.abc import Callable
from importlib import resources
from typing import Any, cast
from urllib.parse import parse_qs

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from seoul_learn.control_plane.tenants.values import TenantRef

_HEALTH = "/health/"
_KNOWN_HOST = "/health/host"
"""Where a proxy asks, with `?domain=`, whether a host is ours, before it gets a certificate for it."""
_PAGE = resources.files("seoul_learn.web").joinpath("unknown_host.html").read_bytes()
# No host, so no address to load a style sheet from: the page brings its own, allowed by its hash.
_STYLE = re.search(rb"<style>(.*)</style>", _PAGE, re.DOTALL)
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE[1] if _STYLE else b"").digest())
_HEADERS = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-length", str(len(_PAGE)).encode()),
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'sha256-" + _STYLE_HASH + b"'; frame-ancestors 'none'; base-uri 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
]


class HostGate:
    """Hands a request to the tenants' faces with `state["tenant"]` (a TenantRef), or to the operators', or answers 404.

    The start and the end of the process, and questions after its health, go to the tenants' application alone.
    """

    def __init__(
        self, *, tenants: ASGIApp, operators: ASGIApp, find: Callable[[str], TenantRef | None], operator_host: str
    ) -> None:
        self._tenants = tenants
        self._operators = operators
        self._find = find
        self._operator_host = operator_host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("method") == "HEAD":
            # What a GET would answer, without its body: no route has to say that for itself.
            scope, send = cast("Scope", {**scope, "method": "GET"}), _without_body(send)
        if scope.get("path") == _KNOWN_HOST:
            await self._answer_proxy(scope, send)
            return
        if "headers" not in scope or scope["path"].startswith(_HEALTH):
            await self._tenants(scope, receive, send)
            return
        host = host_of(scope["headers"])
        # The operators' host is ours by settings: no tenant can be registered over it.
        if host == self._operator_host:
            await self._operators(scope, receive, send)
            return
        tenant = self._find(host) if host else None
        if tenant is None:
            await _answer_unknown(send)
            return
        state: dict[str, Any] = scope.setdefault("state", {})
        state["tenant"] = tenant
        await self._tenants(scope, receive, send)


    async def _answer_proxy(self, scope: Scope, send: Send) -> None:
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("domain", [""])[0].lower()
        status = 200 if asked == self._operator_host or self._find(asked) else 404
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def host_of(headers: Any) -> str | None:
    """The host named by a request, in lower case and without its port; None when there is not exactly one."""
    named = [value for name, value in headers if name == b"host"]
    if len(named) != 1:
        return None
    try:
        host: str = named[0].decode("ascii").lower()
    except UnicodeDecodeError:
        return None
    name, colon, port = host.partition(":")
    if colon and not port.isdigit():
        return None
    return name.removesuffix(".") or None


def _without_body(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_head


async def _answer_unknown(send: Send) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": _PAGE, "more_body": False})
