"""A learner who waits for a place does not want to any more: her turn goes to others, and she may apply anew."""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.applications.errors import NothingToLeave
from seoul_learn.tenant_plane.applications.models import Application
from seoul_learn.tenant_plane.applications.stand_in_order import free_place, waits_for_place
from seoul_learn.tenant_plane.applications.submit import lock_application
from seoul_learn.tenant_plane.applications.values import ApplicationState
from seoul_learn.tenant_plane.audit.record import Actor, record


async def give_up_turn(session: AsyncSession, application_id: UUID, *, person_id: UUID, clock: Clock) -> None:
    """Stop waiting. Raises NotFound, and NothingToLeave where she does not wait (any more)."""
    await lock_application(session, application_id, person_id=person_id)
    if not await waits_for_place(session, application_id):
        raise NothingToLeave("You do not wait for a place any more.")
    await session.execute(
        update(Application)
        .where(Application.id == application_id)
        .values(closed_at=clock.now(), state=ApplicationState.DETERMINED.value)
    )
    await record(
        session, actor=Actor(kind="person", id=person_id), action="place.turn_given_up", subject="application",
        subject_id=application_id, clock=clock,
    )  # fmt: skip
    await free_place(session, application_id, clock=clock)
