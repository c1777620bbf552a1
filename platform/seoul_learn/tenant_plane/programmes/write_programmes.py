"""Make the programmes of a tenant exactly those described."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.database.errors import Refused
from seoul_learn.tenant_plane.programmes.models import Programme
from seoul_learn.tenant_plane.programmes.values import ProgrammeTerms


class ProgrammeInUse(Refused):
    """A programme with applications or published policies cannot be taken away; it can be made a draft."""


async def write_programmes(session: AsyncSession, programmes: Sequence[ProgrammeTerms]) -> None:
    """Add, change and remove programmes, in this order of theirs. Raises ProgrammeInUse."""
    known = {row.slug: row for row in await session.scalars(select(Programme))}
    for position, terms in enumerate(programmes):
        row = known.pop(terms.slug, None)
        if row is None:
            row = Programme(slug=terms.slug)
            session.add(row)
        row.name, row.summary = terms.name, terms.summary
        row.detail = {
            "status": terms.status.value,
            "illustrative": terms.illustrative,
            "choice": msgspec.to_builtins(terms.choice),
            "position": position,
        }
    await session.flush()
    for slug, row in known.items():
        try:
            await session.execute(delete(Programme).where(Programme.id == row.id))
        except IntegrityError as fault:
            raise ProgrammeInUse(
                "The programme %(slug)s has applications or published policies. Make it a draft, do not remove it.",
                slug=slug,
            ) from fault
