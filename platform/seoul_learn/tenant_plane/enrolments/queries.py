"""Reads of enrolments and seats, returning values."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.tenant_plane.applications.models import Application, Entitlement
from seoul_learn.tenant_plane.database.reading import Source, fetch_first
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.enrolments.models import Enrolment as EnrolmentRow
from seoul_learn.tenant_plane.enrolments.models import Seat
from seoul_learn.tenant_plane.enrolments.values import (
    ASKED_BACK_EVERY,
    UNAVAILABLE,
    Access,
    Enrolment,
    EnrolmentState,
    NotGivenBack,
    OwnEnrolment,
    SeatCount,
)


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
            entitlement_id=row.entitlement_id,
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


_OWN = """
    select e.entitlement_id, g.application_id
      from tenant.enrolment e
      join tenant.entitlement g on g.tenant_id = e.tenant_id and g.id = e.entitlement_id
     where e.tenant_id = $1 and e.id = $2 and e.person_id = $3
       and e.state not in ('releasing', 'released', 'failed')"""


async def find_own_enrolment(source: Source, enrolment_id: UUID, *, person_id: UUID) -> OwnEnrolment | None:
    """What an enrolment of this person is from; None for one that is over, absent or somebody else's."""
    row = await fetch_first(source, _OWN, enrolment_id, person_id)
    return OwnEnrolment(entitlement_id=row["entitlement_id"], application_id=row["application_id"]) if row else None


async def not_given_back(session: AsyncSession, *, now: datetime) -> list[NotGivenBack]:
    """Seats that are over for the learner and not back from the provider: refused, unanswered, or of a day ago."""
    asked_at = func.coalesce(EnrolmentRow.release_tried_at, EnrolmentRow.release_wanted_at)
    rows = await session.execute(
        select(EnrolmentRow, Application.reference, asked_at.label("asked_at"))
        .join(
            Entitlement,
            (Entitlement.tenant_id == EnrolmentRow.tenant_id) & (Entitlement.id == EnrolmentRow.entitlement_id),
        )
        .join(
            Application,
            (Application.tenant_id == Entitlement.tenant_id) & (Application.id == Entitlement.application_id),
        )
        .where(
            EnrolmentRow.state == EnrolmentState.RELEASING.value,
            or_(EnrolmentRow.fault.is_not(None), asked_at.is_(None), asked_at <= now - ASKED_BACK_EVERY),
        )
        .order_by(asked_at.nulls_first(), EnrolmentRow.id)
    )
    return [
        NotGivenBack(
            enrolment_id=row.Enrolment.id,
            contract_id=row.Enrolment.contract_id,
            reference=row.reference,
            asked_at=row.asked_at,
            refused=row.Enrolment.fault not in (None, UNAVAILABLE),
        )
        for row in rows
    ]


async def seat_counts(session: AsyncSession) -> dict[UUID, SeatCount]:
    """Seats and how many are taken, for every contract that limits them."""
    seats, taken = func.count().label("seats"), func.count(Seat.enrolment_id).label("taken")
    rows = await session.execute(select(Seat.contract_id, seats, taken).group_by(Seat.contract_id))
    return {row.contract_id: SeatCount(contract_id=row.contract_id, seats=row.seats, taken=row.taken) for row in rows}
