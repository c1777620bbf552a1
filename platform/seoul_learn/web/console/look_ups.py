"""What registers were asked in a case, what it cost and what went wrong, in the officer's words."""

from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from seoul_learn.tenant_plane.applications.values import ApplicationState, Case
from seoul_learn.tenant_plane.registers.queries import list_registers, look_ups_of
from seoul_learn.tenant_plane.registers.values import LookUpFault, LookUpState
from seoul_learn.web.shared.formats import formats_for
from seoul_learn.web.shared.translate import N_
from seoul_learn.web.shared.work import Work

FAULTS: Mapping[LookUpFault, str] = {
    LookUpFault.NO_ANSWER: N_("The register did not answer, as often as it was asked."),
    LookUpFault.ACCESS: N_("The register does not let the city in. An administrator has to look at its secret."),
    LookUpFault.CONSENT: N_("The register does not take the consent."),
    LookUpFault.UNUSABLE: N_("The answer could not be read, or is too old. It was not taken."),
    LookUpFault.OUTSIDE_DOMAIN: N_("The answer is no value that this can have. It was not taken."),
    LookUpFault.ANOTHER_PERSON: N_("The register answered for another person. It was not taken."),
    LookUpFault.LIMIT: N_("The month’s limit for this register is reached. Nothing was asked."),
    LookUpFault.NOT_SET_UP: N_("The register is not set up any more, or its secret is missing."),
    LookUpFault.SOURCE_BROKE: N_("The platform’s own program for this register broke. The operators have to look."),
}


class LookUpRow(msgspec.Struct, frozen=True, kw_only=True):
    """One look-up in the officer's words; `fault` is a message id, `cost` an amount in words, '' for nothing."""

    title: dict[str, str]
    state: LookUpState
    requested_at: datetime
    settled_at: datetime | None
    checked_on: date | None
    attempts: int
    cost: str
    fault: str
    disputed: bool
    by_officer: bool


class LookUps(msgspec.Struct, frozen=True, kw_only=True):
    """Of one fact, the newest first. `again`: it may be asked for once more; `consents`: she agrees still."""

    rows: tuple[LookUpRow, ...]
    again: bool
    consents: bool


async def look_ups_by_fact(work: Work, case: Case) -> dict[str, LookUps]:
    """Everything that was asked in a case, by fact."""
    found = await look_ups_of(work.session, case.application.id)
    if not found:
        return {}
    registers = await list_registers(work.session)
    titles = {one.terms.slug: one.terms.title for one in registers}
    told = {fact for one in registers if one.has_secret for fact in one.terms.facts}
    visitor = work.visitor
    formats = formats_for(visitor.language, visitor.timezone, visitor.currency)
    by_fact: dict[str, LookUps] = {}
    for fact in dict.fromkeys(one.fact for one in found):
        mine = [one for one in found if one.fact == fact]
        by_fact[fact] = LookUps(
            rows=tuple(
                LookUpRow(
                    title=titles.get(one.register, {visitor.default_language: one.register}),
                    state=one.state,
                    requested_at=one.requested_at,
                    settled_at=one.settled_at,
                    checked_on=one.checked_on,
                    attempts=one.attempts,
                    cost=formats.money(one.cost_minor) if one.cost_minor else "",
                    fault=FAULTS[one.fault] if one.fault else "",
                    disputed=one.disputed_at is not None,
                    by_officer=one.by_officer,
                )
                for one in mine
            ),
            again=(
                fact in told and not mine[0].state.is_open and case.application.state is ApplicationState.SUBMITTED
            ),
            consents=mine[0].consent_stands,
        )
    return by_fact
