"""Reads of a city's pages."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.pages.models import WrittenPage
from seoul_learn.tenant_plane.pages.values import Page


async def list_pages(session: AsyncSession) -> list[Page]:
    """Every page in every language, by slug and language."""
    rows = await session.scalars(select(WrittenPage).order_by(WrittenPage.slug, WrittenPage.language))
    return [_page(row) for row in rows]


async def find_page(session: AsyncSession, slug: str, *, language: str, fallback: str) -> Page:
    """The page in `language`, else in `fallback`. Raises NotFound."""
    rows = await session.scalars(select(WrittenPage).where(WrittenPage.slug == slug))
    by_language = {row.language: row for row in rows}
    row = by_language.get(language) or by_language.get(fallback)
    if row is None:
        raise NotFound
    return _page(row)


def _page(row: WrittenPage) -> Page:
    return Page(slug=row.slug, language=row.language, title=row.title, body=row.body)
