"""Claim offerings: slots, seats, enrolments and the wish to provision them, all of a claim together or none of it.

Claims of many learners are written in one transaction. The audit log puts the transactions of a tenant in a row, so
what each of them costs is shared by as many claims as came meanwhile (`claim_desk.py`).
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import Clock, local_date
from seoul_learn.kit.ids import new_id
from seoul_learn.kit.spans import months_later
from seoul_learn.tenant_plane.audit.record import Actor, Entry, record_all
from seoul_learn.tenant_plane.catalogue.queries import list_contracts
from seoul_learn.tenant_plane.catalogue.values import Contract
from seoul_learn.tenant_plane.database.errors import NotFound, Refused
from seoul_learn.tenant_plane.database.queue import Job, enqueue_all
from seoul_learn.tenant_plane.database.reading import fetch_all
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.enrolments.choosing import name_of
from seoul_learn.tenant_plane.enrolments.errors import NoSeatLeft, NotYetThere
from seoul_learn.tenant_plane.enrolments.models import Enrolment
from seoul_learn.tenant_plane.enrolments.standing import Standing, lock_standings
from seoul_learn.tenant_plane.enrolments.values import EnrolmentState, ReleaseReason
from seoul_learn.tenant_plane.enrolments.want_release import want_release

_FREE_SEATS = """
    select wanted.contract_id, seat.id
      from unnest($2::uuid[], $3::int[]) as wanted (contract_id, seats)
     cross join lateral (
           select s.id from tenant.seat s
            where s.tenant_id = $1 and s.contract_id = wanted.contract_id and s.enrolment_id is null
            limit wanted.seats for update skip locked) seat"""
_TAKE_SEATS = """
    update tenant.seat s set enrolment_id = taken.enrolment_id
      from unnest($2::uuid[], $3::uuid[]) as taken (seat_id, enrolment_id)
     where s.tenant_id = $1 and s.id = taken.seat_id"""


class ProvisionEnrolment(Job, frozen=True, kw_only=True):
    """Get the learner in with the provider."""

    task: ClassVar[str] = "enrolments.provision"
    queue: ClassVar[str] = "providers"
    enrolment_id: UUID


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What one learner wants under one entitlement. `level` is her school level where it is known.

    `instead_of`: the enrolment that she gives up for it, which makes it a switch.
    """

    entitlement_id: UUID
    person_id: UUID
    contract_ids: tuple[UUID, ...]
    level: str | None = None
    instead_of: UUID | None = None


Claimed = tuple[UUID, ...] | NotFound | Refused
"""The ids of a claim's new enrolments, none when she has it all already; or why it was refused."""


async def claim(session: AsyncSession, claims: Sequence[Claim], *, timezone: str, clock: Clock) -> list[Claimed]:
    """What became of each claim, in their order: who stands first gets the last seat.

    A claim that is refused leaves nothing behind and hinders no other. What was claimed before is left as it is, so a
    second click changes nothing. ValueError for two claims under one entitlement.
    """
    if len({one.entitlement_id for one in claims}) < len(claims):
        raise ValueError("two claims under one entitlement cannot be decided together")
    today = local_date(clock.now(), timezone)
    standings = await lock_standings(session, [one.entitlement_id for one in claims], timezone=timezone)
    contracts = {one.id: one for one in await list_contracts(session)}
    given_up = await _lock_given_up(session, [one.instead_of for one in claims if one.instead_of])
    outcomes: list[Claimed] = []
    decided: list[_Decided] = []
    for one in claims:
        try:
            choice = _decide(one, standings.get(one.entitlement_id), contracts, given_up, today)
        except (NotFound, Refused) as refused:
            outcomes.append(refused)
        else:
            decided.append(choice)
            outcomes.append(choice.ids)
    free = await _free_seats(session, decided)
    for choice in decided:
        if without := choice.take_seats(free):
            outcomes[claims.index(choice.claim)] = NoSeatLeft(
                "All places of %(offering)s are taken. Choose another one.", offering=name_of(without)
            )
    await _write(session, [one for one in decided if one.ids and not one.lacks_a_seat], given_up, clock)
    return outcomes


class _Fresh:
    """One enrolment to be, and the seat that it takes where its contract counts them."""

    def __init__(self, contract: Contract, slot: int | None) -> None:
        self.id = new_id()
        self.contract = contract
        self.slot = slot
        self.seat_id: UUID | None = None


class _Decided:
    """A claim that the rules allow."""

    def __init__(self, claim: Claim, fresh: Sequence[_Fresh], today: date) -> None:
        self.claim = claim
        self.fresh = tuple(fresh)
        self.ids = tuple(one.id for one in fresh)
        self.today = today
        self.lacks_a_seat = False

    def take_seats(self, free: dict[UUID, list[UUID]]) -> Contract | None:
        """Take all that it needs, or none: then the contract that has none left."""
        counted = [one for one in self.fresh if one.contract.terms.seats is not None]
        without = next((one.contract for one in counted if not free.get(one.contract.id)), None)
        if without is not None:
            self.lacks_a_seat = True
            return without
        for one in counted:
            one.seat_id = free[one.contract.id].pop()
        return None


def _decide(
    claim: Claim,
    standing: Standing | None,
    contracts: dict[UUID, Contract],
    given_up: dict[UUID, Enrolment],
    today: date,
) -> _Decided:
    if standing is None or standing.person_id != claim.person_id:
        raise NotFound
    standing.refuse_unless_running(today)
    choosing = standing.choosing(contracts, level=claim.level, today=today)
    if claim.instead_of is not None:
        before = next((one for one in standing.chosen if one.id == claim.instead_of), None)
        row = given_up.get(claim.instead_of)
        if before is None or row is None:
            raise NotFound
        if before.is_over:
            return _Decided(claim, (), today)
        standing.may_switch(before, today=today)
        if row.state == EnrolmentState.PROVISIONING.value:
            raise NotYetThere("This site is still being set up. Try again in a minute.")
        choosing = choosing.without(contracts[before.contract_id].terms.offering)
    wanted = [contracts.get(one) for one in dict.fromkeys(claim.contract_ids)]
    picked = [one for one in wanted if one is not None and one.terms.offering not in choosing.has]
    if None in wanted:
        raise NotFound
    slots = choosing.slots_for(picked, contracts.values()) if picked else {}
    # Always in one order: two learners who want the same two offerings wait, and never for each other.
    fresh = [_Fresh(one, slots[one.terms.offering]) for one in sorted(picked, key=lambda one: one.id)]
    return _Decided(claim, fresh, today)


async def _lock_given_up(session: AsyncSession, ids: Sequence[UUID]) -> dict[UUID, Enrolment]:
    if not ids:
        return {}
    rows = await session.scalars(
        select(Enrolment)
        .where(Enrolment.id.in_(ids))
        .order_by(Enrolment.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in rows}


async def _free_seats(session: AsyncSession, decided: Sequence[_Decided]) -> dict[UUID, list[UUID]]:
    """As many free seats of each contract as are wanted, or all that are left, locked."""
    wanted = Counter(
        one.contract.id for choice in decided for one in choice.fresh if one.contract.terms.seats is not None
    )
    free: dict[UUID, list[UUID]] = {}
    if wanted:
        ids = sorted(wanted)
        for row in await fetch_all(session, _FREE_SEATS, ids, [wanted[one] for one in ids]):
            free.setdefault(row["contract_id"], []).append(row["id"])
    return free


async def _write(
    session: AsyncSession, kept: Sequence[_Decided], given_up: dict[UUID, Enrolment], clock: Clock
) -> None:
    if not kept:
        return
    now = clock.now()
    for choice in kept:
        if choice.claim.instead_of is not None:
            row = given_up[choice.claim.instead_of]
            await want_release(session, row, ReleaseReason.SWITCHED, clock=clock)
    rows = [
        {
            "tenant_id": tenant_of(session),
            "id": one.id,
            "entitlement_id": choice.claim.entitlement_id,
            "person_id": choice.claim.person_id,
            "contract_id": one.contract.id,
            "category": one.contract.terms.category,
            "slot": one.slot,
            "state": EnrolmentState.REQUESTED.value,
            "attempts": 0,
            "requested_at": now,
            "ends_on": months_later(choice.today, one.contract.terms.months_for(choice.claim.level)),
        }
        for choice in kept
        for one in choice.fresh
    ]
    await session.execute(insert(Enrolment), rows)
    taken = [one for choice in kept for one in choice.fresh if one.seat_id is not None]
    await fetch_all(session, _TAKE_SEATS, [one.seat_id for one in taken], [one.id for one in taken])
    await enqueue_all(session, [ProvisionEnrolment(enrolment_id=id_) for choice in kept for id_ in choice.ids])
    await record_all(
        session,
        [
            Entry(
                actor=Actor(kind="person", id=choice.claim.person_id),
                action="offerings.switched" if choice.claim.instead_of else "offerings.chosen",
                subject="entitlement",
                subject_id=choice.claim.entitlement_id,
                detail={"offerings": [one.contract.terms.offering for one in choice.fresh]},
            )
            for choice in kept
        ],
        clock=clock,
    )
