"""One case: facts, documents and reasons side by side, and what officers do with it besides vouching."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from seoul_learn.kit.clock import local_date
from seoul_learn.plugin_api.facts import FactDefinition, FactRefused
from seoul_learn.tenant_plane.applications.values import Application, ApplicationState, Case, Determined
from seoul_learn.tenant_plane.casework.appeal import appeals_of
from seoul_learn.tenant_plane.casework.ask_for_more import latest_request
from seoul_learn.tenant_plane.casework.note import notes_of
from seoul_learn.tenant_plane.casework.queries import applicant_name, hold_of
from seoul_learn.tenant_plane.casework.values import Appealed, AppealState, Asked, Hold, Note, Proposed
from seoul_learn.tenant_plane.casework.vouch_in_hand import proposals_of
from seoul_learn.tenant_plane.places.own_place import OwnPlace, own_place
from seoul_learn.web.console.fact_card import FactCard, fact_card
from seoul_learn.web.console.look_ups import LookUps, look_ups_by_fact
from seoul_learn.web.console.lost_words import lost_words
from seoul_learn.web.console.officer import case_of, officer_of
from seoul_learn.web.console.places import ALLOTS
from seoul_learn.web.console.queue import REVIEWERS
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.fact_words import question_of, value_in_words
from seoul_learn.web.shared.forms import Choice, Form
from seoul_learn.web.shared.page import Page, page
from seoul_learn.web.shared.reasons import reason_words
from seoul_learn.web.shared.work import Work


class ReasonLine(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion as the newest determination has it."""

    label: dict[str, str]
    words: str
    met: bool | None
    decisive: bool
    law: str | None


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """How officers share the case. `found` is in words what was proposed; `form` what was typed, with the faults."""

    hold: Hold
    mine: bool
    officer_id: UUID
    notes: tuple[Note, ...]
    proposals: dict[str, Proposed]
    found: dict[str, str]
    asked: Asked | None
    askable: tuple[Choice, ...]
    appeal: Appealed | None
    form: Form


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything an officer judges a fact by. `lost` says until when she keeps what she has lost, and why."""

    application: Application
    applicant: str
    programme: dict[str, str]
    latest: Determined | None
    history: tuple[Determined, ...]
    facts: tuple[FactCard, ...]
    reasons: tuple[ReasonLine, ...]
    open: bool
    desk: Desk
    submitted_at: datetime | None
    place: OwnPlace | None
    place_version: UUID | None
    lost: str
    look_ups: dict[str, LookUps] = {}


@get("/console/applications/{application_id:uuid}", opt={"access": REVIEWERS})
async def show_case(
    application_id: FromPath[UUID], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Template:
    """One case; that it was read is on record before it is shown."""
    case = await case_of(work, parts, application_id)
    return page("console/case.html", await _view(work, parts, case, Form()), work=work)


async def case_page(work: Work, parts: Parts, application_id: UUID, form: Form) -> Page:
    """The case again, with what was typed and what is wrong with it."""
    case = await case_of(work, parts, application_id)
    return page("console/case.html", await _view(work, parts, case, form), work=work, status=422)


async def _view(work: Work, parts: Parts, case: Case, form: Form) -> CaseView:
    record_ = case.latest.record if case.latest else None
    wanted = {*record_.unvouched, *record_.wanted} if record_ else set()
    if case.placed is not None and case.placed.waits:
        wanted |= {*case.placed.to_see}
    names = dict.fromkeys((*case.answers, *(one.fact for one in case.documents), *case.attestations))
    facts = parts.facts(work.session)
    cards = tuple(fact_card(work, parts, case, name, wanted=name in wanted) for name in names if name in facts)
    reasons = tuple(
        ReasonLine(
            label=reason.label,
            words=reason_words(parts.engine.plugins, reason, work.visitor, facts=facts),
            met=reason.met,
            decisive=reason.decisive,
            law=reason.law,
        )
        for reason in (record_.reasons if record_ else ())
    )
    return CaseView(
        application=case.application,
        applicant=await applicant_name(work.session, case.application.person_id),
        programme=case.programme,
        latest=case.latest,
        history=case.determinations,
        # What the officer is asked about stands first.
        facts=tuple(sorted(cards, key=lambda card: not card.wanted)),
        reasons=reasons,
        open=case.application.state is ApplicationState.SUBMITTED,
        desk=await _desk(work, parts, case, form),
        submitted_at=case.application.submitted_at,
        place=await own_place(
            work.session, case, parts.engine, timezone=work.visitor.timezone, clock=parts.clock
        ),
        place_version=case.placed.policy_version_id if case.placed and ALLOTS in officer_of(work).roles else None,
        lost=lost_words(case, work.visitor),
        look_ups=await look_ups_by_fact(work, case),
    )


async def _desk(work: Work, parts: Parts, case: Case, form: Form) -> Desk:
    application, officer_id = case.application, officer_of(work).person_id
    facts = parts.facts(work.session)
    hold = await hold_of(work.session, application.id, now=parts.clock.now())
    appeals = await appeals_of(work.session, application, keys=parts.sealing)
    proposals = await proposals_of(work.session, application, keys=parts.sealing)
    return Desk(
        hold=hold,
        mine=hold.holder_id == officer_id,
        officer_id=officer_id,
        notes=await notes_of(work.session, application, keys=parts.sealing),
        proposals=proposals,
        found={name: _found(facts[name], one, work, parts) for name, one in proposals.items() if name in facts},
        asked=await latest_request(work.session, application, keys=parts.sealing),
        askable=tuple(
            Choice(name, question_of(facts[name], work.visitor)) for name in case.answers if name in facts
        ),
        appeal=next((one for one in appeals if one.state is AppealState.LODGED), None),
        form=form,
    )


def _found(definition: FactDefinition, proposed: Proposed, work: Work, parts: Parts) -> str:
    """What a first officer found, in words; as it was typed where the fact means something else by now."""
    today = local_date(parts.clock.now(), work.visitor.timezone)
    try:
        value = parts.facts(work.session).parse(definition.name, proposed.typed, as_of=today)
    except FactRefused:
        return ", ".join(proposed.typed)
    return value_in_words(definition, value, work.visitor)
