"""Letting the city look a fact up: what is asked of whom and why, her own consent, and what came of it."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.kit.text import pick
from seoul_learn.plugin_api.facts import FactDefinition
from seoul_learn.tenant_plane.applications.attestation_terms import read_attestation_terms
from seoul_learn.tenant_plane.applications.errors import AlreadySubmitted
from seoul_learn.tenant_plane.applications.values import Case
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.registers.ask import dispute, let_look_up
from seoul_learn.tenant_plane.registers.consent import last_subject, read_subject, standing_consent, withdraw_consent
from seoul_learn.tenant_plane.registers.errors import CannotBeLookedUp, SubjectRefused
from seoul_learn.tenant_plane.registers.queries import consents_of
from seoul_learn.tenant_plane.registers.values import Consent, KeptRegister, Subject
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.look_ups import LookUpLine, registers_of
from seoul_learn.web.portal.own_case import own_case, reader_of
from seoul_learn.web.shared.fact_words import question_of
from seoul_learn.web.shared.forms import Form, joined_date, split_date
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import translator
from seoul_learn.web.shared.work import Work

_PAGE = "/applications/{application_id:uuid}/registers/{fact:str}"


class RegisterView(msgspec.Struct, frozen=True, kw_only=True):
    """One fact and its register. `wording` is what she agrees to, line by line; `agreed` a consent that stands."""

    application_id: UUID
    fact: str
    question: str
    document: dict[str, str]
    takes_answers: bool
    title: dict[str, str]
    purpose: dict[str, str]
    law: str | None
    wording: tuple[str, ...]
    offered: bool
    agreed: UUID | None
    line: LookUpLine | None
    form: Form


class ConsentLine(msgspec.Struct, frozen=True, kw_only=True):
    """A consent with the question that it is about."""

    consent: Consent
    question: str


class ConsentsView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the reader ever agreed to."""

    lines: tuple[ConsentLine, ...]


@get(_PAGE, opt={"access": "signed_in"})
async def show_register(
    application_id: FromPath[UUID], fact: FromPath[str], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Template:
    """What would be asked, or what came of it."""
    case = await own_case(work, parts, application_id)
    return page("portal/register.html", await _view(work, parts, case, fact), work=work)


@post(_PAGE, opt={"access": "signed_in"}, status_code=303)
async def agree_to_look_up(
    request: Request[Any, Any, Any],
    application_id: FromPath[UUID],
    fact: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Keep her consent, and ask."""
    case = await own_case(work, parts, application_id)
    register = (await registers_of(work, parts, case)).offered.get(fact)
    if register is None:
        raise NotFound
    typed = {name: str(value) for name, value in (await request.form()).items() if name != "_csrf_token"}
    form = Form(typed)
    try:
        subject = read_subject(
            typed.get("subject_name", ""), joined_date(typed, "birth_date"),
            clock=parts.clock, timezone=work.visitor.timezone,
        )  # fmt: skip
        async with work.session.begin_nested():
            await let_look_up(
                work.session, case, fact, register, subject=subject,
                wording="\n".join(await _wording(work, register, parts.facts(work.session)[fact])),
                keys=parts.sealing, clock=parts.clock,
            )  # fmt: skip
    except SubjectRefused as refused:
        form = form.refused(refused.field, refused)
    except (CannotBeLookedUp, AlreadySubmitted) as refused:
        form = form.refused("", refused)
    if form.faults:
        view = await _view(work, parts, case, fact, form=form)
        return page("portal/register.html", view, work=work, status=422)
    return Redirect(f"/applications/{application_id}/registers/{fact}", status_code=303)


@post(f"{_PAGE}/dispute", opt={"access": "signed_in"}, status_code=303)
async def dispute_answer(
    request: Request[Any, Any, Any],
    application_id: FromPath[UUID],
    fact: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect:
    """What the register told is not so: she shows a document."""
    del request
    case = await own_case(work, parts, application_id)
    if fact not in (await registers_of(work, parts, case)).lines:
        raise NotFound
    await dispute(work.session, case, fact, keys=parts.sealing, clock=parts.clock)
    return Redirect(f"/applications/{application_id}/documents/{fact}", status_code=303)


@get("/consents", opt={"access": "signed_in"})
async def show_consents(work: NamedDependency[Work], parts: NamedDependency[Parts]) -> Template:
    """What the reader agreed to, and the way to take it back."""
    facts = parts.engine.plugins.facts
    lines = tuple(
        ConsentLine(consent=one, question=question_of(facts[one.fact], work.visitor) if one.fact in facts else one.fact)
        for one in await consents_of(work.session, reader_of(work).person_id)
    )
    return page("portal/consents.html", ConsentsView(lines=lines), work=work)


@post("/consents/{consent_id:uuid}/withdraw", opt={"access": "signed_in"}, status_code=303)
async def take_consent_back(
    request: Request[Any, Any, Any],
    consent_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect:
    """Nothing is asked by it any more."""
    del request
    await withdraw_consent(work.session, consent_id, person_id=reader_of(work).person_id, clock=parts.clock)
    return Redirect("/consents", status_code=303)


async def _view(work: Work, parts: Parts, case: Case, fact: str, *, form: Form | None = None) -> RegisterView:
    registers = await registers_of(work, parts, case)
    register, line = registers.offered.get(fact), registers.lines.get(fact)
    facts = parts.facts(work.session)
    if fact not in facts or (register is None and line is None):
        raise NotFound
    definition = facts[fact]
    consent = register and await standing_consent(
        work.session, case.application.person_id, programme_id=case.application.programme_id,
        register=register.terms.slug, fact=fact,
    )  # fmt: skip
    return RegisterView(
        application_id=case.application.id,
        fact=fact,
        question=question_of(definition, work.visitor),
        document=definition.documents,
        takes_answers=case.takes_answers,
        title=register.terms.title if register else (line.register if line else {}),
        purpose=register.terms.purpose if register else {},
        law=register.terms.law if register else None,
        wording=await _wording(work, register, definition) if register else (),
        offered=register is not None,
        agreed=consent.id if consent else None,
        line=line,
        form=form or _form(await _subject(work, parts, case)),
    )


async def _subject(work: Work, parts: Parts, case: Case) -> Subject | None:
    """What she wrote before, or what this application knows already, so that she writes it once."""
    known = await last_subject(work.session, case.application.person_id, keys=parts.sealing)
    born = case.facts().get("learner.birth_date")
    if known is None and born is not None and isinstance(born.value, date):
        return Subject(name="", birth_date=born.value)
    return known


def _form(subject: Subject | None) -> Form:
    if subject is None:
        return Form()
    return Form({"subject_name": subject.name, **split_date(subject.birth_date.isoformat(), "birth_date")})


async def _wording(work: Work, register: KeptRegister, definition: FactDefinition) -> tuple[str, ...]:
    """What she agrees to, in her language: kept with her consent as she read it."""
    visitor, terms = work.visitor, register.terms
    say = translator(visitor.language).gettext
    usual = await read_attestation_terms(work.session)
    months = terms.valid_months or usual.by_fact.get(definition.name, usual.months)

    def text(texts: dict[str, str]) -> str:
        return pick(texts, visitor.language, visitor.default_language)

    return (
        say("From whom: %(register)s.") % {"register": text(terms.title)},
        say("What is asked: %(question)s") % {"question": question_of(definition, visitor)},
        say("What they are told of you: your name, your day of birth, and what it is for."),
        say("Why: %(purpose)s") % {"purpose": text(terms.purpose)},
        say("How long it is kept: the answer stays with your application, and counts for %(months)s months at most.")
        % {"months": months},
        say("You can take this back at any time. Then nothing more is asked; what was answered before stays."),
    )
