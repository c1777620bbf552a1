"""Somebody begins an application, or finds the one that she has already begun."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock, local_date
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.applications.errors import WindowClosed
from seoul_learn.tenant_plane.applications.models import Application as ApplicationRow
from seoul_learn.tenant_plane.applications.queries import to_application
from seoul_learn.tenant_plane.applications.reference import new_reference
from seoul_learn.tenant_plane.applications.values import Application, ApplicationState
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.queries import policy_on
from seoul_learn.tenant_plane.eligibility.values import StoredPolicy
from seoul_learn.tenant_plane.eligibility.window import WindowState
from seoul_learn.tenant_plane.programmes.values import Programme


async def begin(
    session: AsyncSession, programme: Programme, *, person_id: UUID, timezone: str, engine: Engine, clock: Clock
) -> Application:
    """The running application of this person to this programme. Raises WindowClosed, and NotFound without a policy."""
    known = await _running(session, programme.id, person_id)
    if known is not None:
        return known
    now = clock.now()
    today = local_date(now, timezone)
    policy = await refuse_when_closed(session, programme.id, today, now, timezone=timezone, engine=engine)
    application_id = new_id()
    # Two clicks at once: the second meets the partial unique index and finds the first's row.
    added = await session.execute(
        insert(ApplicationRow)
        .values(
            tenant_id=tenant_of(session), id=application_id, programme_id=programme.id, person_id=person_id,
            policy_version_id=policy.id, reference=new_reference(), state=ApplicationState.DRAFT.value, began_at=now,
        )
        .on_conflict_do_nothing()
        .returning(ApplicationRow.id)
    )  # fmt: skip
    if added.first() is not None:
        await record(
            session, actor=Actor(kind="person", id=person_id), action="application.begun", subject="application",
            subject_id=application_id, clock=clock,
        )  # fmt: skip
    begun = await _running(session, programme.id, person_id)
    if begun is None:
        # A reference met another's by chance, once in many millions: the next try has another.
        return await begin(session, programme, person_id=person_id, timezone=timezone, engine=engine, clock=clock)
    return begun


async def refuse_when_closed(
    session: AsyncSession, programme_id: UUID, today: date, now: datetime, *, timezone: str, engine: Engine
) -> StoredPolicy:
    """The version that decides today, which takes applications now. Raises WindowClosed, and NotFound without one."""
    stored = await policy_on(session, programme_id, today)
    window = engine.policy(stored).window
    if window is not None and window.state_at(now, timezone=timezone) is not WindowState.OPEN:
        raise WindowClosed("Applications to this programme are not taken now.")
    return stored


async def _running(session: AsyncSession, programme_id: UUID, person_id: UUID) -> Application | None:
    row = await session.scalar(
        select(ApplicationRow).where(
            ApplicationRow.programme_id == programme_id,
            ApplicationRow.person_id == person_id,
            ApplicationRow.state != ApplicationState.WITHDRAWN.value,
        )
    )
    return to_application(row) if row else None
