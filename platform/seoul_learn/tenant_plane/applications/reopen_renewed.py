"""A renewal that comes to nothing before it was submitted or determined leaves what it was to renew as it was."""

from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.applications.models import Application, Entitlement
from seoul_learn.tenant_plane.applications.values import EntitlementState


async def reopen_renewed(session: AsyncSession, application_id: UUID) -> None:
    """Let the application that this one renews be the running one again, where what it granted has not ended.

    The caller has withdrawn the renewal: one application runs at a time.
    """
    renewed_id = await session.scalar(select(Application.renews_id).where(Application.id == application_id))
    if renewed_id is None:
        return
    goes_on = exists().where(
        Entitlement.tenant_id == Application.tenant_id,
        Entitlement.application_id == Application.id,
        Entitlement.state != EntitlementState.ENDED.value,
    )
    await session.execute(update(Application).where(Application.id == renewed_id, goes_on).values(closed_at=None))
