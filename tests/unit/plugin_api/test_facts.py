"""Answers outside what a fact can be are refused where they are typed, with the reason."""

from datetime import date

import pytest

from seoul_learn.plugin_api.facts import (
    Assurance,
    Fact,
    FactCatalogue,
    FactConflict,
    FactDefinition,
    FactRefused,
    FactType,
)

_TODAY = date(2026, 11, 24)


def _definition(name: str, kind: FactType, **rest: object) -> FactDefinition:
    return FactDefinition(name=name, type=kind, question={"en": name}, **rest)  # type: ignore[arg-type]  # per test


_CATALOGUE = FactCatalogue(
    {
        definition.name: definition
        for definition in (
            _definition("birth", FactType.DATE),
            _definition("size", FactType.WHOLE_NUMBER, minimum=1, maximum=30),
            _definition("income", FactType.MONEY, minimum=0, maximum=10**10),
            _definition("stage", FactType.CHOICE, choices={"middle": {"en": "Middle"}}),
            _definition("groups", FactType.CHOICES, choices={"a": {"en": "A"}, "b": {"en": "B"}}),
        )
    }
)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("birth", "2026-11-25"), ("birth", "2011-02-30"), ("birth", "1890-01-01"), ("birth", ""),
        ("size", "0"), ("size", "31"), ("size", "four"), ("size", "3.5"),
        ("income", "-1"), ("income", str(10**18)), ("income", "9" * 40),
        ("stage", "grade13"), ("groups", "c"),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_is_refused(name: str, typed: str) -> None:
    with pytest.raises(FactRefused):
        _CATALOGUE.parse(name, (typed,), as_of=_TODAY)


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("birth", ("2026-11-24",), _TODAY),
        ("size", (" 4 ",), 4),
        ("income", ("3,896,843",), 3896843),
        ("stage", ("middle",), "middle"),
        ("groups", ("b", "a"), ("a", "b")),
        ("groups", (), ()),
    ],
)
def test_an_answer_becomes_its_type(name: str, typed: tuple[str, ...], value: object) -> None:
    assert _CATALOGUE.parse(name, typed, as_of=_TODAY) == value


def test_an_attestation_that_has_run_out_is_a_declaration_again() -> None:
    fact = Fact(name="size", value=4, assurance=Assurance.ATTESTED, valid_until=_TODAY)
    assert fact.assurance_on(_TODAY) is Assurance.ATTESTED
    assert fact.assurance_on(date(2026, 11, 25)) is Assurance.DECLARED


def test_two_descriptions_of_one_fact_are_refused() -> None:
    with pytest.raises(FactConflict, match="size"):
        _CATALOGUE.merged((_definition("size", FactType.WHOLE_NUMBER),))
