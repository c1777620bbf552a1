"""One question on each page. Every answer is kept at once; what was answered can be changed until submitting."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.plugin_api.facts import FactRefused
from seoul_learn.tenant_plane.applications.answer import answer, pass_over
from seoul_learn.tenant_plane.applications.values import AnswerState, Case
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.applications import next_step
from seoul_learn.web.portal.look_ups import LookUpLine, registers_of
from seoul_learn.web.portal.own_case import own_case, progress_of
from seoul_learn.web.shared.fact_fields import FIELD, FactField, as_typed, field_of, typed_values
from seoul_learn.web.shared.fact_words import question_of
from seoul_learn.web.shared.forms import Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.rows import Step
from seoul_learn.web.shared.work import Work


class QuestionView(msgspec.Struct, frozen=True, kw_only=True):
    """`steps` are the questions answered so far and this one, at `number`; `at_most` is how many more there can be.

    `offered`: a register of the city tells it; `line` is what came of asking.
    """

    application_id: UUID
    fact: str
    field: FactField
    form: Form
    said: AnswerState | None
    steps: tuple[Step, ...]
    number: int
    at_most: int
    back: str
    offered: bool = False
    line: LookUpLine | None = None


@get("/applications/{application_id:uuid}/questions/{fact:str}", opt={"access": "signed_in"})
async def ask(
    application_id: FromPath[UUID], fact: FromPath[str], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Template | Redirect:
    """The question for one fact, with what was answered before."""
    case = await own_case(work, parts, application_id)
    if not case.takes_answers:
        return Redirect(f"/applications/{application_id}/outcome", status_code=303)
    view = await _view(work, parts, case, fact)
    return page("portal/question.html", view, work=work)


@post("/applications/{application_id:uuid}/questions/{fact:str}", opt={"access": "signed_in"}, status_code=303)
async def keep_answer(
    request: Request[Any, Any, Any],
    application_id: FromPath[UUID],
    fact: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Keep the answer and go on; what cannot be is shown again as it was typed, with what is wrong with it."""
    case = await own_case(work, parts, application_id)
    facts = parts.facts(work.session)
    if fact not in facts:
        raise NotFound
    form = await request.form()
    typed = {name: [str(one) for one in form.getall(name)] for name in form}
    action = typed.get("action", ["answer"])[0]
    if action in ("unknown", "document"):
        state = AnswerState.UNKNOWN if action == "unknown" else AnswerState.TO_BE_SHOWN
        await pass_over(work.session, case, fact, state, keys=parts.sealing, clock=parts.clock)
        if state is AnswerState.TO_BE_SHOWN:
            return Redirect(f"/applications/{application_id}/documents/{fact}", status_code=303)
    else:
        definition = facts[fact]
        try:
            await answer(
                work.session, case, fact, typed_values(definition, typed), timezone=work.visitor.timezone,
                keys=parts.sealing, catalogue=facts, clock=parts.clock,
            )  # fmt: skip
        except FactRefused as refused:
            shown = Form({name: values for name, values in typed.items() if name != "_csrf_token"})
            view = await _view(work, parts, case, fact, form=shown.refused(FIELD, refused))
            return page("portal/question.html", view, work=work, status=422)
    fresh = await own_case(work, parts, application_id)
    return Redirect(await next_step(work, parts, fresh), status_code=303)


async def _view(work: Work, parts: Parts, case: Case, fact: str, *, form: Form | None = None) -> QuestionView:
    ahead = await progress_of(work, parts, case)
    # Only what belongs to this application is asked: what was answered, and what could still change the outcome.
    if fact not in {*ahead.answered, *ahead.wanted}:
        raise NotFound
    said = case.answers.get(fact)
    path = ahead.answered if fact in ahead.answered else (*ahead.answered, fact)
    place = path.index(fact)
    start = f"/applications/{case.application.id}"
    facts = parts.facts(work.session)
    definition = facts[fact]
    registers = await registers_of(work, parts, case)
    typed = as_typed(definition, said.value if said else None, currency=work.visitor.currency)
    return QuestionView(
        application_id=case.application.id,
        fact=fact,
        field=field_of(definition, work.visitor, named=ahead.codes.get(fact, ())),
        form=form or Form(typed),
        said=said.state if said else None,
        steps=tuple(Step(question_of(facts[one], work.visitor), f"{start}/questions/{one}") for one in path),
        number=place + 1,
        at_most=ahead.at_most - (fact in ahead.wanted and fact not in ahead.answered),
        back=f"{start}/questions/{path[place - 1]}" if place else "/applications",
        offered=fact in registers.offered,
        line=registers.lines.get(fact),
    )
