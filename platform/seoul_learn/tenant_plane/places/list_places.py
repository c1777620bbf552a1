"""Who stands for the places of a version, in order: what officers look at before giving any, and anybody can repeat."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from seoul_learn.kit.clock import Clock, local_date
from seoul_learn.kit.text import canonical_json
from seoul_learn.tenant_plane.applications.settle_places import is_first_come, is_over, turn_from, turns_of
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.reading import Source, fetch_all
from seoul_learn.tenant_plane.eligibility.allocate import FIRST_COME, lot
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.hand_out import (
    REST,
    PlacingState,
    Turn,
    in_order,
    next_admitted,
    places_of,
)
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.queries import get_policy
from seoul_learn.tenant_plane.eligibility.quota import Quota, Unfilled
from seoul_learn.tenant_plane.places.values import (
    GivenAllotment,
    GroupCount,
    PlaceLine,
    PlacesList,
    ProposedAllotment,
)

_ALLOTMENTS = """
    select l.mark, l.despite_reviews, l.proposed_by_id, l.proposed_at, l.given_at, l.places,
           coalesce(nullif(p.display_name, ''), p.email) as officer
      from tenant.allotment l
      left join tenant.person p on p.tenant_id = $1 and p.id = l.proposed_by_id
     where l.tenant_id = $1 and l.policy_version_id = $2
     order by l.proposed_at, l.id
"""


async def list_places(source: Source, version_id: UUID, engine: Engine, *, timezone: str, clock: Clock) -> PlacesList:
    """The list as it is now. Raises NotFound for a version without a quota."""
    stored = await get_policy(source, version_id)
    policy = engine.policy(stored)
    if policy.quota is None:
        raise NotFound
    rows = await turns_of(source, version_id)
    allotments = await fetch_all(source, _ALLOTMENTS, version_id)
    return _list(version_id, policy, policy.quota, rows, allotments, timezone=timezone, now=clock.now())


def _list(
    version_id: UUID,
    policy: Policy,
    quota: Quota,
    rows: Sequence[Mapping[str, Any]],
    allotments: Sequence[Mapping[str, Any]],
    *,
    timezone: str,
    now: datetime,
) -> PlacesList:
    ranking = policy.ranking or FIRST_COME
    today = local_date(now, timezone)
    by_reference = {row["reference"]: row for row in rows}
    turns = in_order([turn_from(row, today=today) for row in rows], policy.ranking)
    given = [one for one in allotments if one["given_at"] is not None]
    over = is_over(policy, timezone=timezone, now=now)
    closes_at = policy.window.closes_at(timezone) if policy.window else None
    by_officers = not is_first_come(policy)
    # What groups of a first-come quota leave free is known by itself once the window has closed.
    opens_by_officers = not by_officers and quota.unfilled is Unfilled.OPENED and closes_at is None and not given
    # Officers give to those who are determined; nothing is kept free for others.
    standing = [one for one in turns if not by_officers or one.state is not PlacingState.UNDETERMINED]
    gets = frozenset(next_admitted(standing, policy.ranking, quota, opens=True))
    mark = _mark(policy, turns)
    asked = next((one for one in allotments if one["given_at"] is None), None)
    return PlacesList(
        version_id=version_id,
        effective_from=policy.effective_from,
        order=ranking.order,
        tie_break=ranking.tie_break,
        seed=ranking.seed,
        labels={name: _label(policy, name) for name in (*quota.by, *ranking.by)},
        closes_at=closes_at,
        places=quota.places,
        taken=_many(turns, PlacingState.ADMITTED),
        waiting=_many(turns, PlacingState.WAITING),
        undetermined=_many(turns, PlacingState.UNDETERMINED),
        groups=tuple(_count(group, places, turns) for group, places in places_of(quota).items()),
        lines=tuple(
            PlaceLine(
                application_id=by_reference[turn.reference]["application_id"],
                reference=turn.reference,
                submitted_at=turn.submitted_at,
                group=turn.groups[0] if turn.state is not PlacingState.UNDETERMINED else REST,
                need=ranking.by[turn.need] if turn.need < len(ranking.by) else "",
                lot=lot(ranking, turn.reference) if ranking.draws_lots else None,
                state=turn.state,
                reviewed=_is_reviewed(by_reference[turn.reference]),
                gets=turn.reference in gets,
            )
            for turn in turns
        ),
        by_officers=by_officers,
        to_allot=(by_officers and (over or closes_at is None)) or opens_by_officers,
        open_reviews=sum(not _is_reviewed(row) for row in rows),
        would_get=len(gets),
        mark=mark,
        proposed=ProposedAllotment(
            officer_id=asked["proposed_by_id"],
            officer=asked["officer"] or "",
            proposed_at=asked["proposed_at"],
            despite_reviews=asked["despite_reviews"],
            stands=asked["mark"] == mark,
        )
        if asked
        else None,
        given=tuple(GivenAllotment(given_at=one["given_at"], places=one["places"]) for one in given),
    )


def _is_reviewed(row: Mapping[str, Any]) -> bool:
    """Whether nothing that decides about the place waits for an officer or for answers."""
    if row["state"] == PlacingState.ADMITTED.value:
        return True
    return row["state"] == PlacingState.WAITING.value and not row["to_see"]


def _many(turns: Sequence[Turn], state: PlacingState) -> int:
    return sum(one.state is state for one in turns)


def _count(group: str, places: int, turns: Sequence[Turn]) -> GroupCount:
    own = [one for one in turns if group in one.groups]
    return GroupCount(
        group=group, places=places, taken=_many(own, PlacingState.ADMITTED), waiting=_many(own, PlacingState.WAITING),
        undetermined=_many(own, PlacingState.UNDETERMINED),
    )  # fmt: skip


def _label(policy: Policy, name: str) -> dict[str, str]:
    return policy.leaves[name].label if name in policy.leaves else {}


def _mark(policy: Policy, turns: Sequence[Turn]) -> str:
    """The digest of all that the order is made of."""
    return hashlib.sha256(policy.digest.encode() + canonical_json(turns)).hexdigest()
