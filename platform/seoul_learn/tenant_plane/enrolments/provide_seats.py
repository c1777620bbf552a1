"""Keep as many seats under each contract as it says."""

from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.database.errors import Refused
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.enrolments.models import Seat

_AT_ONCE = 1000


class SeatsTaken(Refused):
    """Fewer seats than are taken cannot be had."""


async def provide_seats(session: AsyncSession, contract_id: UUID, seats: int | None) -> None:
    """Add free seats or take free ones away until there are `seats`. Raises SeatsTaken.

    None, for a contract without a limit, leaves no free seat: its enrolments hold none.
    """
    there = await session.execute(
        select(func.count().label("all"), func.coalesce(func.max(Seat.number), 0).label("last")).where(
            Seat.contract_id == contract_id
        )
    )
    count, last = there.one()
    wanted = seats or 0
    if count < wanted:
        tenant_id = tenant_of(session)
        fresh = [
            {"tenant_id": tenant_id, "id": new_id(), "contract_id": contract_id, "number": last + 1 + offset}
            for offset in range(wanted - count)
        ]
        for start in range(0, len(fresh), _AT_ONCE):
            await session.execute(insert(Seat), fresh[start : start + _AT_ONCE])
    elif count > wanted:
        await _take_away(session, contract_id, count - wanted)


async def _take_away(session: AsyncSession, contract_id: UUID, surplus: int) -> None:
    free = list(
        await session.scalars(
            select(Seat.id)
            .where(Seat.contract_id == contract_id, Seat.enrolment_id.is_(None))
            .order_by(Seat.number.desc())
            .limit(surplus)
            .with_for_update()
        )
    )
    if len(free) < surplus:
        raise SeatsTaken(
            "More seats are taken than would be left: %(missing)s too few are free.", missing=surplus - len(free)
        )
    await session.execute(delete(Seat).where(Seat.id.in_(free)))
