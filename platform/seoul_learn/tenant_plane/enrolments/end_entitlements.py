"""What was granted ends when its last day is over: the only thing, beside leaving, that gives seats back.

A renewal takes over what is in use; one that waits for an officer holds the end off.
"""

from datetime import date

from sqlalchemy import Select, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from seoul_learn.kit.clock import Clock
from seoul_learn.kit.spans import months_later
from seoul_learn.tenant_plane.applications.models import Application, Entitlement
from seoul_learn.tenant_plane.applications.values import ApplicationState, EntitlementState
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.catalogue.queries import get_contract
from seoul_learn.tenant_plane.enrolments.models import Enrolment
from seoul_learn.tenant_plane.enrolments.values import GONE


async def end_entitlements(session: AsyncSession, *, today: date, most: int, clock: Clock) -> int:
    """End those whose last day is before `today`; how many."""
    renewal = aliased(Application)
    waits = exists().where(
        renewal.tenant_id == Entitlement.tenant_id,
        renewal.renews_id == Entitlement.application_id,
        renewal.state == ApplicationState.SUBMITTED.value,
    )
    over = list(
        await session.scalars(
            select(Entitlement)
            .join(
                Application,
                (Application.tenant_id == Entitlement.tenant_id) & (Application.id == Entitlement.application_id),
            )
            .where(
                Entitlement.state != EntitlementState.ENDED.value,
                func.coalesce(Entitlement.protected_until, Entitlement.ends_on) < today,
                ~waits,
            )
            .order_by(Entitlement.id)
            .limit(most)
            # Both, and neither waited for: whoever works on the application has it first, and its entitlement then.
            .with_for_update(of=(Entitlement, Application), skip_locked=True)
        )
    )
    for one in over:
        one.state = EntitlementState.ENDED.value
        await session.flush()
        await session.execute(
            update(Application)
            .where(Application.id == one.application_id, Application.closed_at.is_(None))
            .values(closed_at=clock.now())
        )
        await _carry_over(session, one, today)
        await record(
            session, actor=Actor(kind="job"), action="entitlement.ended", subject="entitlement", subject_id=one.id,
            clock=clock,
        )  # fmt: skip
    return len(over)


async def _carry_over(session: AsyncSession, ended: Entitlement, today: date) -> None:
    """What the learner uses goes on under her renewal, as far as that grants it."""
    successor = await session.scalar(
        select(Entitlement)
        .join(
            Application,
            (Application.tenant_id == Entitlement.tenant_id) & (Application.id == Entitlement.application_id),
        )
        .where(
            Application.renews_id == ended.application_id,
            Entitlement.state == EntitlementState.ACTIVE.value,
            Entitlement.starts_on <= today,
            Entitlement.ends_on >= today,
        )
    )
    if successor is None:
        return
    held = [one for one in await session.scalars(_in_use(successor)) if one.slot is not None]
    used = {(one.category, one.slot) for one in held}
    for one in await session.scalars(_in_use(ended)):
        free = (number for number in range(1, successor.slots.count(one.category) + 1))
        slot = next((number for number in free if (one.category, number) not in used), None)
        if one.slot is None:
            one.entitlement_id = successor.id
        elif slot is not None and len(used) < successor.at_most:
            used.add((one.category, slot))
            one.entitlement_id, one.slot = successor.id, slot
        else:
            continue
        await _begin_term(session, one, successor, today)
    await session.flush()


async def _begin_term(session: AsyncSession, enrolment: Enrolment, successor: Entitlement, today: date) -> None:
    """A renewal begins a new term with the provider, so that what goes on does not end a moment later."""
    term = (await get_contract(session, enrolment.contract_id)).terms.months_for(None)
    enrolment.ends_on = max(enrolment.ends_on, min(successor.ends_on, months_later(today, term)))
    enrolment.end_told_on = None


def _in_use(entitlement: Entitlement) -> Select[Enrolment]:
    return (
        select(Enrolment)
        .where(Enrolment.entitlement_id == entitlement.id, Enrolment.state.not_in(GONE))
        .order_by(Enrolment.id)
        .with_for_update()
    )
