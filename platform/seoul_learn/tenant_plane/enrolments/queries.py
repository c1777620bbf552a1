"""Reads of enrolments and seats, returning values."""

from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.enrolments.models import Enrolment as EnrolmentRow
from seoul_learn.tenant_plane.enrolments.models import Seat
from seoul_learn.tenant_plane.enrolments.values import Access, Enrolment, EnrolmentState, SeatCount


async def enrolments_of(session: AsyncSession, person_id: UUID, *, keys: SealingKeys) -> list[Enrolment]:
    """The enrolments of a person that are not over, oldest first, with what she needs to get in."""
    rows = await session.scalars(
        select(EnrolmentRow)
        .where(EnrolmentRow.person_id == person_id, EnrolmentRow.state != EnrolmentState.RELEASED.value)
        .order_by(EnrolmentRow.id)
    )
    seal = keys.of_tenant(tenant_of(session))
    return [
        Enrolment(
            id=row.id,
            contract_id=row.contract_id,
            category=row.category,
            state=EnrolmentState(row.state),
            ends_on=row.ends_on,
            access=msgspec.json.decode(
                seal.unseal(row.access, table="enrolment", row=row.id, column="access"), type=Access
            )
            if row.access
            else None,
        )
        for row in rows
    ]


async def seat_counts(session: AsyncSession) -> dict[UUID, SeatCount]:
    """Seats and how many are taken, for every contract that limits them."""
    seats, taken = func.count().label("seats"), func.count(Seat.enrolment_id).label("taken")
    rows = await session.execute(select(Seat.contract_id, seats, taken).group_by(Seat.contract_id))
    return {row.contract_id: SeatCount(contract_id=row.contract_id, seats=row.seats, taken=row.taken) for row in rows}
