"""Documents are destroyed when the case is closed and the time to appeal is over; what was vouched for stays."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.branding.queries import read_site
from seoul_learn.tenant_plane.casework.terms import read_terms
from seoul_learn.tenant_plane.database.reading import fetch_all

# A case is closed by a final outcome or by its withdrawal; one with an appeal is `submitted` again. Of a withdrawn one
# nothing is left to appeal. One whose applicant never gave the answers that are missing is kept as long as a draft.
_DUE = """
    select v.id from tenant.evidence v
      join tenant.application a on a.tenant_id = $1 and a.id = v.application_id
      left join lateral (select d.outcome, d.determined_at from tenant.determination d
                          where d.tenant_id = $1 and d.application_id = a.id order by d.number desc limit 1) latest
             on true
     where v.tenant_id = $1 and v.content is not null
       and (a.state = 'withdrawn'
            or (a.state = 'determined' and latest.outcome in ('eligible', 'ineligible') and latest.determined_at < $2)
            or (a.state = 'determined' and latest.outcome = 'needs_facts' and latest.determined_at < $4))
     order by v.id limit $3
"""
_DESTROY = """
    update tenant.evidence set content = null, destroyed_at = $2 where tenant_id = $1 and id = any($3::uuid[])
"""


async def destroy_documents(session: AsyncSession, *, most: int, clock: Clock) -> int:
    """Destroy those whose time is over; how many."""
    now = clock.now()
    within_days = (await read_site(session)).appeals.get("within_days") or 0
    terms = await read_terms(session)
    kept = timedelta(days=max(terms.documents_kept_days, within_days + 1))
    left = timedelta(days=terms.drafts_kept_days)
    due = [row["id"] for row in await fetch_all(session, _DUE, now - kept, most, now - left)]
    if due:
        await fetch_all(session, _DESTROY, now, due)
        await record(
            session, actor=Actor(kind="job"), action="documents.destroyed", subject="evidence",
            detail={"documents": [str(one) for one in due]}, clock=clock,
        )  # fmt: skip
    return len(due)
