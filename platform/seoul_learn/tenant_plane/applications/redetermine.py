"""Ask again whether somebody is eligible: when what was vouched for has run out, and when the law changed for her.

Each time a new determination, linked to the one before. What it takes away ends after the policy's grace (`entitle`).
"""

from datetime import date, timedelta
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import local_date
from seoul_learn.tenant_plane.applications.determine import Determining, determine
from seoul_learn.tenant_plane.applications.submit import locked_case
from seoul_learn.tenant_plane.applications.values import Case, Occasion
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.database.reading import fetch_all
from seoul_learn.tenant_plane.eligibility.policy import Transition
from seoul_learn.tenant_plane.eligibility.queries import policies_through
from seoul_learn.tenant_plane.programmes.queries import list_programmes

FIRST = UUID(int=0)
"""Before every application."""

_LATEST = """
      join lateral (select (d.determined_at at time zone $2::text)::date as day from tenant.determination d
                     where d.tenant_id = $1 and d.application_id = e.application_id
                     order by d.number desc limit 1) latest on true
"""
# Whoever has shown a new paper in time loses nothing by an officer who has not looked at it yet.
_RUN_OUT = f"""
    select distinct e.application_id from tenant.entitlement e {_LATEST}
      join tenant.attestation a on a.tenant_id = $1 and a.application_id = e.application_id
     where e.tenant_id = $1 and e.state <> 'ended' and a.verdict = 'confirmed'
       and a.valid_until < $3::date and a.valid_until >= latest.day
       and not exists (select from tenant.attestation n where n.tenant_id = $1 and n.application_id = a.application_id
                          and n.fact = a.fact and n.attested_at > a.attested_at)
       and not exists (select from tenant.evidence v where v.tenant_id = $1 and v.application_id = a.application_id
                          and v.fact = a.fact and v.state = 'waiting')
       and e.application_id > $4::uuid
     order by e.application_id limit $5
"""  # noqa: S608  # constants of this file
_TOUCHED = f"""
    select e.application_id from tenant.entitlement e {_LATEST}
      join tenant.application p on p.tenant_id = $1 and p.id = e.application_id and p.programme_id = $3::uuid
      join tenant.policy_version b on b.tenant_id = $1 and b.id = p.policy_version_id and b.effective_from < $4::date
     where e.tenant_id = $1 and e.state <> 'ended' and latest.day < $4::date and e.application_id > $5::uuid
     order by e.application_id limit $6
"""  # noqa: S608  # constants of this file


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a programme's policy that is not for new applications alone."""

    programme_id: UUID
    effective_from: date


async def run_out(session: AsyncSession, means: Determining, *, after: UUID, most: int) -> list[UUID]:
    """Applications with something granted and a word that no longer counts, determined when it still did."""
    today = local_date(means.clock.now(), means.timezone)
    rows = await fetch_all(session, _RUN_OUT, means.timezone, today, after, most)
    return [row["application_id"] for row in rows]


async def moved_policies(session: AsyncSession, means: Determining) -> list[Moved]:
    """The versions that say that they touch those who were determined before them."""
    today = local_date(means.clock.now(), means.timezone)
    return [
        Moved(programme_id=programme.id, effective_from=stored.effective_from)
        for programme in await list_programmes(session)
        for stored in (await policies_through(session, programme.id, today))[1:]
        if means.engine.policy(stored).transition is not Transition.KEEP
    ]


async def touched(session: AsyncSession, moved: Moved, means: Determining, *, after: UUID, most: int) -> list[UUID]:
    """Applications with something granted that were last determined before such a version took effect."""
    rows = await fetch_all(
        session, _TOUCHED, means.timezone, moved.programme_id, moved.effective_from, after, most
    )
    return [row["application_id"] for row in rows]


async def redetermine(session: AsyncSession, application_id: UUID, occasion: Occasion, means: Determining) -> bool:
    """Whether it was determined again: not where the outcome does not rest on what ran out. Raises NotFound."""
    case = await locked_case(session, application_id, means, person_id=None)
    today = local_date(means.clock.now(), means.timezone)
    if case.latest is None or local_date(case.latest.determined_at, means.timezone) >= today:
        # Another run was here while this one waited.
        return False
    if occasion is Occasion.ATTESTATION_RUN_OUT and not _rests_on_what_ran_out(case, today):
        return False
    await determine(session, case, occasion, means, actor=Actor(kind="job"))
    return True


def _rests_on_what_ran_out(case: Case, today: date) -> bool:
    return bool(case.words_ending_through(today - timedelta(days=1)))
