"""Answers outside what a fact can be are refused where they are typed, with the reason."""

from datetime import date

import pytest

from seoul_learn.kit.money import written_amount
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


@pytest.mark.parametrize(
    ("currency", "typed", "minor"),
    [
        ("KRW", "3,896,843", 3896843), ("JPY", "800000", 800000),
        ("USD", "1696", 169600), ("USD", "1,696", 169600), ("USD", "1696.5", 169650), ("USD", "1,696.01", 169601),
        ("EUR", "1.696,50", 169650), ("EUR", "1696,5", 169650), ("KWD", "12.345", 12345), ("KWD", "12", 12000),
    ],
)  # fmt: skip
def test_money_is_typed_in_whole_units_of_the_currency(currency: str, typed: str, minor: int) -> None:
    facts = _CATALOGUE.in_currency(currency)
    assert facts.parse("income", (typed,), as_of=_TODAY) == minor
    assert facts.parse("income", (written_amount(minor, currency),), as_of=_TODAY) == minor


@pytest.mark.parametrize(
    ("currency", "typed"),
    [
        ("KRW", "3896843.0"), ("KRW", "1e6"), ("USD", "1.696"), ("USD", "1696.001"), ("USD", "16,96.00"),
        ("USD", "1,696,5000"), ("USD", "$5"), ("USD", "."), ("EUR", "1.69,50"), ("USD", "１２"),
    ],
)  # fmt: skip
def test_an_amount_that_could_be_read_in_two_ways_is_refused(currency: str, typed: str) -> None:
    with pytest.raises(FactRefused, match="in digits"):
        _CATALOGUE.in_currency(currency).parse("income", (typed,), as_of=_TODAY)


def test_the_bound_of_an_amount_is_told_in_whole_units() -> None:
    with pytest.raises(FactRefused, match=r"at most 100000000\.$"):
        _CATALOGUE.in_currency("USD").parse("income", ("100000000.01",), as_of=_TODAY)


def test_an_attestation_that_has_run_out_is_a_declaration_again() -> None:
    fact = Fact(name="size", value=4, assurance=Assurance.ATTESTED, valid_until=_TODAY)
    assert fact.assurance_on(_TODAY) is Assurance.ATTESTED
    assert fact.assurance_on(date(2026, 11, 25)) is Assurance.DECLARED


def test_two_descriptions_of_one_fact_are_refused() -> None:
    with pytest.raises(FactConflict, match="size"):
        _CATALOGUE.merged((_definition("size", FactType.WHOLE_NUMBER),))
