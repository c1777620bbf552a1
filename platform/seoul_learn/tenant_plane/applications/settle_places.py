"""Give the free places of a policy version to those who come next, and want their entitlements.

All of it is one calculation over everybody who stands in the order (eligibility/hand_out.py), so that it does not
matter who caused it: a determination, somebody leaving, an officer's allotment, or the day's work.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import local_date
from seoul_learn.tenant_plane.applications.place_models import Placing
from seoul_learn.tenant_plane.database.queue import Job, enqueue
from seoul_learn.tenant_plane.database.reading import Source, fetch_all, fetch_first
from seoul_learn.tenant_plane.eligibility.allocate import FIRST_COME
from seoul_learn.tenant_plane.eligibility.hand_out import PlacingState, Turn, next_admitted
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.ranking import Order
from seoul_learn.tenant_plane.eligibility.window import WindowState

_TURNS = """
    select p.application_id, p.submitted_at, p.groups, p.need, p.to_see, p.state, p.listed_at, p.holds_until,
           a.reference, a.person_id, a.state as application_state
      from tenant.placing p
      join tenant.application a on a.tenant_id = $1 and a.id = p.application_id
     where p.tenant_id = $1 and p.policy_version_id = $2 and p.state <> 'ended'
"""
_ALLOTTED = """
    select id from tenant.allotment
     where tenant_id = $1 and policy_version_id = $2 and given_at is not null limit 1
"""


class GivePlaces(Job, frozen=True, kw_only=True):
    """Settle the places of a version, and grant what those get who were admitted."""

    task: ClassVar[str] = "places.give"
    policy_version_id: UUID


async def settle_places(
    session: AsyncSession, version_id: UUID, policy: Policy, *, timezone: str, now: datetime
) -> frozenset[UUID]:
    """The applications that get a place now. The caller holds the places of the version."""
    if policy.quota is None:
        return frozenset()
    rows = await turns_of(session, version_id)
    if not any(row["state"] == PlacingState.WAITING.value and row["listed_at"] for row in rows):
        return frozenset()
    today = local_date(now, timezone)
    listed = [row for row in rows if row["state"] == PlacingState.ADMITTED.value or row["listed_at"]]
    chosen = next_admitted(
        [turn_from(row, today=today) for row in listed],
        policy.ranking,
        policy.quota,
        opens=await _opens(session, version_id, policy, timezone=timezone, now=now),
    )
    by_reference = {row["reference"]: row["application_id"] for row in listed}
    admitted = frozenset(by_reference[reference] for reference in chosen)
    if admitted:
        await session.execute(
            update(Placing)
            .where(Placing.application_id.in_(sorted(admitted)))
            .values(state=PlacingState.ADMITTED.value, admitted_at=now, told_at=None, holds_until=None)
        )
    return admitted


async def settle_and_want(
    session: AsyncSession, version_id: UUID, policy: Policy, *, timezone: str, now: datetime, but: UUID | None = None
) -> bool:
    """Settle; whether `but` got a place. What the others get is wanted by a job, since each has a case of her own."""
    admitted = await settle_places(session, version_id, policy, timezone=timezone, now=now)
    if admitted - {but}:
        await enqueue(session, GivePlaces(policy_version_id=version_id))
    return but in admitted


async def turns_of(source: Source, version_id: UUID) -> list[Any]:
    """Everybody who stands for a place of a version, as rows of what a turn is made of."""
    return await fetch_all(source, _TURNS, version_id)


def turn_from(row: Mapping[str, Any], *, today: date) -> Turn:
    """The turn of such a row on a day."""
    state = PlacingState(row["state"])
    keeps = row["holds_until"] is None or row["holds_until"] >= today
    return Turn(
        reference=row["reference"],
        submitted_at=row["submitted_at"],
        state=state,
        groups=tuple(row["groups"]),
        need=row["need"],
        holds=state is PlacingState.UNDETERMINED and keeps,
    )


def is_first_come(policy: Policy) -> bool:
    """Whether places go by the moment of submitting, so that no officer has to give them."""
    return (policy.ranking or FIRST_COME).order is Order.FIRST_COME


def is_over(policy: Policy, *, timezone: str, now: datetime) -> bool:
    """Whether the window of a version has closed, so that nobody else comes."""
    return policy.window is not None and policy.window.state_at(now, timezone=timezone) is WindowState.CLOSED


async def is_allotted(source: Source, version_id: UUID) -> bool:
    """Whether officers have given places of the version before."""
    return await fetch_first(source, _ALLOTTED, version_id) is not None


async def _opens(session: AsyncSession, version_id: UUID, policy: Policy, *, timezone: str, now: datetime) -> bool:
    """Whether it is known by now what groups leave free."""
    return is_over(policy, timezone=timezone, now=now) or await is_allotted(session, version_id)
