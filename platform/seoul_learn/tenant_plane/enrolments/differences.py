"""What may differ between us and a provider about one seat, and what is listed of that."""

import enum
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.plugin_api.abilities import HeldSeat, HeldState
from seoul_learn.tenant_plane.enrolments.difference_models import SeatDifference
from seoul_learn.tenant_plane.enrolments.models import Enrolment
from seoul_learn.tenant_plane.enrolments.values import EnrolmentState

ON_THE_WAY = (EnrolmentState.REQUESTED, EnrolmentState.PROVISIONING, EnrolmentState.UNKNOWN)
_OVER = (EnrolmentState.RELEASED, EnrolmentState.FAILED)


class DifferenceKind(enum.StrEnum):
    """What differs."""

    MISSING_THERE = "missing_there"
    """In use here, and the provider has no such seat."""
    EXTRA_THERE = "extra_there"
    """The provider holds a seat that is over here, or that nobody here has asked for."""
    OTHER_LEARNER = "other_learner"
    """The provider has it under another learner."""
    UNANSWERED = "unanswered"
    """Asked for since more than a day, and the provider still has no seat."""


class Settlement(enum.StrEnum):
    """How a difference was settled; GONE by itself, the others by an officer."""

    RELEASED_THERE = "released_there"
    ENDED_HERE = "ended_here"
    ASKED_AGAIN = "asked_again"
    GIVEN_UP = "given_up"
    IGNORED = "ignored"
    GONE = "gone"


POSSIBLE: dict[DifferenceKind, tuple[Settlement, ...]] = {
    DifferenceKind.MISSING_THERE: (Settlement.ENDED_HERE,),
    DifferenceKind.EXTRA_THERE: (Settlement.RELEASED_THERE,),
    DifferenceKind.OTHER_LEARNER: (Settlement.ENDED_HERE,),
    DifferenceKind.UNANSWERED: (Settlement.ASKED_AGAIN, Settlement.GIVEN_UP),
}
"""What an officer can do about it, beside ignoring it for a reason."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One that is open."""

    id: UUID
    kind: DifferenceKind
    reference: str
    enrolment_id: UUID | None
    seen_at: datetime


def judge(state: EnrolmentState | None, learner: str | None, held: HeldSeat | None) -> DifferenceKind | None:
    """What differs between our enrolment (None: we know of none) and the seat there (None: there is none).

    An enrolment on its way differs in nothing yet: the provider is asked again under the same key.
    """
    is_there = held is not None and held.state is not HeldState.ENDED
    if state is None or state in _OVER:
        return DifferenceKind.EXTRA_THERE if is_there else None
    if state is not EnrolmentState.ACTIVE:
        return None
    if held is None or not is_there:
        return DifferenceKind.MISSING_THERE
    return DifferenceKind.OTHER_LEARNER if held.learner != learner else None


async def open_differences(session: AsyncSession, contract_id: UUID) -> list[Difference]:
    """Those that nobody has settled, oldest first."""
    rows = await session.scalars(
        select(SeatDifference)
        .where(SeatDifference.contract_id == contract_id, SeatDifference.settled_as.is_(None))
        .order_by(SeatDifference.seen_at, SeatDifference.id)
    )
    return [
        Difference(
            id=row.id,
            kind=DifferenceKind(row.kind),
            reference=row.reference,
            enrolment_id=row.enrolment_id,
            seen_at=row.seen_at,
        )
        for row in rows
    ]


async def enrolment_of(session: AsyncSession, contract_id: UUID, request_id: UUID) -> Enrolment | None:
    """Our enrolment under a contract, locked; None for one that we never had there."""
    row: Enrolment | None = await session.scalar(
        select(Enrolment)
        .where(Enrolment.id == request_id, Enrolment.contract_id == contract_id)
        .with_for_update()
    )
    return row
