"""Where somebody stands for a place, as she is told: her number among those who wait, and when it is decided."""

from datetime import date, datetime

import msgspec

from seoul_learn.kit.clock import Clock, local_date
from seoul_learn.tenant_plane.applications.settle_places import is_allotted, is_first_come, is_over, turn_from, turns_of
from seoul_learn.tenant_plane.applications.values import Case
from seoul_learn.tenant_plane.database.reading import Source
from seoul_learn.tenant_plane.eligibility.allocate import FIRST_COME
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.hand_out import PlacingState, in_order
from seoul_learn.tenant_plane.eligibility.queries import get_policy
from seoul_learn.tenant_plane.eligibility.quota import Unfilled
from seoul_learn.tenant_plane.eligibility.ranking import Order, TieBreak


class OwnPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Her place or her turn. `number` of `waiting` where the order stands already; `may_move` where others who are not
    determined yet may still come before her. `closes_at` is when the window ends, `decides_later` that officers give
    the places and have not yet; `kept_until` how long the turn of somebody is kept who has to answer.
    """

    state: PlacingState
    order: Order
    tie_break: TieBreak
    places: int
    number: int | None = None
    waiting: int | None = None
    may_move: bool = False
    closes_at: datetime | None = None
    decides_later: bool = False
    to_see: tuple[str, ...] = ()
    kept_until: date | None = None


async def own_place(source: Source, case: Case, engine: Engine, *, timezone: str, clock: Clock) -> OwnPlace | None:
    """None where no places are counted. What somebody else's place is, is never told."""
    placed = case.placed
    if placed is None:
        return None
    policy = engine.policy(await get_policy(source, placed.policy_version_id))
    if policy.quota is None:
        return None
    ranking, now = policy.ranking or FIRST_COME, clock.now()
    over = is_over(policy, timezone=timezone, now=now)
    found = OwnPlace(
        state=placed.state, order=ranking.order, tie_break=ranking.tie_break, places=policy.quota.places,
        to_see=placed.to_see if placed.waits else (), kept_until=placed.holds_until,
        closes_at=None if over or policy.window is None else policy.window.closes_at(timezone),
    )  # fmt: skip
    if not placed.waits:
        return found
    if not placed.listed:
        allotted = await is_allotted(source, placed.policy_version_id)
        return msgspec.structs.replace(found, decides_later=not (over and allotted))
    rows = await turns_of(source, placed.policy_version_id)
    today = local_date(now, timezone)
    turns = in_order([turn_from(row, today=today) for row in rows if row["listed_at"]], policy.ranking)
    # Where what a group leaves free goes to the others, all wait in one order.
    together = policy.quota.unfilled is Unfilled.OPENED
    own = [one for one in turns if together or set(one.groups) & set(placed.groups)]
    references = [one.reference for one in own if one.state is PlacingState.WAITING]
    if placed.state is not PlacingState.WAITING or case.application.reference not in references:
        return found
    place = next(number for number, one in enumerate(own) if one.reference == case.application.reference)
    return msgspec.structs.replace(
        found,
        number=references.index(case.application.reference) + 1,
        waiting=len(references),
        may_move=not is_first_come(policy) or any(one.holds for one in own[:place]),
    )

