"""One fact of a case, as the case's page and the fact's own page show it."""

from typing import Any

import msgspec

from seoul_learn.tenant_plane.applications.values import AnswerState, Attested, Case, Document
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.fact_fields import FactField, field_of
from seoul_learn.web.shared.fact_words import value_in_words
from seoul_learn.web.shared.work import Work


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


def fact_card(work: Work, parts: Parts, case: Case, name: str, *, wanted: bool) -> FactCard:
    """One fact of a case in the officer's words."""
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
