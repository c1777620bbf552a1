"""What of a city's law runs out soon, and whom it hits: official tables, windows, versions that wait for their day.

For the officers, who can bring in the next one, and for the operators, who bring tables in for everybody.
"""

import enum
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.database.reading import fetch_all
from seoul_learn.tenant_plane.eligibility.check_draft import standard_ends, standards_of
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.eligibility.lasting import UntilDay
from seoul_learn.tenant_plane.eligibility.policy import PolicyRefused
from seoul_learn.tenant_plane.eligibility.queries import list_policies
from seoul_learn.tenant_plane.eligibility.values import DECIDING, PolicyStatus, StoredPolicy
from seoul_learn.tenant_plane.programmes.queries import list_programmes
from seoul_learn.tenant_plane.programmes.values import Programme, ProgrammeStatus

AHEAD = timedelta(days=90)
"""So long before its day everything is told: time enough to ask for the next table and to publish a version."""

_HIT = """
    select a.programme_id,
           count(*) filter (where a.state in ('draft', 'submitted')) as applications,
           count(e.id) filter (where e.state <> 'ended') as members
      from tenant.application a
      left join tenant.entitlement e on e.tenant_id = $1 and e.application_id = a.id
     where a.tenant_id = $1 group by a.programme_id
"""


class RunsOutKind(enum.StrEnum):
    """What it is: an official table, the window for applications, what is granted, a version that is to be brought into
    force, or that no version decides.
    """

    STANDARD = "standard"
    WINDOW = "window"
    GRANTS = "grants"
    ANNOUNCED = "announced"
    NOBODY_DECIDES = "nobody_decides"


class RunsOut(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that ends. `last` is its last day, of a version that waits the day on which it is to decide; None where
    there is nothing for today. `applications` are in flight, `members` have something granted.
    """

    kind: RunsOutKind
    programme: dict[str, str]
    last: date | None
    standard: str = ""
    criteria: tuple[str, ...] = ()
    applications: int = 0
    members: int = 0


async def what_runs_out(
    session: AsyncSession, engine: Engine, *, today: date, ahead: timedelta = AHEAD
) -> tuple[RunsOut, ...]:
    """Everything that ends within the time ahead, or has ended and is needed still; what ends first comes first."""
    versions = await list_policies(session)
    standards = (await ground_of(session, engine)).standards
    programmes = [one for one in await list_programmes(session) if one.terms.status is ProgrammeStatus.PUBLISHED]
    found = [
        (programme.id, one)
        for programme in programmes
        for one in _of_programme(
            programme, [one for one in versions if one.programme_id == programme.id], standards, engine,
            today, today + ahead,
        )
    ]  # fmt: skip
    hit: dict[UUID, tuple[int, int]] = {}
    if found:
        hit = {row["programme_id"]: (row["applications"], row["members"]) for row in await fetch_all(session, _HIT)}
    counted = []
    for programme_id, one in found:
        applications, members = hit.get(programme_id, (0, 0))
        counted.append(msgspec.structs.replace(one, applications=applications, members=members))
    return tuple(sorted(counted, key=lambda one: (one.last or date.min, one.kind, one.standard)))


def _of_programme(
    programme: Programme,
    versions: Sequence[StoredPolicy],
    standards: Standards,
    engine: Engine,
    today: date,
    through: date,
) -> Iterator[RunsOut]:
    name = programme.terms.name
    deciding = [one for one in versions if one.status in DECIDING]
    ends = {one.id: after.effective_from - timedelta(days=1) for one, after in pairwise(deciding)}
    live = [one for one in deciding if ends.get(one.id, date.max) >= today]
    if not any(one.effective_from <= today for one in live):
        yield RunsOut(kind=RunsOutKind.NOBODY_DECIDES, programme=name, last=None)
    for one in versions:
        # One whose day passed long ago is history: it never came into force.
        if one.status is PolicyStatus.ANNOUNCED and today - (through - today) <= one.effective_from <= through:
            yield RunsOut(kind=RunsOutKind.ANNOUNCED, programme=name, last=one.effective_from)
    for one in live:
        yield from _of_version(one, ends.get(one.id, date.max), name, standards, engine, today, through)


def _of_version(
    stored: StoredPolicy,
    until: date,
    name: dict[str, str],
    standards: Standards,
    engine: Engine,
    today: date,
    through: date,
) -> Iterator[RunsOut]:
    try:
        policy = engine.policy(stored)
    except PolicyRefused:
        return  # its plugin is gone: that is an alarm of its own
    begins = max(today, stored.effective_from)
    if begins > through:
        return
    for standard, criteria in standards_of(policy).items():
        last = standard_ends(standards, standard, on=begins)
        if last is None or (last <= through and last < until):
            yield RunsOut(
                kind=RunsOutKind.STANDARD, programme=name, last=last, standard=standard, criteria=criteria
            )
    if until != date.max:
        return  # what comes after it has a window and grants of its own
    closes = policy.window.closes.date() if policy.window and policy.window.closes else None
    if closes is not None and today <= closes <= through:
        yield RunsOut(kind=RunsOutKind.WINDOW, programme=name, last=closes)
    granted = [one.lasts.day for one in policy.grants if isinstance(one.lasts, UntilDay)]
    if granted and today <= max(granted) <= through:
        yield RunsOut(kind=RunsOutKind.GRANTS, programme=name, last=max(granted))
