"""What a determination does to an application's place: it keeps its turn, gets a place or waits, or has none to get.

The outcome is the law's and stays what it is; whether somebody eligible has a place is another matter, and this one's.
"""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock, local_date
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.applications.hold_places import hold_places
from seoul_learn.tenant_plane.applications.models import Entitlement
from seoul_learn.tenant_plane.applications.place_models import Placing
from seoul_learn.tenant_plane.applications.settle_places import (
    GivePlaces,
    is_allotted,
    is_first_come,
    is_over,
    settle_and_want,
)
from seoul_learn.tenant_plane.applications.values import Application, EntitlementState
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.queue import enqueue
from seoul_learn.tenant_plane.eligibility.claim import Claim
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.eligibility.hand_out import PlacingState
from seoul_learn.tenant_plane.eligibility.policy import Policy

TURN_KEPT = timedelta(days=14)
"""How long a place is kept free for somebody who was asked for answers: as long as she is given to answer."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What was determined, as far as places go: by which version, with which outcome and claim."""

    version_id: UUID
    policy: Policy
    outcome: Outcome
    claim: Claim


async def stand_in_order(
    session: AsyncSession, application: Application, standing: Standing, *, timezone: str, clock: Clock
) -> bool:
    """Whether there is a place for her, or none is needed. The caller holds the application's row lock."""
    known = await _placing(session, application.id)
    if known is None and (standing.policy.quota is None or standing.outcome is Outcome.INELIGIBLE):
        return True
    before = await _placing(session, application.renews_id) if application.renews_id else None
    await hold_places(session, {standing.version_id, *(one.policy_version_id for one in (known, before) if one)})
    known = await _placing(session, application.id)
    now = clock.now()
    if known is not None and known.state == PlacingState.ADMITTED.value and known.told_at is not None:
        # What she loses goes on through its grace, and the place with it.
        return True
    if standing.outcome is Outcome.INELIGIBLE or standing.policy.quota is None:
        if known is not None and known.state != PlacingState.ENDED.value:
            await _end(session, known, now)
        return standing.policy.quota is None
    if await _gave_up(session, application):
        return False
    if before is not None and before.state == PlacingState.ADMITTED.value:
        return await _taken_over(session, application, before, standing, now, clock)
    if known is None and await _has_already(session, application.id):
        row = _row(application, now)
        _admit(row, standing.version_id, [standing.claim.group], standing.claim.need, now)
        session.add(row)
        await session.flush()
        return True
    if known is not None and _has_it_still(known, standing):
        await _given(session, application, now, clock)
        return True
    await _listed(session, application, known, standing, timezone=timezone, now=now)
    has_place = await settle_and_want(
        session, standing.version_id, standing.policy, timezone=timezone, now=now, but=application.id
    )
    if has_place:
        await _given(session, application, now, clock)
    return has_place


async def free_place(session: AsyncSession, application_id: UUID, *, clock: Clock) -> None:
    """Give up the place or the turn of an application, once; whoever comes next is wanted to be found at once."""
    known = await _placing(session, application_id)
    if known is None:
        return
    await hold_places(session, [known.policy_version_id])
    known = await _placing(session, application_id)
    if known is not None and known.state != PlacingState.ENDED.value:
        await _end(session, known, clock.now())


async def waits_for_place(session: AsyncSession, application_id: UUID) -> bool:
    """Whether somebody eligible has no place yet."""
    return bool(await waiting_among(session, [application_id]))


async def waiting_among(session: AsyncSession, applications: list[UUID]) -> frozenset[UUID]:
    """Which of these applications have no place yet, where one is needed."""
    if not applications:
        return frozenset()
    waits = (PlacingState.WAITING.value, PlacingState.UNDETERMINED.value)
    asked = select(Placing.application_id).where(Placing.application_id.in_(applications), Placing.state.in_(waits))
    return frozenset(await session.scalars(asked))


async def _listed(
    session: AsyncSession,
    application: Application,
    known: Placing | None,
    standing: Standing,
    *,
    timezone: str,
    now: datetime,
) -> None:
    """Put her where she stands by what was determined; the turn is that of her first submission."""
    policy, claim = standing.policy, standing.claim
    first_come = is_first_come(policy)
    # Who comes first by the clock is not decided before it is known for whose places.
    is_settled = standing.outcome is Outcome.ELIGIBLE and (not claim.unvouched or not first_come)
    row = known or _row(application, now)
    moved_from = row.policy_version_id if known is not None else None
    in_the_list = first_come or (
        is_settled
        and (
            (row.listed_at is not None and moved_from == standing.version_id)
            or (is_over(policy, timezone=timezone, now=now) and await is_allotted(session, standing.version_id))
        )
    )
    row.policy_version_id = standing.version_id
    row.groups = [claim.group] if is_settled else list(claim.groups)
    row.need, row.to_see = claim.need, list(claim.unvouched)
    row.state = (PlacingState.WAITING if is_settled else PlacingState.UNDETERMINED).value
    row.listed_at = (row.listed_at or now) if in_the_list else None
    asked = standing.outcome is Outcome.NEEDS_FACTS
    row.holds_until = local_date(now, timezone) + TURN_KEPT if asked else None
    row.admitted_at = row.told_at = row.ended_at = None
    session.add(row)
    await session.flush()
    if moved_from is not None and moved_from != standing.version_id:
        await enqueue(session, GivePlaces(policy_version_id=moved_from))


async def _taken_over(
    session: AsyncSession, application: Application, before: Placing, standing: Standing, now: datetime, clock: Clock
) -> bool:
    """A renewal goes on with the very place of what it renews: it counts where it was given, and once."""
    if standing.outcome is not Outcome.ELIGIBLE:
        return False
    before.state, before.ended_at = PlacingState.ENDED.value, now
    await session.flush()
    row = await _placing(session, application.id) or _row(application, now)
    _admit(row, before.policy_version_id, before.groups, before.need, now)
    session.add(row)
    await session.flush()
    await _given(session, application, now, clock)
    return True


def _has_it_still(known: Placing, standing: Standing) -> bool:
    """Whether somebody with a place is found to be whom it was given to: it counts where it was given."""
    claim = standing.claim
    return (
        known.state == PlacingState.ADMITTED.value
        and standing.outcome is Outcome.ELIGIBLE
        and not claim.unvouched
        and (known.groups, known.need) == ([claim.group], claim.need)
    )


def _row(application: Application, now: datetime) -> Placing:
    return Placing(id=new_id(), application_id=application.id, submitted_at=application.submitted_at or now)


def _admit(row: Placing, version_id: UUID, groups: list[str], need: int, now: datetime) -> None:
    row.policy_version_id, row.groups, row.need, row.to_see = version_id, groups, need, []
    row.state, row.listed_at, row.admitted_at, row.told_at = PlacingState.ADMITTED.value, now, now, now
    row.holds_until = row.ended_at = None


async def _given(session: AsyncSession, application: Application, now: datetime, clock: Clock) -> None:
    known = await _placing(session, application.id)
    if known is None:
        return
    known.told_at = now
    await session.flush()
    await record(
        session, actor=Actor(kind="job"), action="place.given", subject="application", subject_id=application.id,
        clock=clock,
    )  # fmt: skip


async def _end(session: AsyncSession, known: Placing, now: datetime) -> None:
    known.state, known.ended_at = PlacingState.ENDED.value, now
    await session.flush()
    await enqueue(session, GivePlaces(policy_version_id=known.policy_version_id))


async def _has_already(session: AsyncSession, application_id: UUID) -> bool:
    """Whether something runs that was granted before places were counted."""
    asked = select(Entitlement.id).where(
        Entitlement.application_id == application_id, Entitlement.state != EntitlementState.ENDED.value
    )
    return await session.scalar(asked) is not None


async def _gave_up(session: AsyncSession, application: Application) -> bool:
    """Whether she left or stopped waiting of her own will: what is found on appeal brings her back into no order."""
    if application.closed_at is None:
        return False
    known = (
        await session.execute(select(Entitlement.left_on).where(Entitlement.application_id == application.id))
    ).first()
    return known is None or known.left_on is not None


async def _placing(session: AsyncSession, application_id: UUID) -> Placing | None:
    row: Placing | None = await session.scalar(
        select(Placing).where(Placing.application_id == application_id).execution_options(populate_existing=True)
    )
    return row
