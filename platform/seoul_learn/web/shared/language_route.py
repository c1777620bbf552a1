"""Remembers the language that a reader chose, and leads back to the page."""

from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec
from litestar import Request, post
from litestar.enums import RequestEncodingType
from litestar.handlers import HTTPRouteHandler
from litestar.params import Body
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from seoul_learn.web.shared.addresses import local_path
from seoul_learn.web.shared.cookies import Cookies
from seoul_learn.web.shared.language import known_language


class ChosenLanguage(msgspec.Struct, frozen=True):
    """A language code; one that the platform does not know changes nothing."""

    language: str = ""


def language_route(cookies: Cookies) -> HTTPRouteHandler:
    """`POST /language`, for every face."""

    # Without a token: the menu also stands on pages that have none, and nothing but the words change.
    @post("/language", opt={"access": "anyone", "exclude_from_csrf": True}, sync_to_thread=False)
    def change_language(
        request: Request[Any, Any, Any],
        data: Annotated[ChosenLanguage, Body(media_type=RequestEncodingType.URL_ENCODED)],
    ) -> Redirect:
        chosen = known_language(data.language)
        return Redirect(
            _way_back(request),
            status_code=HTTP_303_SEE_OTHER,
            cookies=[cookies.keep_language(data.language)] if chosen else [],
        )

    return change_language


def _way_back(request: Request[Any, Any, Any]) -> str:
    """The page that the menu stood on. Error pages name no address of their own, so the browser says it."""
    came_from = urlsplit(request.headers.get("referer", ""))
    if came_from.netloc != request.headers.get("host"):
        return "/"
    return local_path(f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path)
