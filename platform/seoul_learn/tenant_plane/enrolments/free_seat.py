"""Give the seat of an enrolment that is over back to its contract."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.enrolments.models import Seat


async def free_seat(session: AsyncSession, enrolment_id: UUID) -> None:
    """Once, however often it is done: a seat that somebody else has by now is hers. The caller locks the enrolment."""
    for taken in await session.scalars(select(Seat).where(Seat.enrolment_id == enrolment_id).with_for_update()):
        taken.enrolment_id = None
    await session.flush()
