"""What the income criteria say with less is never taken back when more is told, and all of it gives an answer."""

from collections.abc import Mapping
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as some

from plugins.eligibility_rules.income import Income, IncomeConfig
from plugins.eligibility_rules.income_limit import IncomeLimit, IncomeLimitConfig
from seoul_learn.plugin_api.facts import Fact, FactValue
from seoul_learn.plugin_api.periods import Period
from seoul_learn.plugin_api.read_standard import read_standard
from seoul_learn.plugin_api.standards import Standards

_FOLDER = Path(__file__).resolve().parents[3] / "tenants" / "_standards"
_STANDARDS = Standards({file.stem: read_standard(file.read_text("utf-8")) for file in _FOLDER.glob("*.toml")})
_DAY = date(2026, 3, 2)
_PERIODS = some.sampled_from([{}, {"period_fact": "household.income_period"}, {"period": "week"}])
_HOW = some.fixed_dictionaries(
    {"per": some.sampled_from(["household", "person"]), "below": some.booleans(),
     "rounding": some.sampled_from(["up", "down", "half_up"])}
)  # fmt: skip
_TABLES = some.sampled_from(
    [
        {"standard": "us.school_meals", "column": "free"},
        {"standard": "us.school_meals", "column": "reduced", "at_most_percent": 50},
        {"standard": "kr.median_income", "at_most_percent": 60},
        {"standard": "kr.median_income", "at_most_percent": 60, "sized": False},
    ]
)
_LIMITS = some.sampled_from(
    [{"unit": "KRW/month", "at_most": 500000}, {"unit": "USD/year", "at_most": 20000, "written_in": "minor"}]
)
_TOLD = some.fixed_dictionaries(
    {
        "household.size": some.integers(1, 30),
        "household.income": some.integers(0, 20_000_000),
        "household.income_period": some.sampled_from(list(Period)).map(str),
    }
)


def _stays_settled(plugin: Any, config: msgspec.Struct, told: Mapping[str, FactValue]) -> None:
    facts = {name: Fact(name=name, value=value) for name, value in told.items()}
    whole = plugin.evaluate(config, facts, _DAY, _STANDARDS)
    assert whole.met is not None
    for length in range(len(facts)):
        for kept in combinations(facts, length):
            part = plugin.evaluate(config, {name: facts[name] for name in kept}, _DAY, _STANDARDS)
            assert part.met in (None, whole.met), kept
            if part.met is None:
                assert {need.name for need in part.needs} <= set(plugin.reads(config)) - set(kept)


@given(_TABLES, _HOW, _PERIODS, _TOLD)
def test_of_an_official_table(
    table: dict[str, Any], how: dict[str, Any], period: dict[str, Any], told: dict[str, FactValue]
) -> None:
    written = {"measure": "household.income", **table, **how, **period}
    _stays_settled(Income(), msgspec.convert(written, IncomeConfig), told)


@given(_LIMITS, _HOW, _PERIODS, _TOLD)
def test_of_an_amount_of_the_law(
    limit: dict[str, Any], how: dict[str, Any], period: dict[str, Any], told: dict[str, FactValue]
) -> None:
    written = {"measure": "household.income", **limit, **how, **period}
    _stays_settled(IncomeLimit(), msgspec.convert(written, IncomeLimitConfig), told)
