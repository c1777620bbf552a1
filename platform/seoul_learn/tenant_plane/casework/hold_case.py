"""An officer takes a case in hand, gives it back, or a colleague is given it to do."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.casework.errors import HeldByAnother, NotAReviewer, OwnCase
from seoul_learn.tenant_plane.casework.models import CaseHold
from seoul_learn.tenant_plane.casework.queries import hold_of, reviewers
from seoul_learn.tenant_plane.casework.values import HELD_FOR
from seoul_learn.tenant_plane.database.reading import fetch_first
from seoul_learn.tenant_plane.database.transaction import tenant_of

# One statement, so that of two officers who reach for one case at the same moment one gets it.
_TAKE = text("""
    insert into tenant.case_hold as held (tenant_id, id, holder_id, held_until)
    values (:tenant_id, :id, :officer_id, :until)
    on conflict (tenant_id, id) do update
       set holder_id = excluded.holder_id, held_until = excluded.held_until
     where held.tenant_id = :tenant_id
       and (held.holder_id is null or held.holder_id = excluded.holder_id or held.held_until <= :now)
    returning holder_id
""")
_OWN = "select id from tenant.application where tenant_id = $1 and id = any($2::uuid[]) and person_id = $3"
_GIVE_BACK = text("""
    update tenant.case_hold set holder_id = null, held_until = null
     where tenant_id = :tenant_id and id = :id and holder_id = :officer_id
""")


async def take_case(session: AsyncSession, application_id: UUID, *, officer_id: UUID, clock: Clock) -> None:
    """Have the case in hand from now on, or a little longer. Raises HeldByAnother, naming who has it, and OwnCase.

    Whatever decides something of a case takes it first, so that nobody decides about herself.
    """
    if await fetch_first(session, _OWN, [application_id], officer_id) is not None:
        raise OwnCase("This is your own application. A colleague has to look at it.")
    now = clock.now()
    taken = await session.execute(
        _TAKE,
        {
            "tenant_id": tenant_of(session), "id": application_id, "officer_id": officer_id,
            "until": now + HELD_FOR, "now": now,
        },
    )  # fmt: skip
    if taken.first() is None:
        hold = await hold_of(session, application_id, now=now)
        raise HeldByAnother("%(officer)s has this case in hand. Ask her, or wait half an hour.", officer=hold.holder)


async def give_back(session: AsyncSession, application_id: UUID, *, officer_id: UUID) -> None:
    """Let go of the case; of somebody else's nothing is changed."""
    await session.execute(_GIVE_BACK, {"tenant_id": tenant_of(session), "id": application_id, "officer_id": officer_id})


async def assign_cases(
    session: AsyncSession, applications: Sequence[UUID], *, to: UUID | None, officer_id: UUID, clock: Clock
) -> None:
    """Give cases to a colleague to do, or to nobody. Raises NotAReviewer; OwnCase for one of the colleague's own."""
    if to is not None and to not in {one.id for one in await reviewers(session)}:
        raise NotAReviewer("Choose a colleague who reviews applications.")
    if to is not None and await fetch_first(session, _OWN, list(applications), to) is not None:
        raise OwnCase("One of these is this colleague’s own application. Give it to somebody else.")
    fresh = insert(CaseHold)
    # In one order for everybody, so that two officers who give away the same cases do not wait for each other for ever.
    for application_id in sorted(applications):
        await session.execute(
            fresh.values(tenant_id=tenant_of(session), id=application_id, assigned_id=to).on_conflict_do_update(
                index_elements=["tenant_id", "id"], set_={"assigned_id": fresh.excluded.assigned_id}
            )
        )
        await record(
            session, actor=Actor(kind="person", id=officer_id), action="case.assigned", subject="application",
            subject_id=application_id, detail={"to": str(to) if to else None}, clock=clock,
        )  # fmt: skip
