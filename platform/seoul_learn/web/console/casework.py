"""What an officer does with a case besides vouching: takes it in hand, notes, asks, agrees, decides appeals."""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

from litestar import Request, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.tenant_plane.casework.appeal import decide_appeal
from seoul_learn.tenant_plane.casework.ask_for_more import ask_for_more
from seoul_learn.tenant_plane.casework.hold_case import give_back, take_case
from seoul_learn.tenant_plane.casework.note import LONGEST, write_note
from seoul_learn.tenant_plane.casework.vouch_in_hand import agree, disagree
from seoul_learn.tenant_plane.database.errors import Refused
from seoul_learn.web.console.case import case_page
from seoul_learn.web.console.officer import case_to_change, officer_of
from seoul_learn.web.console.queue import REVIEWERS
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Fault, Form
from seoul_learn.web.shared.translate import N_
from seoul_learn.web.shared.work import Work

_CASE = "/console/applications/{application_id:uuid}"
_NOTHING_WRITTEN = N_("Write a few words.")
_TOO_LONG = N_("Write at most %(most)s characters.")


@post(f"{_CASE}/hold", opt={"access": REVIEWERS}, status_code=303)
async def hold(
    request: Request[Any, Any, Any],
    application_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Take the case in hand, or give it back."""
    await case_to_change(work, parts, application_id)
    form = await _typed(request)
    officer_id = officer_of(work).person_id
    if form.text("action") == "give_back":
        await give_back(work.session, application_id, officer_id=officer_id)
        return _back(application_id)
    return await _after(
        take_case(work.session, application_id, officer_id=officer_id, clock=parts.clock),
        work, parts, application_id, form,
    )  # fmt: skip


@post(f"{_CASE}/notes", opt={"access": REVIEWERS}, status_code=303)
async def note(
    request: Request[Any, Any, Any],
    application_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Write a note that officers alone read."""
    case = await case_to_change(work, parts, application_id)
    form = _with_text_faults(await _typed(request), "note")
    if form.faults:
        return await case_page(work, parts, application_id, form)
    await write_note(
        work.session, case.application, form.text("note").strip(),
        officer_id=officer_of(work).person_id, keys=parts.sealing, clock=parts.clock,
    )  # fmt: skip
    return _back(application_id)


@post(f"{_CASE}/questions", opt={"access": REVIEWERS}, status_code=303)
async def ask(
    request: Request[Any, Any, Any],
    application_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Ask the applicant once more."""
    await case_to_change(work, parts, application_id)
    form = _with_text_faults(await _typed(request), "message")
    if not form.chosen("ask"):
        form = form.with_faults([Fault("ask", N_("Choose at least one thing to ask for."))])
    if form.faults:
        return await case_page(work, parts, application_id, form)
    asking = ask_for_more(
        work.session, application_id, form.chosen("ask"), form.text("message").strip(),
        parts.determining(work.visitor.site), officer_id=officer_of(work).person_id,
    )  # fmt: skip
    return await _after(asking, work, parts, application_id, form)


@post(f"{_CASE}/facts/{{fact:str}}/second", opt={"access": REVIEWERS}, status_code=303)
async def second(
    request: Request[Any, Any, Any],
    application_id: FromPath[UUID],
    fact: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Agree to what a colleague found, or not."""
    case = await case_to_change(work, parts, application_id)
    form = await _typed(request)
    speak = agree if form.text("action") == "agree" else disagree
    speaking = speak(
        work.session, case.application, fact, parts.determining(work.visitor.site),
        officer_id=officer_of(work).person_id,
    )  # fmt: skip
    return await _after(speaking, work, parts, application_id, form)


@post(f"{_CASE}/appeal", opt={"access": REVIEWERS}, status_code=303)
async def decide(
    request: Request[Any, Any, Any],
    application_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Decide the appeal: the policy determines anew by the facts as they are now vouched for."""
    await case_to_change(work, parts, application_id)
    form = _with_text_faults(await _typed(request), "opinion")
    if form.faults:
        return await case_page(work, parts, application_id, form)
    deciding = decide_appeal(
        work.session, application_id, form.text("opinion").strip(),
        parts.determining(work.visitor.site), officer_id=officer_of(work).person_id,
    )  # fmt: skip
    return await _after(deciding, work, parts, application_id, form)


async def _after(
    doing: Awaitable[None], work: Work, parts: Parts, application_id: UUID, form: Form
) -> Redirect | Template:
    """The case, once it is done, or with why it was refused: what was written before the refusal is undone."""
    try:
        async with work.session.begin_nested():
            await doing
    except Refused as refused:
        return await case_page(work, parts, application_id, form.refused("", refused))
    return _back(application_id)


async def _typed(request: Request[Any, Any, Any]) -> Form:
    sent = await request.form()
    return Form({name: [str(one) for one in sent.getall(name)] for name in sent if name != "_csrf_token"})


def _with_text_faults(form: Form, field: str) -> Form:
    text = form.text(field).strip()
    if not text:
        return form.with_faults([Fault(field, _NOTHING_WRITTEN)])
    return form.with_faults([Fault(field, _TOO_LONG, {"most": LONGEST})]) if len(text) > LONGEST else form


def _back(application_id: UUID) -> Redirect:
    return Redirect(f"/console/applications/{application_id}", status_code=303)
