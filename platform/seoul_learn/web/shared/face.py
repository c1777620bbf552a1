"""Puts an application together: the ground that the tenants' faces and the operator site share."""

from collections.abc import Collection, Sequence
from typing import Any

from litestar import Litestar
from litestar.config.csrf import CSRFConfig
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

from seoul_learn.kit.tokens import derive_key
from seoul_learn.web.shared.access import refuse_unguarded
from seoul_learn.web.shared.cookies import Cookies
from seoul_learn.web.shared.errors import ErrorAnswers, FindVisitor
from seoul_learn.web.shared.files import send_file, send_icon
from seoul_learn.web.shared.headers import security_headers
from seoul_learn.web.shared.language_route import language_route
from seoul_learn.web.shared.templates import template_config


def build_face(
    routes: Sequence[ControllerRouterHandler],
    *,
    secret_key: str,
    cookies: Cookies,
    frame: str,
    find_visitor: FindVisitor,
    dependencies: dict[str, Provide],
    access_words: Collection[object],
    **settings: Any,
) -> Litestar:
    """An application with error pages in `frame`, headers, forgery protection, files and the language menu.

    `dependencies` holds `work`, which checks what routes ask for in the `access_words`; `find_visitor` says for whom
    an error page is when no `work` was begun; `settings` go to Litestar as they are.
    Raises UnguardedRoutes when a route says nothing, or nothing that is checked, about who may enter.
    """
    app = Litestar(
        [*routes, send_file, send_icon, language_route(cookies)],
        before_send=[security_headers(secure=cookies.secure)],
        csrf_config=CSRFConfig(
            secret=derive_key(secret_key, "web csrf").hex(),
            cookie_name=cookies.csrf,
            cookie_secure=cookies.secure,
            cookie_httponly=True,
            cookie_samesite="lax",
        ),
        debug=False,
        dependencies=dependencies,
        exception_handlers=ErrorAnswers(frame=frame, find_visitor=find_visitor).handlers(),
        # Litestar's own logging writes whole exceptions, and with them what people typed.
        logging_config=None,
        openapi_config=None,
        template_config=template_config(),
        **settings,
    )
    refuse_unguarded(app, words=access_words)
    return app
