"""Pages that a city writes about itself."""

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from seoul_learn.tenant_plane.pages.queries import find_page
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.work import Work


class WrittenView(msgspec.Struct, frozen=True, kw_only=True):
    """A title and paragraphs; `language` is the one it is written in, which may not be the reader's."""

    title: str
    paragraphs: tuple[str, ...]
    language: str


@get("/pages/{slug:str}", opt={"access": "anyone"})
async def show_page(slug: FromPath[str], work: NamedDependency[Work]) -> Template:
    """A page in the reader's language, else in the city's own."""
    found = await find_page(work.session, slug, language=work.visitor.language, fallback=work.visitor.default_language)
    paragraphs = tuple(part.strip() for part in found.body.split("\n\n") if part.strip())
    view = WrittenView(title=found.title, paragraphs=paragraphs, language=found.language)
    return page("portal/written.html", view, work=work)
