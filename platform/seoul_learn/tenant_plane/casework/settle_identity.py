"""An officer says whether two accounts are one human being; what was held back for that is determined anew.

Of the same person, the kept account goes on; what the other has under way is closed, and nothing of it is deleted.
"""

from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.applications.determine import Determining, determine
from seoul_learn.tenant_plane.applications.letters import post_account_closed, post_outcome
from seoul_learn.tenant_plane.applications.models import Application, Entitlement
from seoul_learn.tenant_plane.applications.place_models import Placing
from seoul_learn.tenant_plane.applications.stand_in_order import free_place, waits_for_place
from seoul_learn.tenant_plane.applications.submit import locked_case
from seoul_learn.tenant_plane.applications.values import ApplicationState, EntitlementState, Occasion
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.casework.appeal import keep_waiting_while_appealed
from seoul_learn.tenant_plane.casework.errors import OwnCase
from seoul_learn.tenant_plane.casework.models import Appeal
from seoul_learn.tenant_plane.casework.values import AppealState
from seoul_learn.tenant_plane.eligibility.hand_out import PlacingState
from seoul_learn.tenant_plane.eligibility.record import SAME_IDENTITY
from seoul_learn.tenant_plane.people.identity_conflicts import settle_conflict
from seoul_learn.tenant_plane.people.models import Person

_UNDER_WAY = (ApplicationState.DRAFT.value, ApplicationState.SUBMITTED.value)
_HAS_SOMETHING = exists().where(
    Entitlement.tenant_id == Application.tenant_id,
    Entitlement.application_id == Application.id,
    Entitlement.state != EntitlementState.ENDED.value,
)
_APPEALED = exists().where(
    Appeal.tenant_id == Application.tenant_id,
    Appeal.application_id == Application.id,
    Appeal.state == AppealState.LODGED.value,
)
# In the order, or with a place of which nothing has come yet.
_STANDS = exists().where(
    Placing.tenant_id == Application.tenant_id,
    Placing.application_id == Application.id,
    Placing.state != PlacingState.ENDED.value,
    Placing.told_at.is_(None),
)


async def settle_identity(
    session: AsyncSession, conflict_id: UUID, means: Determining, *, kept_id: UUID | None, reason: str, officer_id: UUID
) -> None:
    """Settle it; `kept_id` None for two persons. A second officer finds it done. Raises NotFound, OwnCase."""
    pair = await settle_conflict(
        session, conflict_id, kept_id=kept_id, reason=reason, officer_id=officer_id, clock=means.clock
    )
    if pair is None:
        return
    if officer_id in pair:
        raise OwnCase("This is your own account. A colleague has to look at it.")
    for person_id in pair:
        if kept_id is not None and person_id != kept_id:
            await _close(session, person_id, means, officer_id)
        else:
            await _determine_held(session, person_id, means, officer_id)


async def _close(session: AsyncSession, person_id: UUID, means: Determining, officer_id: UUID) -> None:
    """Take what is under way off the desks and out of the order; what she was granted before runs to its end.

    An appeal that she lodged is decided still, but keeps no place from others.
    """
    hers = (Application.person_id == person_id, Application.closed_at.is_(None), Application.renews_id.is_(None))
    withdrawn = await session.execute(
        update(Application)
        .where(*hers, Application.state.in_(_UNDER_WAY), ~_HAS_SOMETHING, ~_APPEALED)
        .values(state=ApplicationState.WITHDRAWN.value)
        .returning(Application.id, Application.reference)
    )
    stood = await session.execute(
        update(Application)
        .where(*hers, Application.state != ApplicationState.WITHDRAWN.value, ~_HAS_SOMETHING, _STANDS)
        .values(closed_at=means.clock.now())
        .returning(Application.id, Application.reference)
    )
    rows = [*withdrawn.all(), *stood.all()]
    for row in rows:
        await record(
            session, actor=Actor(kind="person", id=officer_id), action="application.closed_as_double",
            subject="application", subject_id=row.id, clock=means.clock,
        )  # fmt: skip
        await post_account_closed(session, person_id, row.reference, clock=means.clock)
    for row in rows:
        await free_place(session, row.id, clock=means.clock)


async def _determine_held(session: AsyncSession, person_id: UUID, means: Determining, officer_id: UUID) -> None:
    waiting = await session.scalars(
        select(Application.id).where(
            Application.person_id == person_id, Application.state == ApplicationState.SUBMITTED.value
        )
    )
    for application_id in waiting.all():
        case = await locked_case(session, application_id, means, person_id=None)
        if case.latest is None or case.latest.record.held != SAME_IDENTITY:
            continue
        written = await determine(
            session, case, Occasion.IDENTITY_SETTLED, means, actor=Actor(kind="person", id=officer_id)
        )
        await keep_waiting_while_appealed(session, application_id)
        if written.outcome is case.latest.outcome:
            continue  # another pair of hers is open still
        applicant = (await session.execute(select(Person.email, Person.language).where(Person.id == person_id))).one()
        await post_outcome(
            session, written.outcome, case.application.reference,
            recipient=applicant.email, language=applicant.language, clock=means.clock,
            waits=await waits_for_place(session, application_id),
        )  # fmt: skip
