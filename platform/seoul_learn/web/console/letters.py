"""Letters that did not arrive for certain."""

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.response import Template

from seoul_learn.tenant_plane.mail.queries import list_letters
from seoul_learn.tenant_plane.mail.values import Letter, MailState
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.work import Work


class LettersView(msgspec.Struct, frozen=True, kw_only=True):
    """The newest first."""

    letters: tuple[Letter, ...]


@get("/console/letters", opt={"access": "officer"})
async def show_letters(work: NamedDependency[Work]) -> Template:
    """Failed letters, and those of which nobody knows whether they left."""
    troubled = (MailState.failed, MailState.unknown)
    letters = tuple(one for one in await list_letters(work.session, limit=500) if one.state in troubled)
    return page("console/letters.html", LettersView(letters=letters), work=work)
