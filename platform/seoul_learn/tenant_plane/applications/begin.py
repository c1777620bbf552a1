"""Somebody begins an application, or finds the one that she has already begun.

One runs at a time. Another is begun beside it when it is over: refused, ended, or to be renewed.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock, local_date
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.applications.errors import AccountClosed, RejoiningBarred, WindowClosed
from seoul_learn.tenant_plane.applications.models import Application as ApplicationRow
from seoul_learn.tenant_plane.applications.models import Determination, Entitlement
from seoul_learn.tenant_plane.applications.queries import to_application
from seoul_learn.tenant_plane.applications.reference import new_reference
from seoul_learn.tenant_plane.applications.values import Application, ApplicationState, EntitlementState
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.eligibility.queries import policy_on
from seoul_learn.tenant_plane.eligibility.renewal import rejoining_from, rejoining_is_barred
from seoul_learn.tenant_plane.eligibility.values import StoredPolicy
from seoul_learn.tenant_plane.eligibility.window import WindowState
from seoul_learn.tenant_plane.people.identity_conflicts import is_closed_account
from seoul_learn.tenant_plane.programmes.values import Programme


async def begin(
    session: AsyncSession, programme: Programme, *, person_id: UUID, timezone: str, engine: Engine, clock: Clock
) -> Application:
    """The running application of this person to this programme.

    Raises WindowClosed, RejoiningBarred, AccountClosed, and NotFound without a policy.
    """
    if await is_closed_account(session, person_id):
        raise AccountClosed("You have another account here. Sign in with that one, or call the office.")
    known = await _running(session, programme.id, person_id)
    if known is not None and not await _is_over(session, known):
        # It may have been closed by the first of two clicks while this one waited.
        return await _running(session, programme.id, person_id) or await begin(
            session, programme, person_id=person_id, timezone=timezone, engine=engine, clock=clock
        )
    renews_id = known.id if known is not None and await _runs(session, known.id) else None
    now = clock.now()
    today = local_date(now, timezone)
    await _refuse_rejoining(session, programme.id, person_id, today, engine=engine)
    if await renews_in_time(session, renews_id):
        policy = await policy_on(session, programme.id, today)
    else:
        policy = await refuse_when_closed(session, programme.id, today, now, timezone=timezone, engine=engine)
    if known is not None:
        await session.execute(update(ApplicationRow).where(ApplicationRow.id == known.id).values(closed_at=now))
    application_id = new_id()
    # Two clicks at once: the second meets the partial unique index and finds the first's row.
    added = await session.execute(
        insert(ApplicationRow)
        .values(
            tenant_id=tenant_of(session), id=application_id, programme_id=programme.id, person_id=person_id,
            policy_version_id=policy.id, reference=new_reference(), state=ApplicationState.DRAFT.value, began_at=now,
            renews_id=renews_id,
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


async def renews_in_time(session: AsyncSession, renewed_id: UUID | None) -> bool:
    """Whether what an application granted can be renewed now: that has days of its own, whatever the window says."""
    return await _runs(session, renewed_id, Entitlement.renewal_opened_on.is_not(None))


async def _runs(session: AsyncSession, application_id: UUID | None, *more: ColumnElement[bool]) -> bool:
    """Whether an application gave something that has not ended."""
    if application_id is None:
        return False
    asked = select(Entitlement.id).where(
        Entitlement.application_id == application_id, Entitlement.state != EntitlementState.ENDED.value, *more
    )
    return await session.scalar(asked) is not None


async def _is_over(session: AsyncSession, known: Application) -> bool:
    """Whether another application may be begun beside this one; its row is locked then, and still the running one."""
    if known.state is not ApplicationState.DETERMINED:
        return False
    locked = await session.execute(
        select(ApplicationRow.id)
        .where(
            ApplicationRow.id == known.id,
            ApplicationRow.closed_at.is_(None),
            ApplicationRow.state == ApplicationState.DETERMINED.value,
        )
        .with_for_update()
    )
    if locked.first() is None:
        return False
    outcome = await session.scalar(
        select(Determination.outcome)
        .where(Determination.application_id == known.id)
        .order_by(Determination.number.desc())
        .limit(1)
    )
    if outcome == Outcome.INELIGIBLE.value or await renews_in_time(session, known.id):
        return True
    ended = select(Entitlement.id).where(
        Entitlement.application_id == known.id, Entitlement.state == EntitlementState.ENDED.value
    )
    return await session.scalar(ended) is not None


async def _refuse_rejoining(
    session: AsyncSession, programme_id: UUID, person_id: UUID, today: date, *, engine: Engine
) -> None:
    left_on = await session.scalar(
        select(func.max(Entitlement.left_on))
        .join(
            ApplicationRow,
            (ApplicationRow.tenant_id == Entitlement.tenant_id) & (ApplicationRow.id == Entitlement.application_id),
        )
        .where(ApplicationRow.programme_id == programme_id, Entitlement.person_id == person_id)
    )
    if left_on is None:
        return
    renewal = engine.policy(await policy_on(session, programme_id, today)).renewal
    if rejoining_is_barred(renewal, left_on=left_on, on=today):
        raise RejoiningBarred(
            "You left this programme. You can apply again from %(day)s.",
            day=rejoining_from(renewal, left_on=left_on).isoformat(),
        )


async def _running(session: AsyncSession, programme_id: UUID, person_id: UUID) -> Application | None:
    row = await session.scalar(
        select(ApplicationRow)
        .where(
            ApplicationRow.programme_id == programme_id,
            ApplicationRow.person_id == person_id,
            ApplicationRow.state != ApplicationState.WITHDRAWN.value,
            ApplicationRow.closed_at.is_(None),
        )
        .execution_options(populate_existing=True)
    )
    return to_application(row) if row else None
