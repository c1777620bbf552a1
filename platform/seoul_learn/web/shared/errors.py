"""Answers what went wrong: a page in the city's own frame, or RFC 9457 problem details for machines.

It serves every path, also those without a route. Where the city cannot be read either, a plain page without it.
"""

import secrets
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import structlog
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect
from litestar.status_codes import (
    HTTP_303_SEE_OTHER,
    HTTP_413_REQUEST_ENTITY_TOO_LARGE,
    HTTP_503_SERVICE_UNAVAILABLE,
)
from litestar.types import ASGIApp, Receive, Scope, Send

from seoul_learn.web.shared.denials import SignInNeeded
from seoul_learn.web.shared.language import choose_language
from seoul_learn.web.shared.page import Looking, Page
from seoul_learn.web.shared.translate import translator
from seoul_learn.web.shared.troubles import Trouble, trouble_of

_log = structlog.get_logger()

CONSOLE = "/console"
FindVisitor = Callable[[Request[Any, Any, Any]], Awaitable[Looking]]


class ErrorView(msgspec.Struct, frozen=True, kw_only=True):
    """What an error page shows. `frame` is the template around it, `reference` names a fault of ours in the log.

    `again` leads back to the form whose file was too large, '' otherwise.
    """

    frame: str
    trouble: Trouble
    reference: str
    start: str
    again: str = ""


class PlainVisitor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of whom, and of whose city, nothing can be read."""

    language: str
    default_language: str = "ko"
    timezone: str = "Asia/Seoul"
    currency: str = "KRW"


class ErrorAnswers:
    """The exception handlers of an application."""

    def __init__(self, *, frame: str, find_visitor: FindVisitor) -> None:
        self._frame = frame
        self._find_visitor = find_visitor

    def handlers(self) -> dict[int | type[Exception], Any]:
        """What a Litestar application takes: one handler for everything, the table decides the rest."""
        return {HTTPException: self.answer, Exception: self.answer}

    def answer(self, request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
        """The response to an error, for a reader or a machine."""
        for_machine = wants_json(request)
        if isinstance(error, SignInNeeded) and not for_machine:
            return Redirect(error.sign_in, status_code=HTTP_303_SEE_OTHER)
        trouble = trouble_of(error)
        reference = _report(error) if trouble.ours else ""
        headers = _headers(error, trouble)
        if for_machine:
            return _problem(trouble, headers)
        return _ErrorPage(self, ErrorView(
            frame=self._frame, trouble=trouble, reference=reference, start=_start(request),
            again=_again(request, trouble),
        ), headers)  # fmt: skip

    async def page_for(self, request: Request[Any, Any, Any], view: ErrorView) -> Page:
        """The page in the frame of whoever looks, or the plain one."""
        try:
            visitor = request.scope["state"].get("visitor") or await self._find_visitor(request)
        except Exception:  # whatever keeps us from reading the city must not keep us from answering
            return Page(
                "shared/plain_error.html", view, visitor=_plain_visitor(request), status=view.trouble.status
            )
        if view.start == CONSOLE and _is_officer(visitor):
            view = msgspec.structs.replace(view, frame="shared/console.html")
        return Page("shared/error.html", view, visitor=visitor, status=view.trouble.status)


class _ErrorPage(Response[bytes]):
    """Looks up the visitor when it is sent, because an exception handler may not wait."""

    def __init__(self, answers: ErrorAnswers, view: ErrorView, headers: dict[str, str]) -> None:
        super().__init__(b"", status_code=view.trouble.status, headers=headers, media_type=MediaType.HTML)
        self._answers = answers
        self._view = view

    def to_asgi_response(  # type: ignore[override]  # any ASGI application does, and only that may wait
        self, app: Any, request: Request[Any, Any, Any], **rest: Any
    ) -> ASGIApp:
        async def send_page(scope: Scope, receive: Receive, send: Send) -> None:
            found = await self._answers.page_for(request, self._view)
            found.headers.update(self.headers)
            await found.to_asgi_response(None, request, **rest)(scope, receive, send)

        return send_page


def wants_json(request: Request[Any, Any, Any]) -> bool:
    """True for the machine faces, and for whoever asks for JSON and not for a page."""
    accepted = request.headers.get("accept", "")
    return request.scope["path"].startswith("/api/") or ("json" in accepted and "html" not in accepted)


def _problem(trouble: Trouble, headers: dict[str, str]) -> Response[bytes]:
    english = translator("en")
    problem = {
        "type": "about:blank",
        "title": english.tell(trouble.title),
        "status": trouble.status,
        "detail": english.tell(trouble.text, **trouble.values),
    }
    return Response(
        msgspec.json.encode(problem),
        status_code=trouble.status,
        headers=headers,
        media_type="application/problem+json",
    )


def _report(error: Exception) -> str:
    """Log a fault of ours by its kind and place; its text may hold somebody's data and stays out."""
    reference = secrets.token_hex(4)
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    where = [f"{frame.filename.rpartition('/site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    _log.error("request.failed", reference=reference, error=_kinds(error), where=where)
    return reference


def _kinds(error: BaseException) -> list[str]:
    kinds = [type(error).__name__]
    while (cause := error.__cause__ or error.__context__) is not None and len(kinds) < 5:
        kinds.append(type(cause).__name__)
        error = cause
    return kinds


def _headers(error: Exception, trouble: Trouble) -> dict[str, str]:
    headers = dict(getattr(error, "headers", None) or {}) if isinstance(error, HTTPException) else {}
    if trouble.status == HTTP_503_SERVICE_UNAVAILABLE:
        headers["retry-after"] = "300"
    return headers


def _start(request: Request[Any, Any, Any]) -> str:
    path = request.scope["path"]
    return CONSOLE if path == CONSOLE or path.startswith(f"{CONSOLE}/") else "/"


def _again(request: Request[Any, Any, Any], trouble: Trouble) -> str:
    # Every form with a file is shown at the address that takes it.
    return request.scope["path"] if trouble.status == HTTP_413_REQUEST_ENTITY_TOO_LARGE else ""


def _is_officer(visitor: Looking) -> bool:
    # Operators have no person, and no console either.
    person = getattr(visitor, "person", None)
    return person is not None and bool(person.is_officer)


def _plain_visitor(request: Request[Any, Any, Any]) -> PlainVisitor:
    accepted = request.headers.get("accept-language", "")
    return PlainVisitor(
        language=choose_language(["ko", "en"], default="ko", chosen=None, of_person=None, accepted=accepted)
    )
