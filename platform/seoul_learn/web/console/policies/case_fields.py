"""The form of a case: the facts that a policy reads, each answered or not, and what the policy is to say."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from seoul_learn.kit.money import written_amount
from seoul_learn.plugin_api.facts import FactCatalogue, FactRefused, FactType, FactValue
from seoul_learn.tenant_plane.eligibility.cases import Case, Expected, Vouched
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.web.shared.fact_fields import field_of
from seoul_learn.web.shared.forms import Choice, Fault, joined_date, split_date
from seoul_learn.web.shared.page import Looking
from seoul_learn.web.shared.translate import N_, translator

NONE = "-none"
_NOT_ANSWERED = N_("Not answered")
_NONE_OF_THESE = N_("None of these")
_NO_NAME = N_("Write who this is, such as “Four people, one won above the limit”.")
_NAME_TAKEN = N_("Another case has this name. Choose another one.")
_NO_DAY = N_("Write the day on which the person applies.")
_NO_OUTCOME = N_("Choose what the policy is to say.")


class CaseField(msgspec.Struct, frozen=True, kw_only=True):
    """A fact in the form; `kind` is date, number, checkboxes or select."""

    id: str
    fact: str
    label: str
    kind: str
    choices: tuple[Choice, ...]
    long: bool


def case_fields(
    policy: Policy | None, case: Case | None, facts: FactCatalogue, reader: Looking
) -> tuple[CaseField, ...]:
    """The facts that the policy reads, and those that the case has besides."""
    read = [name for leaf in policy.leaves.values() for name in leaf.reads] if policy else []
    names = dict.fromkeys((*read, *(case.facts if case else ())))
    say = translator(reader.language).gettext
    fields = []
    for name in names:
        if name not in facts:
            continue
        shape = field_of(facts[name], reader)
        kind = {"date": "date", "number": "number", "money": "number", "checkboxes": "checkboxes"}.get(
            shape.kind, "select"
        )
        extra = {"checkboxes": Choice(NONE, say(_NONE_OF_THESE)), "select": Choice("", say(_NOT_ANSWERED))}.get(kind)
        choices = (extra, *shape.choices) if extra else ()
        fields.append(
            CaseField(
                id=f"fact-{name}", fact=name, label=shape.question, kind=kind, choices=choices, long=len(choices) > 24
            )
        )
    return tuple(fields)


def as_typed(case: Case, fields: Sequence[CaseField], facts: FactCatalogue) -> dict[str, Any]:
    """The form's values for a case that there is."""
    values: dict[str, Any] = {
        "name": case.name, "expect": case.expect.value, "assurance": case.assurance.value,
        "tier": case.expect_tier or "", **split_date(case.as_of.isoformat(), "as_of"),
    }  # fmt: skip
    for field in fields:
        if field.fact not in case.facts:
            continue
        value = case.facts[field.fact]
        if field.kind == "date":
            values |= split_date(str(value), field.id)
        elif field.kind == "checkboxes":
            values[field.id] = tuple(str(one) for one in value) or (NONE,)
        elif isinstance(value, bool):
            values[field.id] = "yes" if value else "no"
        elif isinstance(value, int) and facts[field.fact].type is FactType.MONEY:
            values[field.id] = written_amount(value, facts.currency)
        else:
            values[field.id] = str(value)
    return values


def read_case(
    sent: Mapping[str, Sequence[str]],
    fields: Sequence[CaseField],
    facts: FactCatalogue,
    *,
    before: Case | None,
    taken: frozenset[str],
    version: date | None,
) -> tuple[Case | None, tuple[Fault, ...]]:
    """The case that was typed, or what is wrong with it. What a case has besides the form stays."""
    plain = {name: values[0] for name, values in sent.items() if values}
    faults: list[Fault] = []
    name = plain.get("name", "").strip()
    if not name:
        faults.append(Fault("name", _NO_NAME))
    elif name in taken:
        faults.append(Fault("name", _NAME_TAKEN))
    as_of = _day(joined_date(plain, "as_of"))
    if as_of is None:
        faults.append(Fault("as_of", _NO_DAY))
    if plain.get("expect") not in list(Expected):
        faults.append(Fault("expect", _NO_OUTCOME))
    told = {name: value for name, value in before.facts.items() if name not in facts} if before else {}
    for field in fields:
        try:
            value = _value(field, sent, plain, facts, as_of or date.max.replace(year=2200))
        except FactRefused as refused:
            faults.append(Fault(field.id, refused.message_id, refused.values))
            continue
        if value is not None:
            told[field.fact] = list(value) if isinstance(value, tuple) else value
    if faults or as_of is None:
        return None, tuple(faults)
    vouched = plain.get("assurance", "")
    return Case(
        name=name,
        as_of=as_of,
        facts=told,
        expect=Expected(plain["expect"]),
        expect_tier=plain.get("tier") or None,
        expect_grant=before.expect_grant if before and before.expect.value == plain["expect"] else None,
        assurance=Vouched(vouched) if vouched in list(Vouched) else Vouched.attested,
        version=version,
    ), ()


def _value(
    field: CaseField, sent: Mapping[str, Sequence[str]], plain: Mapping[str, str], facts: FactCatalogue, as_of: date
) -> FactValue | None:
    """The typed value; None for a fact that is not answered. Raises FactRefused."""
    if field.kind == "date":
        text = joined_date(plain, field.id)
        return facts.parse(field.fact, (text,), as_of=as_of) if text else None
    chosen = tuple(one for one in sent.get(field.id, ()) if one)
    if not chosen:
        return None
    if facts[field.fact].type is FactType.CHOICES:
        return facts.parse(field.fact, tuple(one for one in chosen if one != NONE), as_of=as_of)
    return facts.parse(field.fact, chosen, as_of=as_of)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
