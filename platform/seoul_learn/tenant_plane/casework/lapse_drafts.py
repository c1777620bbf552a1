"""A draft that nobody touches is not kept for ever: its applicant is told ahead of time, then what she told is erased.

What stays is that an application was begun and lapsed: its reference and days, no answer and no document.
"""

from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.applications.letters_ahead import post_draft_lapsed, post_draft_lapses
from seoul_learn.tenant_plane.applications.reopen_renewed import reopen_renewed
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.casework.terms import read_terms
from seoul_learn.tenant_plane.database.reading import fetch_all
from seoul_learn.tenant_plane.eligibility.lasting import later
from seoul_learn.tenant_plane.eligibility.renewal import NOTICE

# Whoever touches it begins the time anew: `touched` is her last answer or document, in the city's days.
_UNTOUCHED = """
    select a.id, a.person_id, a.reference, touched.on_day from tenant.application a
     cross join lateral (
           select (greatest(
                   a.began_at,
                   (select max(f.answered_at) from tenant.fact_answer f
                     where f.tenant_id = $1 and f.application_id = a.id),
                   (select max(e.uploaded_at) from tenant.evidence e
                     where e.tenant_id = $1 and e.application_id = a.id)) at time zone $2::text)::date as on_day
           ) touched
     where a.tenant_id = $1 and a.state = 'draft' and touched.on_day <= $3::date
       and {when}
     order by a.id limit $4 for update of a skip locked
"""
_NOT_TOLD = _UNTOUCHED.format(when="(a.lapse_told_on is null or a.lapse_told_on <= touched.on_day)")
_TOLD = _UNTOUCHED.format(when="a.lapse_told_on > touched.on_day and a.lapse_told_on < $5::date")
_NOTE_TOLD = "update tenant.application set lapse_told_on = $3 where tenant_id = $1 and id = $2"
_FORGET_ANSWERS = "delete from tenant.fact_answer where tenant_id = $1 and application_id = $2"
_DESTROY_DOCUMENTS = """
    update tenant.evidence set content = null, destroyed_at = $3
     where tenant_id = $1 and application_id = $2 and content is not null
"""
_CLOSE = """
    update tenant.application set state = 'withdrawn', closed_at = $3, lapsed_on = $4
     where tenant_id = $1 and id = $2
"""


async def tell_of_lapse(session: AsyncSession, *, today: date, timezone: str, most: int, clock: Clock) -> int:
    """Write to those whose draft goes when the notice is over; how many."""
    kept = timedelta(days=(await read_terms(session)).drafts_kept_days)
    untouched_since = later(today, NOTICE) - kept
    due = await fetch_all(session, _NOT_TOLD, timezone, untouched_since, most)
    for row in due:
        await fetch_all(session, _NOTE_TOLD, row["id"], today)
        await post_draft_lapses(session, row["person_id"], row["reference"], later(today, NOTICE), clock=clock)
    return len(due)


async def lapse_drafts(session: AsyncSession, *, today: date, timezone: str, most: int, clock: Clock) -> int:
    """Erase what was told in those whose applicants were told of it and did not go on; how many."""
    kept = timedelta(days=(await read_terms(session)).drafts_kept_days)
    # The last day that the letter named is the learner's still.
    told_before = today - timedelta(days=NOTICE.count)
    due = await fetch_all(session, _TOLD, timezone, today - kept, most, told_before)
    now = clock.now()
    for row in due:
        await fetch_all(session, _FORGET_ANSWERS, row["id"])
        await fetch_all(session, _DESTROY_DOCUMENTS, row["id"], now)
        await fetch_all(session, _CLOSE, row["id"], now, today)
        await reopen_renewed(session, row["id"])
        await post_draft_lapsed(session, row["person_id"], row["reference"], clock=clock)
        await record(
            session, actor=Actor(kind="job"), action="application.lapsed", subject="application",
            subject_id=row["id"], clock=clock,
        )  # fmt: skip
    return len(due)
