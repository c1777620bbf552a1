"""What a determination does to what a learner has: it is granted, goes on, or ends after the policy's grace, or by
the rule that was published for those who lose by a new version.

Nothing is taken away here and now: who ceases to be eligible keeps it through a day that she is told ahead of time.
"""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock, local_date
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.applications.letters import post_loss
from seoul_learn.tenant_plane.applications.models import Entitlement
from seoul_learn.tenant_plane.applications.values import Application, EntitlementState
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.eligibility.grants import Grant
from seoul_learn.tenant_plane.eligibility.lasting import SchoolYear, end_of
from seoul_learn.tenant_plane.eligibility.losers import ForLosers, RuleForLosers, last_day_by
from seoul_learn.tenant_plane.eligibility.policy import Policy


async def entitle(
    session: AsyncSession,
    application: Application,
    determination_id: UUID,
    grant: Grant,
    *,
    school_year: SchoolYear | None,
    timezone: str,
    clock: Clock,
) -> None:
    """Grant it; of a renewal from the day after what it renews. What was begun goes on until its own day."""
    today = local_date(clock.now(), timezone)
    slots = [slot.category for slot in grant.slots]
    known = await _locked(session, application.id)
    if known is not None:
        known.determination_id, known.slots, known.at_most = determination_id, slots, grant.at_most
        if known.ends_on >= today and known.left_on is None:
            known.state = EntitlementState.ACTIVE.value
            known.lost_on = known.lost_by = known.protected_until = None
        await session.flush()
        return
    starts_on = max(await _day_after_renewed(session, application) or today, grant.starts or date.min)
    await session.execute(
        insert(Entitlement).values(
            tenant_id=tenant_of(session),
            id=new_id(),
            application_id=application.id,
            person_id=application.person_id,
            determination_id=determination_id,
            slots=slots,
            at_most=grant.at_most,
            starts_on=max(starts_on, today) if application.renews_id is None else starts_on,
            ends_on=end_of(grant.lasts, start=starts_on, school_year=school_year),
            state=EntitlementState.ACTIVE.value,
        )
    )


async def lose(
    session: AsyncSession,
    application: Application,
    policy: Policy,
    *,
    rule: RuleForLosers | None,
    timezone: str,
    clock: Clock,
) -> None:
    """Let what there is end after the grace, and say so; a later determination neither hastens nor delays it.

    `rule` is that of the new version which takes it away; who keeps it until her term ends keeps all of it.
    """
    known = await _locked(session, application.id)
    today = local_date(clock.now(), timezone)
    if known is None or known.state != EntitlementState.ACTIVE.value or known.ends_on < today or known.lost_on:
        return
    keeps_all = rule is not None and rule.kind is ForLosers.UNTIL_TERM_ENDS
    known.state = (EntitlementState.ACTIVE if keeps_all else EntitlementState.ENDING).value
    known.lost_on, known.lost_by = today, rule.kind.value if rule else None
    known.protected_until = last_day_by(rule, policy, lost_on=today, ends_on=known.ends_on)
    await session.flush()
    await post_loss(
        session, application.person_id, application.reference, known.protected_until,
        by_law=rule is not None, keeps_all=keeps_all, clock=clock,
    )  # fmt: skip


async def hold_entitlements(session: AsyncSession, application: Application) -> None:
    """Lock what was granted by this application and by the one that it renews. The caller holds the application's lock.

    Before anything is written to the log: whoever claims offerings holds entitlements when she comes to it.
    """
    ids = [one for one in (application.id, application.renews_id) if one is not None]
    await session.execute(
        select(Entitlement.id).where(Entitlement.application_id.in_(ids)).order_by(Entitlement.id).with_for_update()
    )


async def _locked(session: AsyncSession, application_id: UUID) -> Entitlement | None:
    row: Entitlement | None = await session.scalar(
        select(Entitlement)
        .where(Entitlement.application_id == application_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return row


async def _day_after_renewed(session: AsyncSession, application: Application) -> date | None:
    """None where nothing runs that this application goes on from."""
    if application.renews_id is None:
        return None
    before = await _locked(session, application.renews_id)
    if before is None or before.state == EntitlementState.ENDED.value:
        return None
    return (before.protected_until or before.ends_on) + timedelta(days=1)
