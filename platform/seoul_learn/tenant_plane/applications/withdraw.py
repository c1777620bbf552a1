"""The applicant takes her application back."""

from uuid import UUID

from sqlalchemy import exists, update
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.applications.errors import AlreadySubmitted
from seoul_learn.tenant_plane.applications.models import Application as ApplicationRow
from seoul_learn.tenant_plane.applications.models import Determination
from seoul_learn.tenant_plane.applications.queries import own_application
from seoul_learn.tenant_plane.applications.reopen_renewed import reopen_renewed
from seoul_learn.tenant_plane.applications.stand_in_order import free_place
from seoul_learn.tenant_plane.applications.values import ApplicationState
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome


async def withdraw(session: AsyncSession, application_id: UUID, *, person_id: UUID, clock: Clock) -> None:
    """Withdraw an application that is not determined yet. Raises NotFound, AlreadySubmitted.

    One that waits again because its outcome was appealed has been determined.
    """
    application = await own_application(session, application_id, person_id=person_id)
    changed = await session.execute(
        update(ApplicationRow)
        .where(
            ApplicationRow.id == application.id,
            ApplicationRow.state.in_([ApplicationState.DRAFT.value, ApplicationState.SUBMITTED.value]),
            ~exists().where(
                Determination.tenant_id == ApplicationRow.tenant_id,
                Determination.application_id == ApplicationRow.id,
                Determination.outcome.in_([Outcome.ELIGIBLE.value, Outcome.INELIGIBLE.value]),
            ),
        )
        .values(state=ApplicationState.WITHDRAWN.value)
        .returning(ApplicationRow.id)
    )
    if changed.first() is None:
        raise AlreadySubmitted("This application has been determined, so it cannot be withdrawn.")
    await reopen_renewed(session, application_id)
    await record(
        session, actor=Actor(kind="person", id=person_id), action="application.withdrawn", subject="application",
        subject_id=application_id, clock=clock,
    )  # fmt: skip
    await free_place(session, application_id, clock=clock)
