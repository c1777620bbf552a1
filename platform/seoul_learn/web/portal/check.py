"""Checking the answers before they are submitted, and submitting them, once."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.tenant_plane.applications.errors import NotYetComplete, WindowClosed
from seoul_learn.tenant_plane.applications.submit import submit
from seoul_learn.tenant_plane.applications.values import AnswerState, Case
from seoul_learn.tenant_plane.casework.appeal import keep_waiting_while_appealed
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.look_ups import registers_of
from seoul_learn.web.portal.own_case import own_case, programme_of, progress_of, reader_of
from seoul_learn.web.shared.fact_words import question_of, value_in_words
from seoul_learn.web.shared.forms import Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.rows import Row
from seoul_learn.web.shared.translate import translator
from seoul_learn.web.shared.work import Work


class WantedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that an officer will want to see; `shown` when one is uploaded, `offered` where a register tells it."""

    fact: str
    question: str
    document: dict[str, str]
    shown: bool
    offered: bool = False


class CheckView(msgspec.Struct, frozen=True, kw_only=True):
    """Every answer with the way to change it."""

    application_id: UUID
    programme: dict[str, str]
    rows: tuple[Row, ...]
    documents: tuple[WantedDocument, ...]
    form: Form = Form()


@get("/applications/{application_id:uuid}/check", opt={"access": "signed_in"})
async def check_answers(
    application_id: FromPath[UUID], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Template | Redirect:
    """All answers on one page, before nothing can be changed any more."""
    case = await own_case(work, parts, application_id)
    if not case.takes_answers:
        return Redirect(f"/applications/{application_id}/outcome", status_code=303)
    return page("portal/check.html", await _view(work, parts, case), work=work)


@post("/applications/{application_id:uuid}/submit", opt={"access": "signed_in"}, status_code=303)
async def submit_application(
    request: Request[Any, Any, Any],
    application_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Submit and determine; a second click leads to the same outcome."""
    del request
    case = await own_case(work, parts, application_id)
    programme = await programme_of(work, case)
    try:
        await submit(
            work.session, application_id, programme, parts.determining(work.visitor.site), person=reader_of(work)
        )
        await keep_waiting_while_appealed(work.session, application_id)
    except (NotYetComplete, WindowClosed) as refused:
        view = await _view(work, parts, case)
        shown = msgspec.structs.replace(view, form=Form().refused("", refused))
        return page("portal/check.html", shown, work=work, status=422)
    return Redirect(f"/applications/{application_id}/outcome", status_code=303)


async def _view(work: Work, parts: Parts, case: Case) -> CheckView:
    ahead = await progress_of(work, parts, case)
    start = f"/applications/{case.application.id}"
    say = translator(work.visitor.language).gettext
    facts = parts.facts(work.session)
    registers = await registers_of(work, parts, case)
    rows = []
    for name in ahead.answered:
        said = case.answers[name]
        definition = facts[name]
        line = registers.lines.get(name)
        if line is not None and line.words:
            words = line.words
        elif said.state is AnswerState.LOOKED_UP:
            words = say("The city looks it up")
        elif said.state is AnswerState.TOLD and said.value is not None:
            words = value_in_words(definition, said.value, work.visitor)
        else:
            words = say("I don’t know") if said.state is AnswerState.UNKNOWN else say("A document will show it")
        rows.append(Row(question_of(definition, work.visitor), words, f"{start}/questions/{name}"))
    shown = {one.fact for one in case.documents}
    documents = tuple(
        WantedDocument(
            fact=name,
            question=question_of(facts[name], work.visitor),
            document=facts[name].documents,
            shown=name in shown,
            offered=name in registers.offered and name not in registers.lines,
        )
        for name in ahead.documents_wanted
    )
    programme = await programme_of(work, case)
    return CheckView(
        application_id=case.application.id, programme=programme.terms.name, rows=tuple(rows), documents=documents
    )
