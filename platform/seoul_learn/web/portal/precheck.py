"""The check without an account: the same questions as in an application, an answer in plain words, and nothing kept."""

import enum
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.kit.clock import local_date
from seoul_learn.plugin_api.facts import Fact, FactCatalogue, FactRefused, FactType
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.evaluate import Evaluation, evaluate
from seoul_learn.tenant_plane.eligibility.ground import Ground, ground_of
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.queries import policy_on
from seoul_learn.tenant_plane.eligibility.question_path import easiest
from seoul_learn.tenant_plane.eligibility.record import record_of
from seoul_learn.tenant_plane.eligibility.rule import truth_of
from seoul_learn.tenant_plane.eligibility.window import WindowState
from seoul_learn.tenant_plane.programmes.queries import find_programme, list_programmes
from seoul_learn.tenant_plane.programmes.values import Programme, ProgrammeStatus
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.said import Said, said_in
from seoul_learn.web.portal.stands import terms_at
from seoul_learn.web.shared.determination_words import ReasonLine, reason_line
from seoul_learn.web.shared.fact_fields import FIELD, FactField, field_of, typed_values
from seoul_learn.web.shared.fact_words import question_of, value_in_words
from seoul_learn.web.shared.forms import Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.rows import Row
from seoul_learn.web.shared.translate import translator
from seoul_learn.web.shared.work import Work

# Nothing is looked up by an answer, so neither the address nor a log has one.
_OPEN = {"access": "anyone"}


class Likely(enum.StrEnum):
    """What the answers come to, as far as nobody has seen a paper."""

    YES = "yes"
    NO = "no"
    OFFICER = "officer"


class CheckableProgramme(msgspec.Struct, frozen=True, kw_only=True):
    """A programme that can be checked for."""

    slug: str
    name: dict[str, str]
    summary: dict[str, str]


class StartView(msgspec.Struct, frozen=True, kw_only=True):
    """Programmes whose policy decides today."""

    programmes: tuple[CheckableProgramme, ...]


class PrecheckQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """One question; `hidden` carries what was said before, `last` is the fact that the way back leads to."""

    slug: str
    programme: dict[str, str]
    fact: str
    field: FactField
    form: Form
    number: int
    at_most: int
    hidden: tuple[tuple[str, str], ...]
    last: str | None


class PrecheckResult(msgspec.Struct, frozen=True, kw_only=True):
    """`answers` can each be changed; `settling` are questions of which one is enough; the partner serves the place."""

    slug: str
    programme: dict[str, str]
    likely: Likely
    reasons: tuple[ReasonLine, ...]
    settling: tuple[tuple[str, ...], ...]
    documents: tuple[dict[str, str], ...]
    answers: tuple[Row, ...]
    hidden: tuple[tuple[str, str], ...]
    open: bool
    partner_name: dict[str, str]
    partner_address: str | None


@get("/check", opt=_OPEN)
async def choose_precheck(work: NamedDependency[Work], parts: NamedDependency[Parts]) -> Template | Redirect:
    """Which programme to check for; with one alone, its first question."""
    programmes = [
        programme.terms
        for programme in await list_programmes(work.session)
        if programme.terms.status is ProgrammeStatus.PUBLISHED and await _policy(work, parts, programme) is not None
    ]
    if len(programmes) == 1:
        return Redirect(f"/check/{programmes[0].slug}", status_code=303)
    view = StartView(
        programmes=tuple(
            CheckableProgramme(slug=terms.slug, name=terms.name, summary=terms.summary) for terms in programmes
        )
    )
    return page("portal/precheck_start.html", view, work=work)


@get("/check/{slug:str}", opt=_OPEN)
async def begin_precheck(
    request: Request[Any, Any, Any],
    slug: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Template:
    """The first question. Whatever stands in the address is not looked at."""
    return await _next_page(request, work, parts, await _found(work, parts, slug), Said())


@post("/check/{slug:str}", opt=_OPEN, status_code=200)
async def go_on_precheck(
    request: Request[Any, Any, Any],
    slug: FromPath[str],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Template:
    """The next question, or what the answers come to. The answers so far came with the form and go with the next."""
    checked = await _found(work, parts, slug)
    typed = await typed_fields(request)
    said = said_in(typed, checked.ground.facts)
    fact = next(iter(typed.get("asking", ())), "")
    again = next(iter(typed.get("again", ())), None)
    if again is not None:
        return await _next_page(request, work, parts, checked, said.without(again))
    if fact not in checked.ground.facts or fact not in checked.reads:
        return await _next_page(request, work, parts, checked, said)
    if typed.get("action") == ["unknown"]:
        return await _next_page(request, work, parts, checked, said.with_unknown(fact))
    values = typed_values(checked.ground.facts[fact], typed)
    try:
        checked.ground.facts.parse(fact, values, as_of=checked.today)
    except FactRefused as refused:
        shown = Form({name: list(one) for name, one in typed.items() if name.startswith(FIELD)})
        view = _question(work, parts, checked, said.without(fact), fact, shown.refused(FIELD, refused))
        return page("portal/precheck_question.html", view, work=work, status=422)
    return await _next_page(request, work, parts, checked, said.with_answer(fact, values))


async def typed_fields(request: Request[Any, Any, Any]) -> dict[str, list[str]]:
    """The fields of a form, each with all its values."""
    form = await request.form()
    return {name: [str(one) for one in form.getall(name)] for name in form}


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """The programme, its policy of today, and the facts that it can ask for."""

    programme: Programme
    policy: Policy
    ground: Ground
    today: date

    @property
    def reads(self) -> frozenset[str]:
        """Every fact that any of its criteria reads."""
        return frozenset(fact for leaf in self.policy.leaves.values() for fact in leaf.reads)


async def _found(work: Work, parts: Parts, slug: str) -> Checked:
    programme = await find_programme(work.session, slug)
    policy = await _policy(work, parts, programme)
    if policy is None:
        raise NotFound
    return Checked(
        programme=programme,
        policy=policy,
        ground=await ground_of(work.session, parts.engine),
        today=local_date(parts.clock.now(), work.visitor.timezone),
    )  # fmt: skip


async def _policy(work: Work, parts: Parts, programme: Programme) -> Policy | None:
    today = local_date(parts.clock.now(), work.visitor.timezone)
    try:
        return parts.engine.policy(await policy_on(work.session, programme.id, today))
    except NotFound:
        return None


async def _next_page(
    request: Request[Any, Any, Any], work: Work, parts: Parts, checked: Checked, said: Said
) -> Template:
    evaluation = await _evaluated(work, parts, checked, said)
    fact = easiest(checked.policy, evaluation.wanted, passed=frozenset(said.unknown), catalogue=checked.ground.facts)
    if fact is None:
        view = await _result(request, work, parts, checked, said, evaluation)
        return page("portal/precheck_result.html", view, work=work)
    more = len([name for name in evaluation.wanted if name not in said.unknown])
    question = _question(work, parts, checked, said, fact, Form(), at_most=more)
    return page("portal/precheck_question.html", question, work=work)


async def _evaluated(work: Work, parts: Parts, checked: Checked, said: Said) -> Evaluation:
    return evaluate(
        checked.policy,
        said.facts(checked.ground.facts, as_of=checked.today),
        as_of=checked.today,
        standards=checked.ground.standards,
        catalogue=checked.ground.facts,
    )


def _question(
    work: Work, parts: Parts, checked: Checked, said: Said, fact: str, form: Form, *, at_most: int = 0
) -> PrecheckQuestion:
    before = [*said.told, *said.unknown]
    return PrecheckQuestion(
        slug=checked.programme.terms.slug,
        programme=checked.programme.terms.name,
        fact=fact,
        field=field_of(checked.ground.facts[fact], work.visitor, named=checked.policy.codes.get(fact, ())),
        form=form,
        number=len(before) + 1,
        at_most=at_most,
        hidden=said.hidden(),
        last=before[-1] if before else None,
    )


async def _result(
    request: Request[Any, Any, Any], work: Work, parts: Parts, checked: Checked, said: Said, evaluation: Evaluation
) -> PrecheckResult:
    facts = said.facts(checked.ground.facts, as_of=checked.today)
    record = record_of(
        checked.policy, facts, evaluation, as_of=checked.today, not_told=tuple(sorted(said.unknown))
    )  # fmt: skip
    partner = None
    if _lives_elsewhere(checked.policy, evaluation):
        for place in _places(checked.ground.facts, facts):
            partner = partner or await parts.partners.serving(place, besides=work.visitor.tenant.id)
    stands = terms_at(checked.policy, parts.clock.now(), timezone=work.visitor.timezone)
    port = f":{request.url.port}" if request.url.port else ""
    return PrecheckResult(
        slug=checked.programme.terms.slug,
        programme=checked.programme.terms.name,
        likely=_likely(checked.policy, evaluation),
        reasons=tuple(reason_line(record, one, work, parts) for one in record.reasons if one.decisive),
        settling=tuple(
            tuple(question_of(checked.ground.facts[name], work.visitor) for name in names) for names in record.settling
        ),
        documents=tuple(
            checked.ground.facts[name].documents
            for name in record.unvouched
            if checked.ground.facts[name].documents
        ),
        answers=tuple(answer_rows(work, checked.ground.facts, said, checked.today)),
        hidden=said.hidden(),
        open=stands.window is WindowState.OPEN,
        partner_name=partner.name if partner else {},
        partner_address=f"{request.url.scheme}://{partner.host}{port}" if partner else None,
    )


def answer_rows(work: Work, facts: FactCatalogue, said: Said, today: date) -> Sequence[Row]:
    """Every answer in the reader's words; `change` names the fact."""
    say = translator(work.visitor.language).gettext
    values = said.values(facts, as_of=today)
    told = [(name, value_in_words(facts[name], value, work.visitor)) for name, value in values.items()]
    passed = [(name, say("I don’t know")) for name in said.unknown]
    return [Row(question_of(facts[name], work.visitor), words, name) for name, words in (*told, *passed)]


def _likely(policy: Policy, evaluation: Evaluation) -> Likely:
    told = truth_of(policy.rule, lambda name: evaluation.leaves[name].met)
    if told is None:
        return Likely.OFFICER
    return Likely.YES if told else Likely.NO


def _lives_elsewhere(policy: Policy, evaluation: Evaluation) -> bool:
    return any(
        policy.leaves[name].use == "residence" and evaluation.leaves[name].met is False
        for name in evaluation.resting_on
    )


def _places(catalogue: FactCatalogue, facts: Mapping[str, Fact]) -> list[str]:
    names = sorted(facts, key=lambda name: not name.startswith("learner."))
    return [str(facts[name].value) for name in names if catalogue[name].type is FactType.PLACE]
