"""Counts and times every request, and writes one line of log for it, with nothing personal in either.

The labels are the city, the method and the class of the answer: never a path, an id, a query or a header.
"""

import time
from collections.abc import MutableMapping
from typing import Any

import structlog
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import Counter, Histogram

_REQUESTS = Counter("seoul_learn_requests_total", "Requests answered.", ["tenant", "method", "status"])
_SECONDS = Histogram(
    "seoul_learn_request_seconds",
    "Seconds from the request to the first byte of its answer.",
    ["tenant"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_log = structlog.get_logger()


class MeteredApp:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if "method" not in scope:
            await self._app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _SECONDS.labels(_tenant(scope)).observe(time.perf_counter() - begun)
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            method = _method(scope)
            _REQUESTS.labels(_tenant(scope), method, f"{status // 100}xx").inc()
            _log.info(
                "request", tenant=_tenant(scope), method=method, status=status,
                route=_route(scope), milliseconds=round((time.perf_counter() - begun) * 1000, 1),
            )  # fmt: skip


def _method(scope: MutableMapping[str, Any] | Any) -> str:
    method = str(scope["method"])
    return method if method in _METHODS else "other"


def _tenant(scope: MutableMapping[str, Any] | Any) -> str:
    tenant = scope.get("state", {}).get("tenant")
    return tenant.slug if tenant is not None else "-"


def _route(scope: MutableMapping[str, Any] | Any) -> str:
    """The pattern of the route, such as /applications/{application_id}: what was asked for in it stays out."""
    return str(scope.get("path_template", "-"))
