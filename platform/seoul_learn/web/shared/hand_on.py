"""Pages that hand the reader on to a learning tool by a form: by itself with JavaScript, by its button without.

`form-action` of the Content-Security-Policy is opened for that tool's own origins, on that page alone: browsers hold
what the tool answers with to it as well.
"""

from collections.abc import Iterable

import msgspec

from seoul_learn.kit.web_addresses import origin_of
from seoul_learn.web.shared.headers import CONTENT_SECURITY_POLICY
from seoul_learn.web.shared.page import ForVisitor, Page, page

_OURS = "form-action 'self'"


class HiddenField(msgspec.Struct, frozen=True):
    """A field of the form."""

    name: str
    value: str


class HandOnView(msgspec.Struct, frozen=True, kw_only=True):
    """Where the form goes; `title` is what opens there."""

    title: str
    address: str
    fields: tuple[HiddenField, ...]


class NotOpenedView(msgspec.Struct, frozen=True, kw_only=True):
    """Why it does not open: a message id with its values. `address` takes what OpenID has the tool be told, if any."""

    message_id: str
    values: dict[str, object]
    sign_in: bool = False
    address: str = ""
    fields: tuple[HiddenField, ...] = ()


def hand_on(
    title: str, address: str, fields: dict[str, str], *, may_lead_to: Iterable[str], work: ForVisitor
) -> Page:
    """The page with a form to `address`; `may_lead_to` are the registered addresses of the same tool."""
    view = HandOnView(title=title, address=address, fields=_fields(fields))
    return _opened(page("shared/hand_on.html", view, work=work), (address, *may_lead_to))


def not_opened(
    view: NotOpenedView, *, answer: dict[str, str] | None = None, address: str = "", work: ForVisitor, status: int
) -> Page:
    """The page that says why, and beside that gives the tool its answer by a button."""
    if answer is None or not address:
        return page("shared/not_opened.html", view, work=work, status=status)
    view = msgspec.structs.replace(view, address=address, fields=_fields(answer))
    return _opened(page("shared/not_opened.html", view, work=work, status=status), (address,))


def _fields(values: dict[str, str]) -> tuple[HiddenField, ...]:
    return tuple(HiddenField(name, value) for name, value in values.items())


def _opened(made: Page, addresses: Iterable[str]) -> Page:
    origins = " ".join(dict.fromkeys(origin_of(one) for one in addresses))
    made.headers["content-security-policy"] = CONTENT_SECURITY_POLICY.replace(_OURS, f"{_OURS} {origins}")
    return made
