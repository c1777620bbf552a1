"""Cases are given to a colleague to do, or to nobody: never her own, and no appeal to whoever had a part in it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.casework.appeal import judged_before
from seoul_learn.tenant_plane.casework.errors import DecidedBefore, NotAReviewer, OwnCase
from seoul_learn.tenant_plane.casework.models import CaseHold
from seoul_learn.tenant_plane.casework.queries import is_of_person, reviewers
from seoul_learn.tenant_plane.database.transaction import tenant_of


async def assign_cases(
    session: AsyncSession, applications: Sequence[UUID], *, to: UUID | None, officer_id: UUID, clock: Clock
) -> None:
    """Give them away. Raises NotAReviewer, OwnCase for one of either officer's own, DecidedBefore for an appeal."""
    if to is not None and to not in {one.id for one in await reviewers(session)}:
        raise NotAReviewer("Choose a colleague who reviews applications.")
    if await is_of_person(session, applications, officer_id):
        raise OwnCase("This is your own application. A colleague has to look at it.")
    if to is not None and await is_of_person(session, applications, to):
        raise OwnCase("One of these is this colleague’s own application. Give it to somebody else.")
    # In one order for everybody, so that two officers who give away the same cases do not wait for each other for ever.
    for application_id in sorted(applications):
        if to is not None and await judged_before(session, application_id, officer_id=to):
            raise DecidedBefore("This colleague had a part in one of these before. Somebody else decides the appeal.")
        await _assign(session, application_id, to)
        await record(
            session, actor=Actor(kind="person", id=officer_id), action="case.assigned", subject="application",
            subject_id=application_id, detail={"to": str(to) if to else None}, clock=clock,
        )  # fmt: skip


async def _assign(session: AsyncSession, application_id: UUID, to: UUID | None) -> None:
    fresh = insert(CaseHold)
    await session.execute(
        fresh.values(tenant_id=tenant_of(session), id=application_id, assigned_id=to).on_conflict_do_update(
            index_elements=["tenant_id", "id"], set_={"assigned_id": fresh.excluded.assigned_id}
        )
    )
