"""Reads of applications, returning values. What is absent and what is another person's get the same answer."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.applications.models import Application as ApplicationRow
from seoul_learn.tenant_plane.applications.models import (
    Determination,
    Evidence,
)
from seoul_learn.tenant_plane.applications.person_seal import person_seal
from seoul_learn.tenant_plane.applications.values import (
    Application,
    ApplicationState,
)
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome


async def applications_of(session: AsyncSession, person_id: UUID) -> list[Application]:
    """The running applications of a person, newest first."""
    rows = await session.scalars(
        select(ApplicationRow)
        .where(ApplicationRow.person_id == person_id, ApplicationRow.state != ApplicationState.WITHDRAWN.value)
        .order_by(ApplicationRow.began_at.desc())
    )
    return [to_application(row) for row in rows]


async def latest_outcomes(session: AsyncSession, applications: list[UUID]) -> dict[UUID, Outcome]:
    """The newest outcome of each application that has one."""
    if not applications:
        return {}
    rows = await session.execute(
        select(Determination.application_id, Determination.outcome)
        .where(Determination.application_id.in_(applications))
        .order_by(Determination.number)
    )
    return {row.application_id: Outcome(row.outcome) for row in rows}


async def own_application(session: AsyncSession, application_id: UUID, *, person_id: UUID) -> Application:
    """An application of this person. Raises NotFound, also for somebody else's."""
    row = await session.scalar(
        select(ApplicationRow).where(ApplicationRow.id == application_id, ApplicationRow.person_id == person_id)
    )
    if row is None:
        raise NotFound
    return to_application(row)


async def get_application(session: AsyncSession, application_id: UUID) -> Application:
    """Any application of the tenant, for its officers. Raises NotFound."""
    row = await session.scalar(select(ApplicationRow).where(ApplicationRow.id == application_id))
    if row is None:
        raise NotFound
    return to_application(row)


async def counts_by_state(session: AsyncSession) -> dict[ApplicationState, int]:
    """How many applications there are in each state."""
    rows = await session.execute(
        select(ApplicationRow.state, func.count().label("many")).group_by(ApplicationRow.state)
    )
    return {ApplicationState(row.state): row.many for row in rows}


async def document_content(
    session: AsyncSession, application: Application, document_id: UUID, *, keys: SealingKeys
) -> tuple[str, bytes]:
    """Media type and content of a document that is still kept. Raises NotFound."""
    row = await session.scalar(
        select(Evidence).where(Evidence.id == document_id, Evidence.application_id == application.id)
    )
    if row is None or row.content is None:
        raise NotFound
    seal = await person_seal(session, keys, application.person_id)
    return row.media_type, seal.unseal(row.content, table="evidence", row=row.id, column="content")


def to_application(row: ApplicationRow) -> Application:
    """The row as a value."""
    return Application(
        id=row.id, programme_id=row.programme_id, person_id=row.person_id, policy_version_id=row.policy_version_id,
        reference=row.reference, state=ApplicationState(row.state), began_at=row.began_at,
        submitted_at=row.submitted_at, earlier_seen_at=row.earlier_seen_at,
        closed_at=row.closed_at, renews_id=row.renews_id,
    )  # fmt: skip
