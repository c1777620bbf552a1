"""An officer settles a difference with a provider: that side gives way, or ours, or it is left for a reason."""

from typing import ClassVar
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock
from seoul_learn.plugin_api.provider import Launch, LearnerActionNeeded, SeatRefused
from seoul_learn.plugin_api.provider import Seat as ProvidedSeat
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.catalogue.connect import connect
from seoul_learn.tenant_plane.catalogue.queries import get_contract
from seoul_learn.tenant_plane.database.errors import NotFound, Refused
from seoul_learn.tenant_plane.database.queue import Job, enqueue
from seoul_learn.tenant_plane.enrolments.claim import ProvisionEnrolment
from seoul_learn.tenant_plane.enrolments.difference_models import SeatDifference
from seoul_learn.tenant_plane.enrolments.differences import POSSIBLE, DifferenceKind, Settlement
from seoul_learn.tenant_plane.enrolments.free_seat import free_seat
from seoul_learn.tenant_plane.enrolments.models import Enrolment
from seoul_learn.tenant_plane.enrolments.provision import Provisioning
from seoul_learn.tenant_plane.enrolments.release import ask_to_release
from seoul_learn.tenant_plane.enrolments.states import move
from seoul_learn.tenant_plane.enrolments.values import GONE, EnrolmentState, ReleaseReason
from seoul_learn.tenant_plane.enrolments.want_release import want_release

LONGEST_REASON = 500
_log = structlog.get_logger()


class NotSettled(Refused):
    """It cannot be settled so, or not any more."""


class ReleaseThere(Job, frozen=True, kw_only=True):
    """Give back a seat that only the provider has."""

    task: ClassVar[str] = "enrolments.release_there"
    queue: ClassVar[str] = "providers"
    contract_id: UUID
    reference: str


async def settle_difference(
    session: AsyncSession, difference_id: UUID, settlement: Settlement, *, reason: str, actor: Actor, clock: Clock
) -> None:
    """Do it, or want it done. Raises NotFound, NotSettled."""
    row = await session.scalar(
        select(SeatDifference)
        .where(SeatDifference.id == difference_id, SeatDifference.settled_as.is_(None))
        .with_for_update()
    )
    if row is None:
        raise NotFound
    if settlement not in (*POSSIBLE[DifferenceKind(row.kind)], Settlement.IGNORED):
        raise NotSettled("This difference cannot be settled in this way.")
    if settlement is Settlement.IGNORED and not 0 < len(reason) <= LONGEST_REASON:
        raise NotSettled("Write why this can be left as it is, in at most %(most)s letters.", most=LONGEST_REASON)
    if settlement is Settlement.RELEASED_THERE:
        await enqueue(session, ReleaseThere(contract_id=row.contract_id, reference=row.reference))
    elif settlement is not Settlement.IGNORED:
        await _change_ours(session, row, settlement, clock)
    row.settled_as, row.settled_at, row.settled_by = settlement.value, clock.now(), actor.id
    row.reason = reason or None
    await session.flush()
    await record(
        session, actor=actor, action=f"difference.{settlement.value}", subject="enrolment",
        subject_id=row.enrolment_id, detail={"kind": row.kind, "reference": row.reference}, clock=clock,
    )  # fmt: skip


async def release_there(tenant_id: UUID, contract_id: UUID, reference: str, means: Provisioning) -> None:
    """Ask the provider to end it, unless it is in use here meanwhile. Raises ProviderUnavailable."""
    async with means.database.transaction(tenant_id) as session:
        in_use = await session.scalar(
            select(Enrolment.id).where(
                Enrolment.contract_id == contract_id,
                Enrolment.id == UUID(reference),
                Enrolment.state.not_in(GONE),
            )
        )
        if in_use is not None:
            return
        line = await connect(session, await get_contract(session, contract_id), means.outside)
    try:
        await ask_to_release(tenant_id, line, ProvidedSeat(reference=reference, access=Launch()), means)
    except (SeatRefused, LearnerActionNeeded) as refused:
        # The next comparison finds it again and puts it back on the list.
        _log.error("seat.not_released", contract_id=str(contract_id), fault=type(refused).__name__)


async def _change_ours(session: AsyncSession, row: SeatDifference, settlement: Settlement, clock: Clock) -> None:
    enrolment = await session.scalar(select(Enrolment).where(Enrolment.id == row.enrolment_id).with_for_update())
    expected = EnrolmentState.ACTIVE if settlement is Settlement.ENDED_HERE else EnrolmentState.UNKNOWN
    if enrolment is None or enrolment.state != expected.value:
        raise NotSettled("This has changed meanwhile. Compare again.")
    if settlement is Settlement.ASKED_AGAIN:
        await enqueue(session, ProvisionEnrolment(enrolment_id=enrolment.id))
        return
    if settlement is Settlement.ENDED_HERE:
        await want_release(session, enrolment, ReleaseReason.PROVIDER_STOPPED, clock=clock)
        return
    enrolment.state = move(expected, to=EnrolmentState.FAILED).value
    await free_seat(session, enrolment.id)
