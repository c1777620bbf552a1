"""The learner gives up what she was granted; what she used is given back, and the policy says when she may return."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock, local_date
from seoul_learn.tenant_plane.applications.errors import NothingToLeave
from seoul_learn.tenant_plane.applications.models import Application, Entitlement
from seoul_learn.tenant_plane.applications.stand_in_order import free_place
from seoul_learn.tenant_plane.applications.values import EntitlementState
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.errors import NotFound


async def leave(
    session: AsyncSession, application_id: UUID, *, person_id: UUID, timezone: str, clock: Clock
) -> None:
    """End it today; a second click finds it done. Raises NotFound, NothingToLeave."""
    # The application first, as everybody does who determines it.
    hers = Application.id == application_id, Application.person_id == person_id
    await session.execute(select(Application.id).where(*hers).with_for_update())
    known = await session.scalar(
        select(Entitlement)
        .where(Entitlement.application_id == application_id, Entitlement.person_id == person_id)
        .with_for_update()
    )
    if known is None:
        raise NotFound
    if known.left_on is not None:
        return
    if known.state == EntitlementState.ENDED.value:
        raise NothingToLeave("What you were granted has ended already.")
    now = clock.now()
    known.state, known.left_on = EntitlementState.ENDED.value, local_date(now, timezone)
    await session.flush()
    await session.execute(update(Application).where(Application.id == application_id).values(closed_at=now))
    await record(
        session, actor=Actor(kind="person", id=person_id), action="entitlement.left", subject="entitlement",
        subject_id=known.id, clock=clock,
    )  # fmt: skip
    await free_place(session, application_id, clock=clock)
