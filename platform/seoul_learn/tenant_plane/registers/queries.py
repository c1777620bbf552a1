"""Reads of registers, consents and look-ups, returning values."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.reading import Source, fetch_all, fetch_first
from seoul_learn.tenant_plane.registers.values import (
    Consent,
    KeptRegister,
    LookUp,
    LookUpFault,
    LookUpState,
    RegisterTerms,
    Spent,
)

_REGISTERS = """
    select id, slug, title, purpose, law, source, config, secret is not null as has_secret, facts, valid_months,
           timeout_seconds, tries, cost_minor, monthly_limit_minor, illustrative
      from tenant.register where tenant_id = $1 order by position, id
"""
_LOOK_UPS = """
    select l.id, l.register, l.fact, l.state, l.attempts, l.fault, l.cost_minor, l.requested_at, l.settled_at,
           l.checked_on, l.disputed_at, l.asked_by_id,
           exists (select from tenant.register_consent s
                    where s.tenant_id = $1 and s.person_id = c.person_id and s.programme_id = c.programme_id
                      and s.register = l.register and s.fact = l.fact and s.withdrawn_at is null) as consent_stands
      from tenant.register_look_up l
      join tenant.register_consent c on c.tenant_id = $1 and c.id = l.consent_id
     where l.tenant_id = $1 and l.application_id = $2
     order by l.requested_at desc, l.id desc
"""
_CONSENTS = """
    select id, programme_id, register, fact, wording, given_at, withdrawn_at from tenant.register_consent
     where tenant_id = $1 and person_id = $2 order by given_at desc, id desc
"""
_SPENT = """
    select count(*) filter (where state = 'answered') as answered,
           count(*) filter (where state = 'not_found') as not_found,
           count(*) filter (where state = 'failed') as failed,
           count(*) filter (where fault = 'limit') as stopped,
           coalesce(sum(cost_minor), 0)::bigint as cost_minor
      from tenant.register_look_up
     where tenant_id = $1 and register = $2 and settled_at >= $3 and settled_at < $4
"""


async def list_registers(source: Source) -> list[KeptRegister]:
    """Every register of the city, in its order."""
    return [_kept(row) for row in await fetch_all(source, _REGISTERS)]


async def get_register(source: Source, register_id: UUID) -> KeptRegister:
    """One of them. Raises NotFound."""
    found = next((one for one in await list_registers(source) if one.id == register_id), None)
    if found is None:
        raise NotFound
    return found


async def register_for(source: Source, fact: str) -> KeptRegister | None:
    """The first register with a secret that tells this fact."""
    return next((one for one in await list_registers(source) if one.has_secret and fact in one.terms.facts), None)


async def look_ups_of(source: Source, application_id: UUID) -> list[LookUp]:
    """Every look-up of an application, the newest first."""
    return [
        LookUp(
            id=row["id"],
            register=row["register"],
            fact=row["fact"],
            state=LookUpState(row["state"]),
            attempts=row["attempts"],
            fault=LookUpFault(row["fault"]) if row["fault"] else None,
            cost_minor=row["cost_minor"],
            requested_at=row["requested_at"],
            settled_at=row["settled_at"],
            checked_on=row["checked_on"],
            disputed_at=row["disputed_at"],
            consent_stands=row["consent_stands"],
            by_officer=row["asked_by_id"] is not None,
        )
        for row in await fetch_all(source, _LOOK_UPS, application_id)
    ]


async def consents_of(source: Source, person_id: UUID) -> list[Consent]:
    """Everything that a person ever agreed to, the newest first."""
    return [Consent(**row) for row in await fetch_all(source, _CONSENTS, person_id)]


async def spent_in(source: Source, register: str, day: date, *, timezone: str) -> Spent:
    """What a register has cost in the month of a day, as the city's calendar has it."""
    row = await fetch_first(source, _SPENT, register, *month_of(day, timezone))
    return Spent(**row) if row else Spent()


def month_of(day: date, timezone: str) -> tuple[datetime, datetime]:
    """The first moment of the month and that of the next one."""
    zone = ZoneInfo(timezone)
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return datetime(day.year, day.month, 1, tzinfo=zone), datetime(following.year, following.month, 1, tzinfo=zone)


def _kept(row: Mapping[str, Any]) -> KeptRegister:
    terms = {name: row[name] for name in RegisterTerms.__struct_fields__}
    return KeptRegister(
        id=row["id"], terms=RegisterTerms(**{**terms, "facts": tuple(row["facts"])}), has_secret=row["has_secret"]
    )
