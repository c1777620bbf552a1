"""A learner chooses offerings: slots, seats, enrolments and the wish to provision them, all together or none."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock, local_date
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.applications.models import Entitlement
from seoul_learn.tenant_plane.applications.values import EntitlementState
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.catalogue.queries import list_contracts
from seoul_learn.tenant_plane.catalogue.values import Contract, ContractState
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.queue import Job, enqueue
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.eligibility.lasting import months_later
from seoul_learn.tenant_plane.enrolments.errors import NoSeatLeft, NotEntitled, NotOffered, TooManyChosen
from seoul_learn.tenant_plane.enrolments.models import Enrolment, Seat
from seoul_learn.tenant_plane.enrolments.values import GONE, EnrolmentState


class ProvisionEnrolment(Job, frozen=True, kw_only=True):
    """Get the learner in with the provider."""

    task: ClassVar[str] = "enrolments.provision"
    enrolment_id: UUID


async def choose(
    session: AsyncSession,
    entitlement_id: UUID,
    contract_ids: Sequence[UUID],
    *,
    person_id: UUID,
    level: str | None,
    timezone: str,
    clock: Clock,
) -> tuple[UUID, ...]:
    """The ids of the new enrolments; what was chosen before is left as it is, so a second click changes nothing.

    `level` is the learner's school level where it is known. Raises NotFound, NotEntitled, TooManyChosen, NotOffered,
    NoSeatLeft.
    """
    today = local_date(clock.now(), timezone)
    entitlement = await _locked(session, entitlement_id, person_id, today)
    contracts = {contract.id: contract for contract in await list_contracts(session)}
    held = {
        row.contract_id: row.category
        for row in await session.execute(
            select(Enrolment.contract_id, Enrolment.category).where(
                Enrolment.entitlement_id == entitlement_id, Enrolment.state.not_in(GONE)
            )
        )
    }
    wanted = [contracts.get(one) for one in dict.fromkeys(contract_ids) if one not in held]
    chosen = _allowed([one for one in wanted if one is not None], entitlement, held, level)
    if len(chosen) < len(wanted):
        raise NotFound
    fresh = [
        await _enrol(session, contract, entitlement, months_later(today, contract.terms.term_months), clock)
        # Always in one order: two learners who want the same two offerings wait, and never for each other.
        for contract in sorted(chosen, key=lambda one: one.id)
    ]
    if fresh:
        await record(
            session, actor=Actor(kind="person", id=person_id), action="offerings.chosen", subject="entitlement",
            subject_id=entitlement_id, detail={"offerings": [one.terms.offering for one in chosen]}, clock=clock,
        )  # fmt: skip
    return tuple(fresh)


async def _locked(session: AsyncSession, entitlement_id: UUID, person_id: UUID, today: date) -> Entitlement:
    entitlement = await session.scalar(
        select(Entitlement)
        .where(Entitlement.id == entitlement_id, Entitlement.person_id == person_id)
        .with_for_update()
    )
    if entitlement is None:
        raise NotFound
    if entitlement.state == EntitlementState.ENDING.value:
        raise NotEntitled("What you have ends soon, so nothing new can be chosen.")
    if entitlement.state != EntitlementState.ACTIVE.value or not entitlement.starts_on <= today <= entitlement.ends_on:
        raise NotEntitled("Your entitlement is over, so no offering can be chosen.")
    return entitlement


def _allowed(
    wanted: list[Contract], entitlement: Entitlement, held: dict[UUID, str], level: str | None
) -> list[Contract]:
    free = list(entitlement.slots)
    for category in held.values():
        if category in free:
            free.remove(category)
    for contract in wanted:
        terms = contract.terms
        if contract.state is not ContractState.OPEN:
            raise NotOffered("%(offering)s cannot be chosen at the moment.", offering=_name(contract))
        if level is not None and terms.levels and level not in terms.levels:
            raise NotOffered("%(offering)s is for another school level.", offering=_name(contract))
        if terms.category not in entitlement.slots:
            raise NotEntitled("%(offering)s is not part of what you are entitled to.", offering=_name(contract))
        if terms.category not in free:
            raise TooManyChosen("Choose one offering in each category.")
        free.remove(terms.category)
    if len(held) + len(wanted) > entitlement.at_most:
        raise TooManyChosen("Choose at most %(most)s offerings.", most=entitlement.at_most)
    return wanted


async def _enrol(
    session: AsyncSession, contract: Contract, entitlement: Entitlement, ends_on: date, clock: Clock
) -> UUID:
    enrolment_id = new_id()
    if contract.terms.seats is not None:
        await _claim_seat(session, contract, enrolment_id)
    await session.execute(
        insert(Enrolment).values(
            tenant_id=tenant_of(session),
            id=enrolment_id,
            entitlement_id=entitlement.id,
            person_id=entitlement.person_id,
            contract_id=contract.id,
            category=contract.terms.category,
            state=EnrolmentState.REQUESTED.value,
            attempts=0,
            requested_at=clock.now(),
            ends_on=ends_on,
        )
    )
    await enqueue(session, ProvisionEnrolment(enrolment_id=enrolment_id))
    return enrolment_id


async def _claim_seat(session: AsyncSession, contract: Contract, enrolment_id: UUID) -> None:
    seat_id = await session.scalar(
        select(Seat.id)
        .where(Seat.contract_id == contract.id, Seat.enrolment_id.is_(None))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if seat_id is None:
        raise NoSeatLeft("All places of %(offering)s are taken. Choose another one.", offering=_name(contract))
    await session.execute(update(Seat).where(Seat.id == seat_id).values(enrolment_id=enrolment_id))


def _name(contract: Contract) -> str:
    return next(iter(contract.terms.name.values()), contract.terms.offering)
