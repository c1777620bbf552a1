"""What a fact cannot be is refused where it is typed, with the reason."""

from datetime import date

import pytest

from seoul_learn.plugin_api.fact_catalogue import shared_facts
from seoul_learn.plugin_api.facts import FactRefused, FactType

_TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("fact", "typed", "reason"),
    [
        ("learner.birth_date", "2026-11-25", "in the future"),
        ("learner.birth_date", "1900-01-01", "more than 120 years ago"),
        ("learner.birth_date", "2011-02-30", "a date that exists"),
        ("learner.birth_date", "yesterday", "a date that exists"),
        ("learner.birth_date", "", "Answer this question"),
        ("household.size", "0", "at least 1"),
        ("household.size", "31", "at most 30"),
        ("household.size", "2.5", "whole number"),
        ("household.size", "four", "whole number"),
        ("household.size", "9" * 30, "whole number"),
        ("household.recognised_income", "-1", "at least 0"),
        ("household.recognised_income", str(10**18), "at most 10000000000"),
        ("household.recognised_income", "1e6", "whole number"),
        ("learner.grade", "13", "at most "),
        ("learner.grade", "0", "at least 1"),
        ("learner.school_stage", "moon_school", "Choose one of the answers"),
        ("learner.categories", "nobility", "Choose from the answers"),
        ("learner.residence", "KR-99", "Choose a place"),
        ("learner.residence", "'; drop table", "Choose a place"),
    ],
)
def test_it_is_refused_with_the_reason(fact: str, typed: str, reason: str) -> None:
    with pytest.raises(FactRefused) as refused:
        shared_facts().parse(fact, (typed,), as_of=_TODAY)
    assert reason in str(refused.value)


def test_every_number_of_the_catalogue_has_both_bounds() -> None:
    facts = shared_facts()
    for name in facts.names():
        if facts[name].type in (FactType.WHOLE_NUMBER, FactType.MONEY):
            assert facts[name].minimum is not None, name
            assert facts[name].maximum is not None, name


def test_every_type_of_fact_refuses_something() -> None:
    facts = shared_facts()
    for name in facts.names():
        with pytest.raises(FactRefused):
            facts.parse(name, ("no such answer ☠",), as_of=_TODAY)
