"""A term with a provider may end before what was granted does: the learner is told ahead, and may choose again."""

from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.applications.letters_ahead import post_term_end
from seoul_learn.tenant_plane.applications.models import Application, Entitlement
from seoul_learn.tenant_plane.applications.values import EntitlementState
from seoul_learn.tenant_plane.catalogue.queries import list_contracts
from seoul_learn.tenant_plane.eligibility.lasting import later
from seoul_learn.tenant_plane.eligibility.renewal import NOTICE
from seoul_learn.tenant_plane.enrolments.models import Enrolment
from seoul_learn.tenant_plane.enrolments.values import EnrolmentState


def ends_by_term() -> ColumnElement[bool]:
    """Whether an enrolment ends before its entitlement, which has its own letters and may be renewed."""
    return Enrolment.ends_on < func.coalesce(Entitlement.protected_until, Entitlement.ends_on)


async def tell_of_term(session: AsyncSession, *, today: date, most: int, clock: Clock) -> int:
    """Write to those whose learning site ends within the notice; how many."""
    due = (
        await session.execute(
            select(Enrolment, Application.reference)
            .join(
                Entitlement,
                (Entitlement.tenant_id == Enrolment.tenant_id) & (Entitlement.id == Enrolment.entitlement_id),
            )
            .join(
                Application,
                (Application.tenant_id == Entitlement.tenant_id) & (Application.id == Entitlement.application_id),
            )
            .where(
                Enrolment.state == EnrolmentState.ACTIVE.value,
                Enrolment.end_told_on.is_(None),
                Enrolment.ends_on >= today,
                Enrolment.ends_on <= later(today, NOTICE),
                Entitlement.state != EntitlementState.ENDED.value,
                ends_by_term(),
            )
            .order_by(Enrolment.id)
            .limit(most)
            .with_for_update(of=Enrolment, skip_locked=True)
        )
    ).all()
    names = {one.id: one.terms.name for one in await list_contracts(session)} if due else {}
    for row in due:
        enrolment = row.Enrolment
        enrolment.end_told_on = today
        await session.flush()
        await post_term_end(
            session, enrolment.person_id, row.reference, enrolment.ends_on, names[enrolment.contract_id], clock=clock
        )
    return len(due)
