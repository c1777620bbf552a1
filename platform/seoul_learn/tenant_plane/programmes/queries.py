"""Reads of programmes, returning values."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.programmes.models import Programme as ProgrammeRow
from seoul_learn.tenant_plane.programmes.values import Programme, ProgrammeStatus, ProgrammeTerms


async def list_programmes(session: AsyncSession) -> list[Programme]:
    """Every programme, drafts too, in the city's own order."""
    rows = await session.scalars(select(ProgrammeRow))
    return [to_programme(row) for row in sorted(rows, key=lambda row: (row.detail.get("position", 0), row.slug))]


async def find_programme(session: AsyncSession, slug: str) -> Programme:
    """The published programme of that slug. Raises NotFound."""
    row = await session.scalar(select(ProgrammeRow).where(ProgrammeRow.slug == slug))
    if row is None or row.detail.get("status") != ProgrammeStatus.PUBLISHED:
        raise NotFound
    return to_programme(row)


def to_programme(row: ProgrammeRow) -> Programme:
    """The row as a value."""
    return Programme(
        id=row.id,
        terms=ProgrammeTerms(
            slug=row.slug,
            name=row.name,
            summary=row.summary,
            status=ProgrammeStatus(row.detail.get("status", ProgrammeStatus.PUBLISHED)),
            illustrative=row.detail.get("illustrative"),
        ),
    )
