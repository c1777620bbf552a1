"""What registers tell, or are asked, of an application, as its pages show it to the person herself."""

from datetime import date

import msgspec

from seoul_learn.tenant_plane.applications.values import AnswerState, Case
from seoul_learn.tenant_plane.registers.ask import may_be_looked_up
from seoul_learn.tenant_plane.registers.queries import list_registers, look_ups_of
from seoul_learn.tenant_plane.registers.values import KeptRegister, LookUp, LookUpState
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.fact_words import question_of, value_in_words
from seoul_learn.web.shared.work import Looks


class LookUpLine(msgspec.Struct, frozen=True, kw_only=True):
    """The newest look-up of a fact. `words` is the value where it was answered and still counts."""

    fact: str
    question: str
    register: dict[str, str]
    state: LookUpState
    words: str
    checked_on: date | None
    valid_until: date | None
    disputed: bool


class Registers(msgspec.Struct, frozen=True, kw_only=True):
    """Registers that can be asked, by the fact that they tell, and the newest look-up of each fact."""

    offered: dict[str, KeptRegister] = {}
    lines: dict[str, LookUpLine] = {}


async def registers_of(looks: Looks, parts: Parts, case: Case) -> Registers:
    """What can be looked up for a case now, and what was."""
    kept = await list_registers(looks.source)
    look_ups = await look_ups_of(looks.source, case.application.id) if kept else []
    titles = {one.terms.slug: one.terms.title for one in kept}
    newest: dict[str, LookUp] = {}
    for one in look_ups:
        newest.setdefault(one.fact, one)
    newest = {fact: one for fact, one in newest.items() if one.state is not LookUpState.TAKEN_BACK}
    facts = parts.facts(looks.source)
    return Registers(
        offered={
            fact: one
            for one in reversed(kept)
            if one.has_secret
            for fact in one.terms.facts
            if fact in facts and may_be_looked_up(case, fact)
        },
        lines={
            fact: _line(looks, parts, case, one, titles.get(one.register, {}))
            for fact, one in newest.items()
            if fact in facts
        },
    )


def left_to_registers(case: Case) -> bool:
    """Whether anything of a case is being looked up, so that a page without that asks nothing."""
    return any(one.state is AnswerState.LOOKED_UP for one in case.answers.values())


def _line(looks: Looks, parts: Parts, case: Case, one: LookUp, title: dict[str, str]) -> LookUpLine:
    definition = parts.facts(looks.source)[one.fact]
    attested = case.attestations.get(one.fact) if one.state is LookUpState.ANSWERED else None
    counts = attested is not None and attested.value is not None and attested.source != "officer"
    return LookUpLine(
        fact=one.fact,
        question=question_of(definition, looks.visitor),
        register=title,
        state=one.state,
        words=value_in_words(definition, attested.value, looks.visitor)
        if counts and attested is not None and attested.value is not None
        else "",
        checked_on=one.checked_on,
        valid_until=attested.valid_until if counts and attested is not None else None,
        disputed=one.disputed_at is not None,
    )
