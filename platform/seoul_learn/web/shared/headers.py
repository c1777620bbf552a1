"""Headers that every answer carries, also those of paths without a route."""

from collections.abc import Awaitable, Callable

from litestar.datastructures import MutableScopeHeaders
from litestar.types import Message, Scope

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
"""No inline script or style, nothing from elsewhere, no frame around us.

`form-action` also stops a redirect to another host after a POST: send people elsewhere from a GET.
"""

_ALWAYS = {
    "x-content-type-options": "nosniff",
    # Our own pages learn where a reader was (the language menu returns there), nobody else does.
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_UNDER_TLS = {"strict-transport-security": "max-age=31536000"}
# Pages are somebody's: a shared tablet must not show them again from its memory. What may be kept says so itself.
_UNLESS_SAID = {"cache-control": "no-store", "content-security-policy": CONTENT_SECURITY_POLICY}


def security_headers(*, secure: bool) -> Callable[[Message, Scope], Awaitable[None]]:
    """A `before_send` hook; `secure` is whether the public address is https."""
    always = {**_ALWAYS, **(_UNDER_TLS if secure else {})}

    async def add(message: Message, _scope: Scope) -> None:
        if message["type"] != "http.response.start":
            return
        headers = MutableScopeHeaders.from_message(message)
        for name, value in always.items():
            headers[name] = value
        for name, value in _UNLESS_SAID.items():
            headers.setdefault(name, value)

    return add
