"""Compare a contract's seats with the provider's, both ways: daily, and whenever an officer wants it.

Whatever looks different is asked about once more, seat by seat, before it is listed: between the provider's list and
ours somebody may have come or gone.
"""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.plugin_api.abilities import HeldSeat
from seoul_learn.plugin_api.provider import ProviderUnavailable
from seoul_learn.tenant_plane.catalogue import breaker
from seoul_learn.tenant_plane.catalogue.connect import Connected
from seoul_learn.tenant_plane.catalogue.keep_secrets import line_of
from seoul_learn.tenant_plane.catalogue.line_models import ContractLine
from seoul_learn.tenant_plane.catalogue.queries import list_contracts
from seoul_learn.tenant_plane.database.queue import Job, enqueue, enqueue_all
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.enrolments.claim import ProvisionEnrolment
from seoul_learn.tenant_plane.enrolments.difference_models import SeatDifference
from seoul_learn.tenant_plane.enrolments.differences import ON_THE_WAY, DifferenceKind, Settlement, judge
from seoul_learn.tenant_plane.enrolments.look_at_seat import (
    line_of_contract,
    list_difference,
    look,
    request_id_of,
)
from seoul_learn.tenant_plane.enrolments.models import Enrolment
from seoul_learn.tenant_plane.enrolments.provision import Provisioning
from seoul_learn.tenant_plane.enrolments.pseudonym import pseudonym_of
from seoul_learn.tenant_plane.enrolments.values import EnrolmentState

DAILY = timedelta(hours=20)
MOST_LOOKS = 500
"""Seats that are asked about in one comparison; the rest is for the next one."""
_STUCK_AFTER = timedelta(hours=1)
_UNANSWERED_AFTER = timedelta(days=1)
_log = structlog.get_logger()


class CompareContract(Job, frozen=True, kw_only=True):
    """Compare one contract."""

    task: ClassVar[str] = "contracts.compare"
    queue: ClassVar[str] = "providers"
    contract_id: UUID


async def want_comparisons(session: AsyncSession, *, now: datetime) -> int:
    """Want a comparison of every contract that had none for a day; how many."""
    compared = {
        row.contract_id: row.compared_at
        for row in await session.execute(select(ContractLine.contract_id, ContractLine.compared_at))
    }
    due = [
        one.id
        for one in await list_contracts(session)
        if (last := compared.get(one.id)) is None or now - last >= DAILY
    ]
    for contract_id in due:
        await note_comparison(session, contract_id, now=now)
        await enqueue(session, CompareContract(contract_id=contract_id))
    return len(due)


async def note_comparison(session: AsyncSession, contract_id: UUID, *, now: datetime) -> None:
    """When it was compared last, or at least begun."""
    line = await line_of(session, contract_id)
    line.compared_at = now
    await session.flush()


async def ask_for_waiting(session: AsyncSession, contract_id: UUID) -> None:
    """Ask now for everybody whom the provider could give nothing: it has something again."""
    waiting = await session.scalars(
        select(Enrolment.id)
        .where(Enrolment.contract_id == contract_id, Enrolment.state == EnrolmentState.UNKNOWN.value)
        .order_by(Enrolment.id)
    )
    await enqueue_all(session, [ProvisionEnrolment(enrolment_id=one) for one in waiting])


async def compare(tenant_id: UUID, contract_id: UUID, means: Provisioning) -> None:
    """Bring the list of differences up to the present. Raises ProviderUnavailable."""
    async with means.database.transaction(tenant_id) as session:
        await _ask_again(session, contract_id, now=means.clock.now())
    line = await line_of_contract(tenant_id, contract_id, means)
    if line is None:
        return
    try:
        there = await line.connector.seats(line.contract.terms.offering, line.config)
        async with means.database.transaction(tenant_id) as session:
            doubtful = await _doubtful(session, line, there, means)
        for request_id in doubtful[:MOST_LOOKS]:
            await look(tenant_id, line, request_id, means)
    except ProviderUnavailable as silence:
        async with means.database.transaction(tenant_id) as session:
            await breaker.silent(session, contract_id, fault=str(silence), now=means.clock.now())
        raise
    async with means.database.transaction(tenant_id) as session:
        await breaker.heard(session, contract_id)
        await note_comparison(session, contract_id, now=means.clock.now())
    _log.info("contract.compared", contract_id=str(contract_id), seats=len(there), doubtful=len(doubtful))


async def _ask_again(session: AsyncSession, contract_id: UUID, *, now: datetime) -> None:
    """Whoever has been on the way for long is asked for once more, and after a day an officer sees it."""
    rows = list(
        await session.scalars(
            select(Enrolment).where(
                Enrolment.contract_id == contract_id, Enrolment.state.in_([one.value for one in ON_THE_WAY])
            )
        )
    )
    for row in rows:
        if now - row.requested_at >= _STUCK_AFTER:
            await enqueue(session, ProvisionEnrolment(enrolment_id=row.id))
        if now - row.requested_at >= _UNANSWERED_AFTER:
            await list_difference(
                session, contract_id, str(row.id), DifferenceKind.UNANSWERED, enrolment_id=row.id, now=now
            )
    waiting = {str(row.id) for row in rows}
    for difference in await session.scalars(
        select(SeatDifference).where(
            SeatDifference.contract_id == contract_id,
            SeatDifference.kind == DifferenceKind.UNANSWERED.value,
            SeatDifference.settled_as.is_(None),
        )
    ):
        if difference.reference not in waiting:
            difference.settled_as, difference.settled_at = Settlement.GONE.value, now
    await session.flush()


async def _doubtful(
    session: AsyncSession, line: Connected, there: tuple[HeldSeat, ...], means: Provisioning
) -> list[UUID]:
    """Requests whose seats look different on the two lists, and those that looked so before."""
    contract = line.contract
    held = {one: seat for seat in there if (one := request_id_of(seat)) is not None}
    rows = await session.execute(
        select(Enrolment.id, Enrolment.state, Enrolment.person_id).where(Enrolment.contract_id == contract.id)
    )
    ours = {row.id: row for row in rows}
    listed = await session.scalars(
        select(SeatDifference.reference).where(
            SeatDifference.contract_id == contract.id,
            SeatDifference.settled_as.is_(None),
            SeatDifference.kind != DifferenceKind.UNANSWERED.value,
        )
    )
    doubtful = dict.fromkeys(UUID(one) for one in listed)
    for request_id in (*ours, *(one for one in held if one not in ours)):
        row = ours.get(request_id)
        state = EnrolmentState(row.state) if row is not None else None
        learner = (
            pseudonym_of(row.person_id, provider=contract.terms.provider, tenant_id=tenant_of(session), keys=means.keys)
            if row is not None
            else None
        )
        if judge(state, learner, held.get(request_id)) is not None:
            doubtful[request_id] = None
    return list(doubtful)
