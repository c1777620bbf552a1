"""Where learners stand before they choose: what was granted, by which rules, and what they have of it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import local_date
from seoul_learn.tenant_plane.applications.values import EntitlementState
from seoul_learn.tenant_plane.catalogue.values import Contract
from seoul_learn.tenant_plane.database.errors import Refused
from seoul_learn.tenant_plane.database.reading import Source, fetch_all
from seoul_learn.tenant_plane.enrolments.choosing import Choosing, Held
from seoul_learn.tenant_plane.enrolments.errors import NoSwitch, NotEntitled
from seoul_learn.tenant_plane.enrolments.values import GONE, EnrolmentState, ReleaseReason
from seoul_learn.tenant_plane.programmes.choice_rules import ChoiceRules

_ENTITLED = """
    select g.id, g.person_id, g.state, g.starts_on, g.ends_on, g.slots, g.at_most, p.detail -> 'choice' as rules
      from tenant.entitlement g
      join tenant.application a on a.tenant_id = g.tenant_id and a.id = g.application_id
      join tenant.programme p on p.tenant_id = a.tenant_id and p.id = a.programme_id
     where g.tenant_id = $1 and g.id = any($2::uuid[]) order by g.id"""
_LOCKED = f"{_ENTITLED} for update of g"
_CHOSEN = """
    select e.id, e.entitlement_id, e.contract_id, e.category, e.slot, e.state, e.requested_at, e.ends_on,
           e.release_reason, e.release_wanted_at
      from tenant.enrolment e
     where e.tenant_id = $1 and e.entitlement_id = any($2::uuid[]) and e.state <> 'failed' order by e.id"""


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """What a learner chose under an entitlement, also what is over; `requested_on` and `wanted_back_on` are days of
    the city.
    """

    id: UUID
    contract_id: UUID
    category: str
    slot: int | None
    state: EnrolmentState
    requested_on: date
    ends_on: date
    release_reason: ReleaseReason | None
    wanted_back_on: date | None

    @property
    def is_over(self) -> bool:
        """Whether it has been given up, or taken."""
        return self.state in GONE


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One entitlement and what was chosen under it."""

    entitlement_id: UUID
    person_id: UUID
    state: EntitlementState
    starts_on: date
    ends_on: date
    slots: tuple[str, ...]
    at_most: int
    rules: ChoiceRules
    chosen: tuple[Chosen, ...]

    def refuse_unless_running(self, today: date) -> None:
        """Raises NotEntitled when nothing new can be chosen on this day."""
        if self.state is EntitlementState.ENDING:
            raise NotEntitled("What you have ends soon, so nothing new can be chosen.")
        if self.state is not EntitlementState.ACTIVE or not self.starts_on <= today <= self.ends_on:
            raise NotEntitled("Your entitlement is over, so no offering can be chosen.")

    def choosing(self, contracts: Mapping[UUID, Contract], *, level: str | None, today: date) -> Choosing:
        """The same as the rules of choosing see it."""
        held = tuple(
            Held(
                offering=contracts[one.contract_id].terms.offering,
                category=one.category,
                slot=one.slot,
                left=one.is_over,
            )
            for one in self.chosen
            if one.contract_id in contracts and (not one.is_over or self._uses_its_slot_still(one, today))
        )
        return Choosing(slots=self.slots, at_most=self.at_most, held=held, level=level, rules=self.rules)

    def may_switch(self, chosen: Chosen, *, today: date) -> None:
        """Raises NoSwitch unless the programme lets her take another one instead of this, today."""
        switching = self.rules.switching
        if switching is None:
            raise NoSwitch("In this programme a learning site cannot be changed for another.")
        switched = sum(one.release_reason is ReleaseReason.SWITCHED for one in self.chosen)
        if switched >= switching.times:
            raise NoSwitch("You have changed your learning site as often as this programme allows.")
        if today > chosen.requested_on + timedelta(days=switching.within_days):
            raise NoSwitch(
                "A learning site can be changed within %(days)s days after it was chosen. They are over.",
                days=switching.within_days,
            )

    def why_no_switch(self, chosen: Chosen, *, today: date) -> Refused | None:
        """Why another one cannot be taken instead of this; None when it can."""
        try:
            self.refuse_unless_running(today)
            self.may_switch(chosen, today=today)
        except Refused as refused:
            return refused
        return None

    def _uses_its_slot_still(self, one: Chosen, today: date) -> bool:
        days = self.rules.cooling_off_days
        if one.release_reason is not ReleaseReason.LEFT or one.wanted_back_on is None or days is None:
            return False
        return one.wanted_back_on > one.requested_on + timedelta(days=days) and today <= one.ends_on


async def lock_standings(
    session: AsyncSession, entitlement_ids: Sequence[UUID], *, timezone: str
) -> dict[UUID, Standing]:
    """Those that there are, by id, their rows locked in the order of their ids."""
    return await _standings(session, _LOCKED, entitlement_ids, timezone)


async def find_standing(source: Source, entitlement_id: UUID, *, timezone: str) -> Standing | None:
    """One to be shown; None when it is not there."""
    return (await _standings(source, _ENTITLED, [entitlement_id], timezone)).get(entitlement_id)


async def find_standings(source: Source, ids: Sequence[UUID], *, timezone: str) -> dict[UUID, Standing]:
    """Those that there are, by id, to be shown."""
    return await _standings(source, _ENTITLED, ids, timezone) if ids else {}


async def _standings(source: Source, entitled: str, ids: Sequence[UUID], timezone: str) -> dict[UUID, Standing]:
    wanted = sorted(set(ids))
    rows = await fetch_all(source, entitled, wanted)
    chosen: dict[UUID, list[Chosen]] = {row["id"]: [] for row in rows}
    # Read after the lock: whoever held it before has written what she chose.
    for row in await fetch_all(source, _CHOSEN, wanted):
        chosen[row["entitlement_id"]].append(_chosen(row, timezone))
    return {
        row["id"]: Standing(
            entitlement_id=row["id"],
            person_id=row["person_id"],
            state=EntitlementState(row["state"]),
            starts_on=row["starts_on"],
            ends_on=row["ends_on"],
            slots=tuple(row["slots"]),
            at_most=row["at_most"],
            rules=msgspec.convert(row["rules"] or {}, ChoiceRules),
            chosen=tuple(chosen[row["id"]]),
        )
        for row in rows
    }


def _chosen(row: Mapping[str, Any], timezone: str) -> Chosen:
    wanted_back = row["release_wanted_at"]
    return Chosen(
        id=row["id"],
        contract_id=row["contract_id"],
        category=row["category"],
        slot=row["slot"],
        state=EnrolmentState(row["state"]),
        requested_on=local_date(row["requested_at"], timezone),
        ends_on=row["ends_on"],
        release_reason=ReleaseReason(row["release_reason"]) if row["release_reason"] else None,
        wanted_back_on=local_date(wanted_back, timezone) if wanted_back else None,
    )
