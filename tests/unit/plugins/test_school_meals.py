"""The income guidelines of the American school meals, 1 July 2025 - 30 June 2026, as they were published."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from plugins.eligibility_rules.income import Income, IncomeConfig
from seoul_learn.plugin_api.criterion import Finding, NeedKind
from seoul_learn.plugin_api.facts import Fact, FactValue
from seoul_learn.plugin_api.periods import Period
from seoul_learn.plugin_api.read_standard import read_standard
from seoul_learn.plugin_api.standards import Standards

_FILE = Path(__file__).resolve().parents[3] / "tenants" / "_standards" / "us.school_meals.toml"
_STANDARDS = Standards({"us.school_meals": read_standard(_FILE.read_text("utf-8"))})
_FREE = (20345, 27495, 34645, 41795, 48945, 56095, 63245, 70395, 77545)
_REDUCED = (28953, 39128, 49303, 59478, 69653, 79828, 90003, 100178, 110353)
_DAY = date(2026, 3, 2)
_PUBLISHED = [(column, size, limit) for column, row in (("free", _FREE), ("reduced", _REDUCED))
              for size, limit in enumerate(row, 1)]  # fmt: skip


def _finding(column: str, size: int, cents: int, period: str, on: date = _DAY) -> Finding:
    written = {
        "measure": "household.income", "standard": "us.school_meals", "column": column,
        "period_fact": "household.income_period",
    }  # fmt: skip
    told: dict[str, FactValue] = {"household.size": size, "household.income": cents, "household.income_period": period}
    facts = {name: Fact(name=name, value=value) for name, value in told.items()}
    return Income().evaluate(msgspec.convert(written, IncomeConfig), facts, on, _STANDARDS)


@pytest.mark.parametrize(("column", "size", "dollars"), _PUBLISHED)
def test_the_yearly_limit_is_the_published_one_and_a_cent_above_is_too_much(
    column: str, size: int, dollars: int
) -> None:
    assert _finding(column, size, dollars * 100, "year").met is True
    assert _finding(column, size, dollars * 100 + 1, "year").met is False


@pytest.mark.parametrize(
    ("column", "size", "period", "dollars"),
    [
        ("free", 1, Period.MONTH, 1696), ("free", 1, Period.TWICE_A_MONTH, 848),
        ("free", 1, Period.TWO_WEEKS, 783), ("free", 1, Period.WEEK, 392),
        ("reduced", 1, Period.MONTH, 2413), ("reduced", 1, Period.TWICE_A_MONTH, 1207),
        ("reduced", 1, Period.TWO_WEEKS, 1114), ("reduced", 1, Period.WEEK, 557),
        ("free", 4, Period.MONTH, 3483), ("free", 4, Period.TWO_WEEKS, 1608), ("free", 4, Period.WEEK, 804),
    ],
)  # fmt: skip
def test_a_limit_for_another_pay_period_is_rounded_up_to_the_dollar(
    column: str, size: int, period: Period, dollars: int
) -> None:
    inside = _finding(column, size, dollars * 100, period)
    assert inside.met is True
    assert inside.because.values["limit"] == dollars * 100
    assert inside.because.values["unit"] == f"USD/{period}"
    assert _finding(column, size, dollars * 100 + 1, period).met is False


@pytest.mark.parametrize(
    ("on", "met"), [(date(2025, 6, 30), None), (date(2025, 7, 1), True), (date(2026, 6, 30), True)]
)
def test_the_year_of_the_table_turns_on_1_july(on: date, met: bool | None) -> None:
    assert _finding("free", 4, 4179500, "year", on).met is met


def test_the_day_after_the_table_is_for_the_officers_and_never_last_years_row() -> None:
    finding = _finding("free", 4, 1, "year", date(2026, 7, 1))
    assert finding.met is None
    assert [(need.kind, need.name) for need in finding.needs] == [(NeedKind.STANDARD, "us.school_meals")]


def test_the_row_in_the_record_says_column_and_source() -> None:
    row = _finding("reduced", 2, 1, "year").because.row
    assert row is not None
    assert (row.column, row.amount, row.unit) == ("reduced", 3912800, "USD/year")
    assert "1 July 2025 - 30 June 2026" in row.source
