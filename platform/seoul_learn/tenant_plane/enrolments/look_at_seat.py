"""Ask the provider how one seat is now, and bring what we know of it up to that: wanted by an event or a comparison.

The order of events does not matter, and neither do repetitions: only the present state is ever looked at.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.ids import new_id, parse_id
from seoul_learn.plugin_api.abilities import HeldSeat, TellsSeats
from seoul_learn.tenant_plane.catalogue.connect import Connected, Unconfigured, connect
from seoul_learn.tenant_plane.catalogue.queries import get_contract
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.queue import Job, enqueue
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.enrolments.claim import ProvisionEnrolment
from seoul_learn.tenant_plane.enrolments.difference_models import SeatDifference
from seoul_learn.tenant_plane.enrolments.differences import (
    ON_THE_WAY,
    DifferenceKind,
    Settlement,
    enrolment_of,
    judge,
)
from seoul_learn.tenant_plane.enrolments.provision import Provisioning
from seoul_learn.tenant_plane.enrolments.pseudonym import pseudonym_of
from seoul_learn.tenant_plane.enrolments.values import EnrolmentState


class LookAtSeat(Job, frozen=True, kw_only=True):
    """Ask how a seat is."""

    task: ClassVar[str] = "enrolments.look"
    queue: ClassVar[str] = "providers"
    contract_id: UUID
    request_id: UUID


async def look_at_seat(tenant_id: UUID, contract_id: UUID, request_id: UUID, means: Provisioning) -> None:
    """Ask, and keep what came of it. Raises ProviderUnavailable."""
    line = await line_of_contract(tenant_id, contract_id, means)
    if line is not None:
        await look(tenant_id, line, request_id, means)


async def line_of_contract(tenant_id: UUID, contract_id: UUID, means: Provisioning) -> Connected | None:
    """The line of a contract whose provider can be asked about seats; None for any other."""
    async with means.database.transaction(tenant_id) as session:
        try:
            line = await connect(session, await get_contract(session, contract_id), means.outside)
        except (NotFound, Unconfigured):
            return None
    return line if isinstance(line.connector, TellsSeats) else None


async def look(tenant_id: UUID, line: Connected, request_id: UUID, means: Provisioning) -> None:
    """As `look_at_seat`, of a line that is there."""
    asked_at = means.clock.now()
    held = await line.connector.find(request_id, line.config)
    async with means.database.transaction(tenant_id) as session:
        await _keep(session, line, request_id, held, means, asked_at=asked_at)


async def _keep(
    session: AsyncSession, line: Connected, request_id: UUID, held: HeldSeat | None, means: Provisioning,
    *, asked_at: datetime,
) -> None:  # fmt: skip
    contract = line.contract
    row = await enrolment_of(session, contract.id, request_id)
    state = EnrolmentState(row.state) if row is not None else None
    if row is not None and row.active_at is not None and row.active_at > asked_at:
        return  # given while the provider was asked: its answer is about a moment before
    if row is not None and state in ON_THE_WAY:
        await enqueue(session, ProvisionEnrolment(enrolment_id=row.id))
    learner = None
    if row is not None:
        learner = pseudonym_of(
            row.person_id, provider=contract.terms.provider, tenant_id=tenant_of(session), keys=means.keys
        )
    kind = judge(state, learner, held)
    if kind is not None:
        await list_difference(
            session, contract.id, str(request_id), kind, enrolment_id=row.id if row is not None else None,
            now=means.clock.now(),
        )  # fmt: skip
    await settle_by_itself(session, contract.id, str(request_id), still=kind, now=means.clock.now())


async def list_difference(
    session: AsyncSession, contract_id: UUID, reference: str, kind: DifferenceKind, *,
    enrolment_id: UUID | None, now: datetime,
) -> None:  # fmt: skip
    """Put it on the list. One that was settled opens again, but not one that an officer ignores."""
    found = insert(SeatDifference).values(
        tenant_id=tenant_of(session), id=new_id(), contract_id=contract_id, reference=reference, kind=kind.value,
        enrolment_id=enrolment_id, seen_at=now,
    )  # fmt: skip
    await session.execute(
        found.on_conflict_do_update(
            index_elements=["tenant_id", "contract_id", "reference", "kind"],
            set_={"seen_at": found.excluded.seen_at, "settled_at": None, "settled_as": None, "settled_by": None},
            where=SeatDifference.settled_as.is_not(None) & (SeatDifference.settled_as != Settlement.IGNORED.value),
        )
    )


async def settle_by_itself(
    session: AsyncSession, contract_id: UUID, reference: str, *, still: DifferenceKind | None, now: datetime
) -> None:
    """Take those off the list that are so no longer; whether one is unanswered is the comparison's to say."""
    for row in await session.scalars(
        select(SeatDifference).where(
            SeatDifference.contract_id == contract_id,
            SeatDifference.reference == reference,
            SeatDifference.settled_as.is_(None),
            SeatDifference.kind != DifferenceKind.UNANSWERED.value,
            SeatDifference.kind != (still.value if still is not None else ""),
        )
    ):
        row.settled_as, row.settled_at = Settlement.GONE.value, now
    await session.flush()


def request_id_of(seat: HeldSeat) -> UUID | None:
    """The request that the provider says a seat was given for."""
    return seat.request_id or parse_id(seat.reference)
