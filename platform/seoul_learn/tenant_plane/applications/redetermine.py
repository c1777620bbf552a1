"""Ask again whether somebody is eligible: when what was vouched for has run out, and when the law changed for her.

Each time a new determination, linked to the one before. What it takes away ends after the policy's grace (`entitle`).
"""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import local_date
from seoul_learn.tenant_plane.applications.determine import Determining, determine_if_sound
from seoul_learn.tenant_plane.applications.letters import post_looked_again
from seoul_learn.tenant_plane.applications.stand_in_order import waits_for_place
from seoul_learn.tenant_plane.applications.submit import locked_case
from seoul_learn.tenant_plane.applications.values import Case, Occasion
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.database.reading import fetch_all
from seoul_learn.tenant_plane.eligibility.policy import Transition
from seoul_learn.tenant_plane.eligibility.queries import deciding_since, policies_through
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
# Not tried under a version are those whose every determination since it decides was about an outcome that was final
# before: such a one has the law of the day of that outcome (versions.py).
_NOT_TRIED = """
    p.tenant_id = $1 and p.programme_id = $2::uuid and p.id > $5::uuid
       and exists (select from tenant.policy_version b
                    where b.tenant_id = $1 and b.id = p.policy_version_id and b.effective_from < $3::date)
       and not exists (select from tenant.determination d
                         left join tenant.determination o on o.tenant_id = $1 and o.application_id = d.application_id
                              and o.number = d.number - 1
                        where d.tenant_id = $1 and d.application_id = p.id and d.determined_at >= $4::timestamptz
                          and (d.occasion in ('policy_changed', 'attestation_run_out') or o.id is null
                               or o.outcome not in ('eligible', 'ineligible')))
     order by p.id limit $6
"""
_TOUCHED = f"""
    select p.id as application_id from tenant.application p
      join tenant.entitlement e on e.tenant_id = $1 and e.application_id = p.id and e.state <> 'ended'
     where {_NOT_TRIED}
"""  # noqa: S608  # constants of this file
_MISSED = f"""
    select p.id as application_id from tenant.application p
      join lateral (select d.determined_at from tenant.determination d
                     where d.tenant_id = $1 and d.application_id = p.id order by d.number desc limit 1) latest on true
     where p.state in ('submitted', 'determined') and p.closed_at is null
       and latest.determined_at >= $7::timestamptz and latest.determined_at < $4::timestamptz and {_NOT_TRIED}
"""  # noqa: S608  # constants of this file
_UNTRIED = f"select p.id as application_id from tenant.application p where {_NOT_TRIED}"  # noqa: S608  # as above


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a programme's policy that is not for new applications alone.

    It is the law from the moment `begins` on, its first day, and was known `since`: later where it was published or
    brought into force late.
    """

    programme_id: UUID
    effective_from: date
    begins: datetime
    since: datetime


async def run_out(session: AsyncSession, means: Determining, *, after: UUID, most: int) -> list[UUID]:
    """Applications with something granted and a word that no longer counts, determined when it still did."""
    today = local_date(means.clock.now(), means.timezone)
    rows = await fetch_all(session, _RUN_OUT, means.timezone, today, after, most)
    return [row["application_id"] for row in rows]


async def moved_policies(session: AsyncSession, means: Determining) -> list[Moved]:
    """The versions that say that they touch those who were determined before them."""
    today = local_date(means.clock.now(), means.timezone)
    known = await deciding_since(session)
    found = []
    for programme in await list_programmes(session):
        for stored in (await policies_through(session, programme.id, today))[1:]:
            if means.engine.policy(stored).transition is Transition.KEEP:
                continue
            begins = datetime.combine(stored.effective_from, time.min, tzinfo=ZoneInfo(means.timezone))
            found.append(
                Moved(
                    programme_id=programme.id, effective_from=stored.effective_from, begins=begins,
                    since=max(begins, known.get(stored.id, begins)),
                )
            )  # fmt: skip
    return found


async def touched(session: AsyncSession, moved: Moved, *, after: UUID, most: int) -> list[UUID]:
    """Applications with something granted that have not been tried under such a version."""
    rows = await fetch_all(
        session, _TOUCHED, moved.programme_id, moved.effective_from, moved.since, after, most
    )
    return [row["application_id"] for row in rows]


async def missed(session: AsyncSession, moved: Moved, *, after: UUID, most: int) -> list[UUID]:
    """All who were last determined while the version was the law already and nobody knew it, refused or waiting."""
    if moved.since <= moved.begins:
        return []
    rows = await fetch_all(
        session, _MISSED, moved.programme_id, moved.effective_from, moved.since, after, most, moved.begins
    )
    return [row["application_id"] for row in rows]


async def redetermine(
    session: AsyncSession, application_id: UUID, occasion: Occasion, means: Determining, *, moved: Moved | None = None
) -> bool:
    """Whether it was determined again: not where the outcome does not rest on what ran out. Raises NotFound.

    `moved` is the version because of which it is.
    """
    case = await locked_case(session, application_id, means, person_id=None)
    if case.latest is None or await _was_done(session, case, means, moved):
        # Another run was here while this one waited.
        return False
    today = local_date(means.clock.now(), means.timezone)
    if occasion is Occasion.ATTESTATION_RUN_OUT and not _rests_on_what_ran_out(case, today):
        return False
    written = await determine_if_sound(session, case, occasion, means, actor=Actor(kind="job"))
    if written is None:
        return False
    # Whoever loses something has had a letter of her own.
    told = written.grant is None and case.entitled is not None
    if occasion is Occasion.POLICY_CHANGED and written.outcome is not case.latest.outcome and not told:
        await post_looked_again(
            session, case.application.person_id, written.outcome, case.application.reference, clock=means.clock,
            waits=await waits_for_place(session, application_id),
        )  # fmt: skip
    return True


async def due_again(session: AsyncSession, case: Case, means: Determining) -> Occasion | None:
    """Why it has to be asked again before anything is granted by the newest determination; None where nothing changed.

    So for somebody who waited for a place: who has nothing yet is not in the day's runs.
    """
    if case.latest is None:
        return None
    determined_on = local_date(case.latest.determined_at, means.timezone)
    yesterday = local_date(means.clock.now(), means.timezone) - timedelta(days=1)
    if any(last >= determined_on for last in case.words_ending_through(yesterday).values()):
        return Occasion.ATTESTATION_RUN_OUT
    before = UUID(int=case.application.id.int - 1)
    for moved in await moved_policies(session, means):
        if moved.programme_id != case.application.programme_id:
            continue
        rows = await fetch_all(
            session, _UNTRIED, moved.programme_id, moved.effective_from, moved.since, before, 1
        )
        if any(row["application_id"] == case.application.id for row in rows):
            return Occasion.POLICY_CHANGED
    return None


async def _was_done(session: AsyncSession, case: Case, means: Determining, moved: Moved | None) -> bool:
    if moved is None:
        today = local_date(means.clock.now(), means.timezone)
        return case.latest is not None and local_date(case.latest.determined_at, means.timezone) >= today
    before = UUID(int=case.application.id.int - 1)
    due = [await touched(session, moved, after=before, most=1), await missed(session, moved, after=before, most=1)]
    return all(case.application.id not in ids for ids in due)


def _rests_on_what_ran_out(case: Case, today: date) -> bool:
    return bool(case.words_ending_through(today - timedelta(days=1)))
