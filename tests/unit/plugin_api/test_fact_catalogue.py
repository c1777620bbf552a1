"""The facts that come with the platform can be asked in Korean and in English, and hold what the policies name."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from seoul_learn.plugin_api.fact_catalogue import shared_facts
from seoul_learn.plugin_api.facts import FactCatalogue, FactRefused, FactType
from seoul_learn.plugin_api.periods import Period
from seoul_learn.tenant_plane.eligibility.own_facts import extended_by_text

_FACTS = shared_facts()
_TENANTS = Path(__file__).resolve().parents[3] / "tenants"


@pytest.mark.parametrize("name", _FACTS.names())
def test_a_fact_is_worded_in_both_languages(name: str) -> None:
    definition = _FACTS[name]
    for texts in (definition.question, definition.help, definition.documents, *definition.choices.values()):
        assert texts.get("ko"), name
        assert texts.get("en"), name


@pytest.mark.parametrize("name", [name for name in _FACTS.names() if _FACTS[name].type is not FactType.PLACE])
def test_a_fact_is_worded_in_japanese_too(name: str) -> None:
    definition = _FACTS[name]
    for texts in (definition.question, definition.help, *definition.choices.values()):
        assert texts.get("ja"), name


def _written() -> Iterator[tuple[FactCatalogue, str, Any]]:
    for file in _TENANTS.glob("*/policies/*/cases.toml"):
        own = file.parents[2] / "facts.toml"
        facts = extended_by_text(_FACTS, own.read_text("utf-8")) if own.is_file() else _FACTS
        for case in tomllib.loads(file.read_text("utf-8"))["case"]:
            for name, value in case["facts"].items():
                yield facts, name, value


def test_every_fact_of_every_case_exists_with_the_values_that_it_is_given() -> None:
    for facts, name, value in _written():
        assert name in facts
        known = facts[name].choices
        if known:
            assert set(value if isinstance(value, list) else [value]) <= set(known), name


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("learner.birth_date", "2026-03-03"),
        ("learner.residence_since", "2026-03-03"),
        ("household.benefits_since", "2026-03-03"),
        ("household.benefits_until", "2200-01-01"),
        ("household.size", "0"), ("household.size", "31"),
        ("household.children", "-1"), ("household.children", "21"),
        ("household.income", "-1"), ("household.income", str(10**18)),
        ("household.recognised_income", "-1"), ("household.recognised_income", str(10**18)),
        ("household.insurance_premium", "-1"), ("household.insurance_premium", str(10**18)),
        ("learner.grade", "0"), ("learner.grade", "13"), ("learner.grade", "99"),
        ("learner.participations", "-1"), ("learner.participations", "51"),
        ("household.income_period", "fortnight"),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_is_refused_where_it_is_typed(name: str, typed: str) -> None:
    with pytest.raises(FactRefused):
        _FACTS.parse(name, (typed,), as_of=date(2026, 3, 2))


def test_the_last_day_of_a_benefit_may_lie_ahead() -> None:
    assert _FACTS.parse("household.benefits_until", ("2026-12-31",), as_of=date(2026, 3, 2)) == date(2026, 12, 31)


def test_a_pay_period_is_one_that_limits_can_be_converted_to() -> None:
    assert set(_FACTS["household.income_period"].choices) == set(Period)


def test_the_days_of_each_benefit_are_facts_of_their_own() -> None:
    name = "household.benefits_since.housing"
    assert name in _FACTS
    assert _FACTS[name].question["en"] == "Housing benefit: Since when has your household received that benefit?"
    assert _FACTS.place(name) == _FACTS.place("household.benefits_since")
    assert "household.benefits_since.houses" not in _FACTS
    assert "household.size.housing" not in _FACTS
    with pytest.raises(KeyError):
        _FACTS["household.benefits_since.houses"]
