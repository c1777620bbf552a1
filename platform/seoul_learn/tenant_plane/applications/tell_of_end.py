"""Tell learners in time that what they have ends: that it can be renewed from today, and once more before the end."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import local_date
from seoul_learn.tenant_plane.applications.determine import Determining
from seoul_learn.tenant_plane.applications.letters import post_end, post_renewal
from seoul_learn.tenant_plane.applications.models import Application, Entitlement
from seoul_learn.tenant_plane.applications.values import EntitlementState
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.lasting import later
from seoul_learn.tenant_plane.eligibility.queries import policy_on
from seoul_learn.tenant_plane.eligibility.renewal import NOTICE, renewable_through
from seoul_learn.tenant_plane.programmes.queries import list_programmes


async def open_renewals(session: AsyncSession, means: Determining, *, most: int) -> int:
    """Open renewal where today's policy says so, and write to the learner; how many, `most` for each programme."""
    today = local_date(means.clock.now(), means.timezone)
    opened = 0
    for programme in await list_programmes(session):
        try:
            stored = await policy_on(session, programme.id, today)
        except NotFound:
            continue
        through = renewable_through(means.engine.policy(stored).renewal, on=today)
        if through is None:
            continue
        due = await _ending_through(
            # Who lost by law and keeps it until the end is not told to renew what she would not get again.
            session, through, today, Entitlement.renewal_opened_on.is_(None), Entitlement.lost_on.is_(None),
            Application.programme_id == programme.id, most=most,
        )  # fmt: skip
        for entitlement, application in due:
            entitlement.renewal_opened_on = today
            if entitlement.ends_on <= later(today, NOTICE):
                entitlement.end_told_on = today
            await session.flush()
            await post_renewal(
                session, application.person_id, application.reference, entitlement.ends_on, clock=means.clock
            )
            await record(
                session, actor=Actor(kind="job"), action="renewal.opened", subject="entitlement",
                subject_id=entitlement.id, clock=means.clock,
            )  # fmt: skip
        opened += len(due)
    return opened


async def tell_of_end(session: AsyncSession, means: Determining, *, most: int) -> int:
    """Write to those whose time is over soon and who have not begun anew; how many."""
    today = local_date(means.clock.now(), means.timezone)
    due = await _ending_through(session, later(today, NOTICE), today, Entitlement.end_told_on.is_(None), most=most)
    for entitlement, application in due:
        entitlement.end_told_on = today
        await session.flush()
        post = post_renewal if entitlement.renewal_opened_on else post_end
        await post(session, application.person_id, application.reference, entitlement.ends_on, clock=means.clock)
    return len(due)


async def _ending_through(
    session: AsyncSession, through: date, today: date, *more: ColumnElement[bool], most: int
) -> Sequence[tuple[Entitlement, Application]]:
    rows = await session.execute(
        select(Entitlement, Application)
        .join(
            Application,
            (Application.tenant_id == Entitlement.tenant_id) & (Application.id == Entitlement.application_id),
        )
        .where(
            Entitlement.state == EntitlementState.ACTIVE.value,
            Entitlement.ends_on >= today,
            Entitlement.ends_on <= through,
            Application.closed_at.is_(None),
            *more,
        )
        .order_by(Entitlement.id)
        .limit(most)
        .with_for_update(of=Entitlement, skip_locked=True)
    )
    return [(row.Entitlement, row.Application) for row in rows]
