"""Money in policies and cases is written in whole units of its currency; what could be read in two ways is a fault."""

from datetime import date
from typing import Any

import pytest

from seoul_learn.plugin_api.fact_catalogue import shared_facts
from seoul_learn.plugin_api.facts import Assurance
from seoul_learn.tenant_plane.eligibility.cases import ExpectedGrant
from seoul_learn.tenant_plane.eligibility.compare_grant import differing
from seoul_learn.tenant_plane.eligibility.facts_from_toml import CaseFaulty, facts_from_toml
from seoul_learn.tenant_plane.eligibility.faults import Faults
from seoul_learn.tenant_plane.eligibility.grants import Per, Wallet
from seoul_learn.tenant_plane.eligibility.read_amounts import in_minor_units
from seoul_learn.tenant_plane.eligibility.record import RecordedGrant

_FACTS = shared_facts().in_currency("USD")


def told(**facts: Any) -> dict[str, Any]:
    written = {name.replace("__", "."): value for name, value in facts.items()}
    return {name: fact.value for name, fact in facts_from_toml(written, _FACTS, Assurance.ATTESTED).items()}


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [(105000, "KRW", 105000), ("105,000", "KRW", 105000), ("0.40", "USD", 40), ("2630", "GBP", 263000), (0, "USD", 0)],
)
def test_an_amount_becomes_minor_units(amount: object, currency: str, minor: int) -> None:
    faults = Faults()
    table = in_minor_units(("wallet",), {"amount": amount, "currency": currency}, faults)
    assert (table["amount"], faults.found) == (minor, [])


@pytest.mark.parametrize(
    ("amount", "currency", "mend"),
    [
        (40, "USD", 'write "40" for 40 USD, "0.40" for that many hundredths'),
        (40, "KWD", '"0.040" for that many thousandths'),
        (12.5, "USD", "`amount = 12.5` is not an amount of USD"),
        ("0.405", "USD", 'is not an amount of USD; write it like "12.50"'),
        ("-1", "KRW", 'is not an amount of KRW; write it like "105000"'),
    ],
)
def test_an_amount_that_could_be_another_is_a_fault(amount: object, currency: str, mend: str) -> None:
    faults = Faults()
    in_minor_units(("wallet",), {"amount": amount, "currency": currency}, faults)
    assert [mend in fault.message for fault in faults.found] == [True]
    assert faults.found[0].at == ("wallet", "amount")


def test_what_is_counted_in_something_else_is_left_as_it_is() -> None:
    benefit = {"kind": "mentoring", "amount": 1, "unit": "hour"}
    assert in_minor_units(("benefits", 0), benefit, Faults()) is benefit


@pytest.mark.parametrize(("expected", "same"), [("10.50", True), ("10.5", True), (1050, False), ("10", False)])
def test_a_case_expects_a_sum_as_the_policy_writes_it(expected: int | str, same: bool) -> None:
    wallet = Wallet(amount=1050, currency="USD", per=Per.MONTH)
    grant = RecordedGrant(categories=(), at_most=0, lasts="12 months", wallet=wallet)
    assert list(differing(ExpectedGrant(wallet=expected), grant)) == ([] if same else [("wallet", expected, '"10.50"')])


def test_money_of_a_case_is_written_as_people_type_it_or_in_minor_units() -> None:
    assert told(household__income="1,696.50") == told(household__income=169650) == {"household.income": 169650}


@pytest.mark.parametrize(
    ("fact", "value", "reason"),
    [
        ("household.income", "1.696", 'like "1696.50"'),
        ("household.income", -1, "at least 0"),
        ("household.size", 0, "at least 1"),
        ("household.size", 31, "at most 30"),
        ("learner.residence", "KR-99", "did you mean"),
        ("learner.school_stage", "midle", "did you mean `middle`?"),
        ("learner.birth_date", "2011-05-31", "a date, like"),
        ("learner.categories", "single_parent", "a list of its choices"),
    ],
)
def test_a_fact_that_cannot_be_is_a_fault_of_the_case(fact: str, value: object, reason: str) -> None:
    with pytest.raises(CaseFaulty, match=reason):
        facts_from_toml({fact: value}, _FACTS, Assurance.ATTESTED)


def test_a_day_is_a_day() -> None:
    assert told(learner__birth_date=date(2011, 5, 31)) == {"learner.birth_date": date(2011, 5, 31)}
