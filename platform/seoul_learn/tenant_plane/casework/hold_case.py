"""An officer takes a case in hand, or gives it back."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.casework.errors import HeldByAnother, OwnCase
from seoul_learn.tenant_plane.casework.queries import hold_of, is_of_person
from seoul_learn.tenant_plane.casework.values import HELD_FOR
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
_GIVE_BACK = text("""
    update tenant.case_hold set holder_id = null, held_until = null
     where tenant_id = :tenant_id and id = :id and holder_id = :officer_id
""")


async def take_case(session: AsyncSession, application_id: UUID, *, officer_id: UUID, clock: Clock) -> None:
    """Have the case in hand from now on, or a little longer. Raises HeldByAnother, naming who has it, and OwnCase.

    Whatever decides something of a case takes it first, so that nobody decides about herself.
    """
    if await is_of_person(session, [application_id], officer_id):
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
