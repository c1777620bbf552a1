"""Make the pages of a city exactly those written."""

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.pages.models import WrittenPage
from seoul_learn.tenant_plane.pages.values import Page


async def write_pages(session: AsyncSession, pages: Sequence[Page]) -> None:
    """Add, change and remove pages."""
    known = {(row.slug, row.language): row for row in await session.scalars(select(WrittenPage))}
    for page in pages:
        row = known.pop((page.slug, page.language), None)
        if row is None:
            row = WrittenPage(slug=page.slug, language=page.language)
            session.add(row)
        row.title, row.body = page.title, page.body
    for row in known.values():
        await session.execute(delete(WrittenPage).where(WrittenPage.id == row.id))
    await session.flush()
