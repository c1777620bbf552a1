"""Which tenant a request is for: by its Host header alone, before any routing.

It wraps the whole application, because a framework's middleware does not run for paths without a route. There is no
default tenant: an unknown host gets a page that says so.
"""

from collections.abc import Callable
from importlib import resources
from typing import Any

from litestar.types import ASGIApp, Receive, Scope, Send

from seoul_learn.control_plane.tenants.values import TenantRef

_HEALTH = "/health/"
_PAGE = resources.files("seoul_learn.web").joinpath("unknown_host.html").read_bytes()
_HEADERS = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-length", str(len(_PAGE)).encode()),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
]


class HostGate:
    """Puts `state["tenant"]` (a TenantRef) or `state["operator_site"]` into the scope, or answers 404."""

    def __init__(self, app: ASGIApp, *, find: Callable[[str], TenantRef | None], operator_host: str) -> None:
        self._app = app
        self._find = find
        self._operator_host = operator_host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # The start and the end of the process come by here too; they have neither headers nor a path.
        if "headers" in scope and not scope["path"].startswith(_HEALTH):
            host = host_of(scope["headers"])
            tenant = self._find(host) if host else None
            if tenant is None and host != self._operator_host:
                await _answer_unknown(send)
                return
            state: dict[str, Any] = scope.setdefault("state", {})
            state["tenant"] = tenant
            state["operator_site"] = tenant is None
        await self._app(scope, receive, send)


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


async def _answer_unknown(send: Send) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": _PAGE, "more_body": False})
