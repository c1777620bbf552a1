"""The one table from what went wrong to the answer: its HTTP status and the words of its page.

The class nearest to the error's own decides. What is absent and what is forbidden are one line, so that nobody can
tell them apart. What stands in no line is a fault of ours.
"""

from collections.abc import Mapping

import msgspec
from litestar.exceptions import (
    ClientException,
    HTTPException,
    MethodNotAllowedException,
    NotAuthorizedException,
    NotFoundException,
    PermissionDeniedException,
    TooManyRequestsException,
)
from litestar.exceptions.http_exceptions import RequestEntityTooLarge

from seoul_learn.control_plane.database.errors import ControlPlaneError, OutsideUnitOfWork
from seoul_learn.control_plane.tenants.errors import UnknownTenant
from seoul_learn.control_plane.tenants.values import Lifecycle
from seoul_learn.tenant_plane.database.errors import IsolationBroken, NotFound, Refused
from seoul_learn.web.shared.denials import Forbidden, NotOpenYet, PortalClosed, SignInNeeded
from seoul_learn.web.shared.translate import N_


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """An answer to something that went wrong. `title` and `text` are message ids; `values` stand in `text`."""

    status: int
    title: str
    text: str
    icon: str = "circle-alert"
    values: Mapping[str, object] = {}

    @property
    def ours(self) -> bool:
        """True when the fault is the platform's and somebody should look into it."""
        return self.status >= 500 and self.icon != _PAUSED


_PAUSED = "hourglass"

_ABSENT = Trouble(
    status=404,
    title=N_("We cannot find this page"),
    text=N_("Check the address, or start again from the first page. The page may have moved, or be somebody else’s."),
    icon="search",
)
_UNREADABLE = Trouble(
    status=400,
    title=N_("We could not read what was sent"),
    text=N_("Go back, check what you entered, and send it again."),
)
_REFUSED = Trouble(status=422, title=N_("This is not possible now"), text=N_("Go back and check what you entered."))
_BROKEN = Trouble(
    status=500,
    title=N_("Something went wrong on our side"),
    text=N_("Nothing of what you just sent was stored. Please try again in a few minutes."),
    icon="triangle-alert",
)
_CLOSED = {
    Lifecycle.SUSPENDED: Trouble(
        status=503,
        title=N_("This website is paused"),
        text=N_("The city has paused it for the moment. Nothing of yours is lost."),
        icon=_PAUSED,
    ),
    Lifecycle.CLOSED: Trouble(
        status=410,
        title=N_("This website has closed"),
        text=N_("The city no longer runs it. Ask the city about what you left here."),
        icon="ban",
    ),
}

TROUBLES: Mapping[type[Exception], Trouble] = {
    SignInNeeded: Trouble(
        status=401, title=N_("Please sign in"), text=N_("This page is shown after signing in."), icon="log-in"
    ),
    Forbidden: Trouble(
        status=403,
        title=N_("You cannot open this page"),
        text=N_("Your account does not have the role that this page needs. An administrator of your city can give it."),
        icon="lock",
    ),
    NotOpenYet: Trouble(
        status=403,
        title=N_("This website is not open yet"),
        text=N_("The city is preparing it. Please come back later."),
        icon=_PAUSED,
    ),
    NotFound: _ABSENT,
    NotFoundException: _ABSENT,
    UnknownTenant: _ABSENT,
    MethodNotAllowedException: Trouble(
        status=405,
        title=N_("This page cannot be used this way"),
        text=N_("Go back to the page you came from and try again from there."),
    ),
    # Litestar raises it for a form whose hidden field does not agree with the browser's cookie.
    PermissionDeniedException: Trouble(
        status=403,
        title=N_("We could not tell that this form came from you"),
        text=N_("The page may have been open for a long time, or cookies are switched off. "
                "Go back, load the page again, and send the form once more."),
        icon="shield-user",
    ),
    NotAuthorizedException: Trouble(
        status=401, title=N_("Please sign in"), text=N_("This page is shown after signing in."), icon="log-in"
    ),
    RequestEntityTooLarge: Trouble(
        status=413,
        title=N_("This file is too large"),
        text=N_("Nothing was stored. Choose a smaller file, or take a photograph of lower quality."),
        icon="upload",
    ),
    TooManyRequestsException: Trouble(
        status=429,
        title=N_("Too many attempts"),
        text=N_("To keep accounts safe we ask you to wait a few minutes. Then try again."),
        icon=_PAUSED,
    ),
    ClientException: _UNREADABLE,
    Refused: _REFUSED,
    ControlPlaneError: _REFUSED,
    OutsideUnitOfWork: _BROKEN,
    IsolationBroken: _BROKEN,
    ConnectionError: Trouble(
        status=503,
        title=N_("We cannot reach our records right now"),
        text=N_("Please try again in a few minutes. Nothing of yours is lost."),
        icon="triangle-alert",
    ),
    Exception: _BROKEN,
}


def trouble_of(error: Exception) -> Trouble:
    """The answer to an error."""
    if isinstance(error, PortalClosed):
        return _CLOSED[error.lifecycle]
    trouble = next(TROUBLES[cls] for cls in type(error).__mro__ if cls in TROUBLES)
    if isinstance(error, Refused):
        # The refusal's own sentence says what to do.
        return msgspec.structs.replace(trouble, text=error.message_id, values=error.values)
    if isinstance(error, HTTPException) and trouble is _BROKEN and error.status_code < 500:
        return msgspec.structs.replace(_UNREADABLE, status=error.status_code)
    return trouble
