"""A learner gives up one offering; the rest of what she was granted stays."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.enrolments.models import Enrolment
from seoul_learn.tenant_plane.enrolments.values import GONE, ReleaseReason
from seoul_learn.tenant_plane.enrolments.want_release import want_release


async def leave_offering(session: AsyncSession, enrolment_id: UUID, *, person_id: UUID, clock: Clock) -> None:
    """Her slot is free as the programme's cooling-off says; a second click finds it done.

    Raises NotFound, NotYetThere.
    """
    row = await session.scalar(
        select(Enrolment).where(Enrolment.id == enrolment_id, Enrolment.person_id == person_id).with_for_update()
    )
    if row is None:
        raise NotFound
    if row.state in GONE:
        return
    await want_release(session, row, ReleaseReason.LEFT, clock=clock)
    await record(
        session, actor=Actor(kind="person", id=person_id), action="offering.left", subject="enrolment",
        subject_id=enrolment_id, clock=clock,
    )  # fmt: skip
