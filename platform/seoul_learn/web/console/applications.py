"""The review queue and one case: facts, documents and reasons side by side. The outcome follows from the policy."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from seoul_learn.plugin_api.facts import FactRefused
from seoul_learn.tenant_plane.applications.errors import NothingToVouchFor
from seoul_learn.tenant_plane.applications.queries import (
    Waiting,
    document_content,
    get_application,
    waiting_applications,
)
from seoul_learn.tenant_plane.applications.read_case import read_case
from seoul_learn.tenant_plane.applications.values import (
    AnswerState,
    Application,
    ApplicationState,
    Attested,
    Case,
    Determined,
    Document,
)
from seoul_learn.tenant_plane.applications.vouch import confirm_fact, refuse_fact
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.people.values import Role, SignedInPerson
from seoul_learn.tenant_plane.programmes.queries import list_programmes
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.fact_fields import FIELD, FactField, as_typed, field_of, typed_values
from seoul_learn.web.shared.fact_words import value_in_words
from seoul_learn.web.shared.forms import Choice, Fault, Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.reasons import reason_words
from seoul_learn.web.shared.translate import N_
from seoul_learn.web.shared.work import Work

_REVIEWERS = (Role.caseworker, Role.administrator)


class QueueLine(msgspec.Struct, frozen=True, kw_only=True):
    """One application that waits."""

    waiting: Waiting
    programme: dict[str, str]


class QueueView(msgspec.Struct, frozen=True, kw_only=True):
    """The oldest first, narrowed by programme and by what was searched for."""

    lines: tuple[QueueLine, ...]
    choices: tuple[Choice, ...]
    form: Form


class FactCard(msgspec.Struct, frozen=True, kw_only=True):
    """One fact of a case: what was said of it, what was shown, and what an officer found."""

    name: str
    field: FactField
    state: AnswerState | None
    words: str
    attested: Attested | None
    attested_words: str
    documents: tuple[Document, ...]
    wanted: bool


class FactView(msgspec.Struct, frozen=True, kw_only=True):
    """One fact to be vouched for. `form` is what the officer typed, or what the applicant said."""

    application: Application
    card: FactCard
    form: Form


class ReasonLine(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion as the newest determination has it."""

    label: dict[str, str]
    words: str
    met: bool | None
    decisive: bool
    law: str | None


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything an officer judges a fact by."""

    application: Application
    applicant: str
    programme: dict[str, str]
    latest: Determined | None
    history: tuple[Determined, ...]
    facts: tuple[FactCard, ...]
    reasons: tuple[ReasonLine, ...]
    open: bool
    submitted_at: datetime | None


@get("/console/applications", opt={"access": _REVIEWERS})
async def queue(work: NamedDependency[Work], programme: FromQuery[str] = "", search: FromQuery[str] = "") -> Template:
    """Applications that wait for an officer."""
    programmes = await list_programmes(work.session)
    names = {one.id: one.terms for one in programmes}
    wanted = search.strip().upper()
    lines = tuple(
        QueueLine(waiting=one, programme=names[one.programme_id].name)
        for one in await waiting_applications(work.session)
        if programme in ("", names[one.programme_id].slug) and wanted in one.reference
    )
    language, fallback = work.visitor.language, work.visitor.default_language
    choices = tuple(
        Choice(one.terms.slug, one.terms.name.get(language) or one.terms.name.get(fallback, one.terms.slug))
        for one in programmes
    )
    view = QueueView(lines=lines, choices=choices, form=Form({"programme": programme, "search": search}))
    return page("console/queue.html", view, work=work)


@get("/console/applications/{application_id:uuid}", opt={"access": _REVIEWERS})
async def show_case(
    application_id: FromPath[UUID], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Template:
    """One case; that it was read is on record before it is shown."""
    case = await _case(work, parts, application_id)
    return page("console/case.html", await _view(work, parts, case), work=work)


@get("/console/applications/{application_id:uuid}/facts/{fact:str}", opt={"access": _REVIEWERS})
async def show_fact(
    application_id: FromPath[UUID],
    fact: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Template:
    """One fact with its documents beside it."""
    case = await _case(work, parts, application_id)
    return page("console/fact.html", _fact_view(work, parts, case, fact), work=work)


@post("/console/applications/{application_id:uuid}/facts/{fact:str}", opt={"access": _REVIEWERS}, status_code=303)
async def vouch(
    request: Request[Any, Any, Any],
    application_id: FromPath[UUID],
    fact: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Confirm or refuse a fact, with a reason; the determination that follows is the policy's."""
    case = await _case(work, parts, application_id)
    view = _fact_view(work, parts, case, fact)
    form = await request.form()
    typed = {name: [str(one) for one in form.getall(name)] for name in form if name != "_csrf_token"}
    reason = " ".join(typed.get("reason", [""])).strip()
    shown = Form(dict(typed))
    if not reason:
        shown = shown.with_faults([_NO_REASON])
    else:
        shown = await _vouch(work, parts, case, fact, typed, reason, shown)
    if shown.faults:
        return page("console/fact.html", msgspec.structs.replace(view, form=shown), work=work, status=422)
    return Redirect(f"/console/applications/{application_id}", status_code=303)


@get("/console/applications/{application_id:uuid}/evidence/{document_id:uuid}", opt={"access": _REVIEWERS})
async def show_evidence(
    application_id: FromPath[UUID],
    document_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Response[bytes]:
    """A document of a case; that it was read is on record before it is sent."""
    application = await get_application(work.session, application_id)
    media_type, content = await document_content(work.session, application, document_id, keys=parts.sealing)
    await _note(work, parts, "document.read", document_id)
    return Response(content, media_type=media_type, headers={"content-disposition": "inline"})


_NO_REASON = Fault("reason", N_("Write why. The applicant and a court may read it."))


async def _vouch(
    work: Work, parts: Parts, case: Case, fact: str, typed: dict[str, list[str]], reason: str, shown: Form
) -> Form:
    """The form with its faults; without any, the fact was vouched for."""
    application_id, officer_id = case.application.id, _officer(work).person_id
    means = parts.determining(work.visitor.site)
    try:
        if typed.get("action") == ["refuse"]:
            await refuse_fact(work.session, application_id, fact, means, reason=reason, officer_id=officer_id)
        else:
            values = typed_values(parts.facts(work.session)[fact], typed)
            await confirm_fact(work.session, application_id, fact, values, means, reason=reason, officer_id=officer_id)
    except FactRefused as refused:
        return shown.refused(FIELD, refused)
    except NothingToVouchFor as refused:
        return shown.refused("", refused)
    return shown


async def _case(work: Work, parts: Parts, application_id: UUID) -> Case:
    application = await get_application(work.session, application_id)
    if application.state in (ApplicationState.DRAFT, ApplicationState.WITHDRAWN):
        raise NotFound  # what is not submitted is the applicant's alone
    ground = await ground_of(work.session, parts.engine)
    case = await read_case(work.session, application.id, keys=parts.sealing, catalogue=ground.facts)
    # No record, no data: both are of one transaction.
    await _note(work, parts, "case.read", application_id)
    return case


async def _note(work: Work, parts: Parts, action: str, subject_id: UUID) -> None:
    await record(
        work.session, actor=Actor(kind="person", id=_officer(work).person_id), action=action,
        subject="application", subject_id=subject_id, clock=parts.clock,
    )  # fmt: skip


def _officer(work: Work) -> SignedInPerson:
    if work.visitor.person is None:
        raise NotFound
    return work.visitor.person


def _fact_view(work: Work, parts: Parts, case: Case, fact: str) -> FactView:
    known = {*case.answers, *case.attestations, *(one.fact for one in case.documents)}
    facts = parts.facts(work.session)
    if fact not in known or fact not in facts or case.application.state is not ApplicationState.SUBMITTED:
        raise NotFound
    card = _card(work, parts, case, fact, wanted=True)
    said = case.answers.get(fact)
    return FactView(
        application=case.application,
        card=card,
        form=Form(as_typed(facts[fact], said.value if said else None)),
    )


async def _view(work: Work, parts: Parts, case: Case) -> CaseView:
    programmes = {one.id: one.terms.name for one in await list_programmes(work.session)}
    waiting = {one.application_id: one.applicant for one in await waiting_applications(work.session)}
    record_ = case.latest.record if case.latest else None
    wanted = {*record_.unvouched, *record_.wanted} if record_ else set()
    names = dict.fromkeys((*case.answers, *(one.fact for one in case.documents), *case.attestations))
    facts = parts.facts(work.session)
    cards = tuple(_card(work, parts, case, name, wanted=name in wanted) for name in names if name in facts)
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
        applicant=waiting.get(case.application.id, ""),
        programme=programmes.get(case.application.programme_id, {}),
        latest=case.latest,
        history=case.determinations,
        # What the officer is asked about stands first.
        facts=tuple(sorted(cards, key=lambda card: not card.wanted)),
        reasons=reasons,
        open=case.application.state is ApplicationState.SUBMITTED,
        submitted_at=case.application.submitted_at,
    )


def _card(work: Work, parts: Parts, case: Case, name: str, *, wanted: bool) -> FactCard:
    definition = parts.facts(work.session)[name]
    said, attested = case.answers.get(name), case.attestations.get(name)

    def words(value: Any) -> str:
        return "" if value is None else value_in_words(definition, value, work.visitor)

    return FactCard(
        name=name,
        field=field_of(definition, work.visitor),
        state=said.state if said else None,
        words=words(said.value if said else None),
        attested=attested,
        attested_words=words(attested.value if attested else None),
        documents=tuple(one for one in case.documents if one.fact == name),
        wanted=wanted,
    )
