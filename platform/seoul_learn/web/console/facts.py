"""One fact with its documents: an officer confirms or refuses it and says why; the outcome follows from the policy."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.kit.clock import local_date
from seoul_learn.plugin_api.facts import FactRefused
from seoul_learn.tenant_plane.applications.attestation_terms import last_valid_day, read_attestation_terms
from seoul_learn.tenant_plane.applications.errors import TermRefused
from seoul_learn.tenant_plane.applications.queries import document_content, get_application
from seoul_learn.tenant_plane.applications.values import Application, ApplicationState, Case, Verdict
from seoul_learn.tenant_plane.casework.vouch_in_hand import vouch_in_hand
from seoul_learn.tenant_plane.database.errors import NotFound, Refused
from seoul_learn.web.console.fact_card import FactCard, fact_card
from seoul_learn.web.console.officer import case_of, case_to_change, note_reading, officer_of, refuse_hidden
from seoul_learn.web.console.queue import REVIEWERS
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.fact_fields import FIELD, as_typed, typed_values
from seoul_learn.web.shared.forms import Fault, Form, joined_date, split_date
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import N_
from seoul_learn.web.shared.work import Work


class FactView(msgspec.Struct, frozen=True, kw_only=True):
    """One fact to be vouched for. `form` is what the officer typed, or what the applicant said.

    `last` is the last day on which a word of today counts by the city's terms.
    """

    application: Application
    card: FactCard
    form: Form
    last: date


@get("/console/applications/{application_id:uuid}/facts/{fact:str}", opt={"access": REVIEWERS})
async def show_fact(
    application_id: FromPath[UUID],
    fact: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Template:
    """One fact with its documents beside it."""
    case = await case_of(work, parts, application_id)
    return page("console/fact.html", await _fact_view(work, parts, case, fact), work=work)


@post("/console/applications/{application_id:uuid}/facts/{fact:str}", opt={"access": REVIEWERS}, status_code=303)
async def vouch(
    request: Request[Any, Any, Any],
    application_id: FromPath[UUID],
    fact: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Confirm or refuse a fact, with a reason; the determination that follows is the policy's."""
    case = await case_to_change(work, parts, application_id)
    view = await _fact_view(work, parts, case, fact)
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


@get("/console/applications/{application_id:uuid}/evidence/{document_id:uuid}", opt={"access": REVIEWERS})
async def show_evidence(
    application_id: FromPath[UUID],
    document_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Response[bytes]:
    """A document of a case; that it was read is on record before it is sent."""
    application = await get_application(work.session, application_id)
    refuse_hidden(work, application)
    media_type, content = await document_content(work.session, application, document_id, keys=parts.sealing)
    note_reading(work, parts, "document.read", document_id)
    return Response(content, media_type=media_type, headers={"content-disposition": "inline"})


UNTIL = "until"
"""The fields of the last day."""
_NO_REASON = Fault("reason", N_("Write why. The applicant and a court may read it."))


async def _vouch(
    work: Work, parts: Parts, case: Case, fact: str, typed: dict[str, list[str]], reason: str, shown: Form
) -> Form:
    """The form with its faults; without any, the fact was vouched for, or proposed where two have to agree."""
    refuses = typed.get("action") == ["refuse"]
    try:
        # What is refused half-way is undone, though the page that says so is an answer like any other.
        async with work.session.begin_nested():
            await vouch_in_hand(
                work.session,
                case.application.id,
                fact,
                Verdict.REFUSED if refuses else Verdict.CONFIRMED,
                () if refuses else typed_values(parts.facts(work.session)[fact], typed),
                parts.determining(work.visitor.site),
                reason=reason,
                officer_id=officer_of(work).person_id,
                valid_until=None if refuses else _until(typed),
            )
    except FactRefused as refused:
        return shown.refused(FIELD, refused)
    except TermRefused as refused:
        return shown.refused(UNTIL, refused)
    except Refused as refused:
        return shown.refused("", refused)
    return shown


def _until(typed: dict[str, list[str]]) -> date | None:
    """The day that the officer wants; None where she left it to the city's terms. Raises TermRefused."""
    written = joined_date({name: values[0] for name, values in typed.items() if values}, UNTIL)
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise TermRefused("Write a date that exists, such as 2011-05-31.") from None


async def _fact_view(work: Work, parts: Parts, case: Case, fact: str) -> FactView:
    known = {*case.answers, *case.attestations, *(one.fact for one in case.documents)}
    facts = parts.facts(work.session)
    if fact not in known or fact not in facts or case.application.state is not ApplicationState.SUBMITTED:
        raise NotFound
    card = fact_card(work, parts, case, fact, wanted=True)
    said = case.answers.get(fact)
    today = local_date(parts.clock.now(), work.visitor.timezone)
    last = last_valid_day(await read_attestation_terms(work.session), fact, today)
    typed = as_typed(facts[fact], said.value if said else None, currency=work.visitor.currency)
    return FactView(
        application=case.application,
        card=card,
        form=Form({**typed, **split_date(last.isoformat(), UNTIL)}),
        last=last,
    )
