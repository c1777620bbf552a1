"""How a city is: a few counts out of its plane, and nothing else of it."""

from datetime import datetime, timedelta

import msgspec
import structlog

from seoul_learn.control_plane.tenants.values import Tenant
from seoul_learn.kit.clock import local_date
from seoul_learn.tenant_plane.applications.queries import counts_by_state
from seoul_learn.tenant_plane.applications.values import ApplicationState
from seoul_learn.tenant_plane.branding.queries import read_site
from seoul_learn.tenant_plane.casework.what_runs_out import RunsOut, what_runs_out
from seoul_learn.tenant_plane.catalogue.queries import code_stocks, list_contracts
from seoul_learn.tenant_plane.catalogue.try_connection import needs_codes
from seoul_learn.tenant_plane.catalogue.values import ContractState
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.transaction import Transaction
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.raise_alarm import Alarm, list_alarms
from seoul_learn.tenant_plane.enrolments.queries import seat_counts
from seoul_learn.tenant_plane.mail.queries import count_letters, count_overdue_letters
from seoul_learn.tenant_plane.mail.values import MailState
from seoul_learn.tenant_plane.people.queries import list_officers
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.web.operator.parts import OperatorParts

_log = structlog.get_logger()
_LETTER_LEAVES_WITHIN = timedelta(minutes=10)
"""A letter that waits longer says that no worker is at work."""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """`letters` are in doubt, `overdue` ones have not left in time, `empty` contracts have no place or code left;
    `alarms` are criteria that broke, `ends` what of its law runs out soon.
    """

    waiting: int
    letters: int
    overdue: int
    empty: int
    administrators: int
    alarms: tuple[Alarm, ...] = ()
    ends: tuple[RunsOut, ...] = ()

    @property
    def well(self) -> bool:
        """True when nobody has to look into anything."""
        return not (self.letters or self.overdue or self.empty or self.alarms or self.ends) and self.administrators > 0


async def health_of(parts: OperatorParts, tenant: Tenant) -> Health | None:
    """The counts of one city; None when its records cannot be read, which is no reason to hide the others."""
    try:
        async with parts.tenants.transaction(tenant.id) as session:
            return await _counts(session, parts.engine, now=parts.clock.now())
    except Exception as fault:  # whatever is wrong with one city is what its line is there to say
        _log.warning("health.unreadable", tenant=tenant.slug, error=type(fault).__name__)
        return None


async def _counts(session: Transaction, engine: Engine, *, now: datetime) -> Health:
    states, letters = await counts_by_state(session), await count_letters(session)
    officers = await list_officers(session)
    return Health(
        waiting=states.get(ApplicationState.SUBMITTED, 0),
        letters=letters[MailState.failed] + letters[MailState.unknown],
        overdue=await count_overdue_letters(session, before=now - _LETTER_LEAVES_WITHIN),
        empty=await _empty(session, engine),
        alarms=tuple(await list_alarms(session)),
        ends=await _ends(session, engine, now),
        administrators=sum(one.active and Role.administrator in one.roles for one in officers),
    )


async def _ends(session: Transaction, engine: Engine, now: datetime) -> tuple[RunsOut, ...]:
    try:
        timezone = (await read_site(session)).timezone
    except NotFound:
        return ()  # its bundle was never applied
    return await what_runs_out(session, engine, today=local_date(now, timezone))


async def _empty(session: Transaction, engine: Engine) -> int:
    seats, codes = await seat_counts(session), await code_stocks(session)
    found = 0
    for contract in await list_contracts(session):
        stock = codes.get(contract.id)
        left = stock.left if stock is not None else 0 if needs_codes(contract, engine.plugins) else None
        full = contract.id in seats and seats[contract.id].free == 0
        found += contract.state is ContractState.OPEN and (full or left == 0)
    return found
