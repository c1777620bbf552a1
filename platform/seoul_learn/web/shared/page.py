"""A page: a template, its view, and whom it is for."""

from typing import Any, Protocol

from litestar import MediaType, Request
from litestar.response import Template
from litestar.response.base import ASGIResponse
from litestar.status_codes import HTTP_200_OK
from litestar.utils.empty import value_or_default
from litestar.utils.scope.state import ScopeState

from seoul_learn.web.shared.rendering import Rendering, rendering_for


class Looking(Protocol):
    """Whoever looks at a page, as far as any template needs to know."""

    @property
    def language(self) -> str: ...
    @property
    def default_language(self) -> str: ...
    @property
    def timezone(self) -> str: ...
    @property
    def currency(self) -> str: ...


class ForVisitor(Protocol):
    """What a handler works with; it names its visitor."""

    @property
    def visitor(self) -> Looking: ...


class Page(Template):
    """Rendered before the unit of work commits, so that a template that fails undoes it."""

    def __init__(self, template: str, view: object, *, visitor: Looking, status: int = HTTP_200_OK) -> None:
        super().__init__(
            template,
            context={"view": view, "visitor": visitor},
            status_code=status,
            media_type=MediaType.HTML,
        )
        self._visitor = visitor

    def create_template_context(self, request: Request[Any, Any, Any]) -> dict[str, Any]:
        return self.context

    def to_asgi_response(self, app: Any, request: Request[Any, Any, Any], **rest: Any) -> ASGIResponse:
        rendering = Rendering(
            language=self._visitor.language,
            fallback=self._visitor.default_language,
            timezone=self._visitor.timezone,
            currency=self._visitor.currency,
            csrf_token=csrf_token(request),
            here=_here(request),
        )
        with rendering_for(rendering):
            return super().to_asgi_response(app, request, **rest)


def page(template: str, view: object, *, work: ForVisitor, status: int = HTTP_200_OK) -> Page:
    """The answer of a handler: `template` sees `view` and `visitor`, in the visitor's language."""
    return Page(template, view, visitor=work.visitor, status=status)


def csrf_token(request: Request[Any, Any, Any]) -> str:
    """The token that forms of this answer carry: that of the browser's cookie, also where no route was found."""
    kept = request.app.csrf_config and request.cookies.get(request.app.csrf_config.cookie_name)
    return value_or_default(ScopeState.from_scope(request.scope).csrf_token, kept or "")


def _here(request: Request[Any, Any, Any]) -> str:
    path, query = request.scope["path"], request.scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query and request.method == "GET" else path
