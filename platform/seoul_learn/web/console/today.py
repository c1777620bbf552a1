"""The officers' first page: today's work before any figure."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.response import Template

from seoul_learn.kit.clock import local_date
from seoul_learn.tenant_plane.applications.queries import counts_by_state
from seoul_learn.tenant_plane.applications.values import ApplicationState
from seoul_learn.tenant_plane.casework.queries import waiting_cases
from seoul_learn.tenant_plane.casework.values import QueueCase
from seoul_learn.tenant_plane.casework.what_runs_out import what_runs_out
from seoul_learn.tenant_plane.catalogue.queries import code_stocks, list_contracts
from seoul_learn.tenant_plane.catalogue.try_connection import needs_codes
from seoul_learn.tenant_plane.eligibility.bring_into_force import versions_due
from seoul_learn.tenant_plane.enrolments.queries import not_given_back, seat_counts
from seoul_learn.tenant_plane.mail.queries import count_letters
from seoul_learn.tenant_plane.mail.values import MailState
from seoul_learn.tenant_plane.people.identity_conflicts import open_conflicts
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.tenant_plane.places.count_places import places_to_give
from seoul_learn.tenant_plane.registers.queries import list_registers, spent_in
from seoul_learn.web.console.places import ALLOTS
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.work import Work

_LOW = 10
"""So few seats or codes left are a piece of work."""


class RunningLow(msgspec.Struct, frozen=True, kw_only=True):
    """A contract that soon serves nobody any more; `codes` is None where its connector needs none."""

    contract_id: UUID
    name: dict[str, str]
    seats: int | None
    codes: int | None


class TodayView(msgspec.Struct, frozen=True, kw_only=True):
    """What waits, what runs low, what went wrong; then the figures.

    `stuck` are versions whose day has come and that do not decide, for those who can do something about it.
    """

    moment: datetime
    waiting: int
    due: int
    appeals: int
    not_back: int
    lapsing: int
    first: QueueCase | None
    reviews: bool
    low: tuple[RunningLow, ...]
    letters: int
    places: tuple[tuple[UUID, int], ...]
    stuck: int
    drafts: int
    determined: int
    enrolled: int
    stopped: tuple[dict[str, str], ...] = ()
    pairs: int = 0


@get("/console", opt={"access": "officer"})
async def today(work: NamedDependency[Work], parts: NamedDependency[Parts]) -> Template:
    """Today's work of this city."""
    waiting = await waiting_cases(work.session, now=parts.clock.now(), timezone=work.visitor.timezone)
    day = local_date(parts.clock.now(), work.visitor.timezone)
    states = await counts_by_state(work.session)
    letters = await count_letters(work.session)
    seats = await seat_counts(work.session)
    person = work.visitor.person
    reviews = person is not None and not person.roles.isdisjoint({Role.caseworker, Role.administrator})
    view = TodayView(
        moment=parts.clock.now(),
        waiting=len(waiting),
        due=sum(one.due_on <= day for one in waiting),
        lapsing=len(await what_runs_out(work.session, parts.engine, today=day)),
        not_back=len(await not_given_back(work.session, now=parts.clock.now())),
        appeals=sum(one.appealed for one in waiting),
        first=waiting[0] if waiting else None,
        reviews=reviews,
        low=await _running_low(work, parts),
        letters=letters[MailState.failed] + letters[MailState.unknown],
        places=await _places_to_give(work, parts),
        stuck=await _stuck(work, parts) if person and Role.administrator in person.roles else 0,
        drafts=states.get(ApplicationState.DRAFT, 0),
        determined=states.get(ApplicationState.DETERMINED, 0),
        enrolled=sum(one.taken for one in seats.values()),
        pairs=len(await open_conflicts(work.session)) if reviews else 0,
        stopped=await _stopped(work, parts) if _administers(work) else (),
    )
    return page("console/today.html", view, work=work)


async def _places_to_give(work: Work, parts: Parts) -> tuple[tuple[UUID, int], ...]:
    """Versions whose places wait to be given, and for how many, to whoever gives them."""
    if work.visitor.person is None or ALLOTS not in work.visitor.person.roles:
        return ()
    found = await places_to_give(
        work.session, parts.engine, timezone=work.visitor.timezone, now=parts.clock.now()
    )
    return tuple(found.items())


async def _stuck(work: Work, parts: Parts) -> int:
    return len(await versions_due(work.session, local_date(parts.clock.now(), work.visitor.timezone)))


def _administers(work: Work) -> bool:
    return work.visitor.person is not None and Role.administrator in work.visitor.person.roles


async def _stopped(work: Work, parts: Parts) -> tuple[dict[str, str], ...]:
    """The registers that are asked nothing more this month, for they have cost what they may."""
    today, timezone = local_date(parts.clock.now(), work.visitor.timezone), work.visitor.timezone
    found = [
        one.terms.title
        for one in await list_registers(work.session)
        if (await spent_in(work.session, one.terms.slug, today, timezone=timezone)).stopped
    ]
    return tuple(found)


async def _running_low(work: Work, parts: Parts) -> tuple[RunningLow, ...]:
    seats, codes = await seat_counts(work.session), await code_stocks(work.session)
    found = []
    for contract in await list_contracts(work.session):
        free = seats[contract.id].free if contract.id in seats else None
        stock = codes.get(contract.id)
        left = stock.left if stock is not None else 0 if needs_codes(contract, parts.outside.plugins) else None
        if (free is not None and free <= _LOW) or (left is not None and left <= _LOW):
            found.append(RunningLow(contract_id=contract.id, name=contract.terms.name, seats=free, codes=left))
    return tuple(found)
