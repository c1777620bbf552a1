"""A misspelt word of a configuration is named, instead of never being met by anybody."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from seoul_learn.plugin_api.loading import Plugins, load_plugins
from seoul_learn.plugin_api.read_standard import read_standard
from seoul_learn.plugin_api.references import misfits_of, named_codes
from seoul_learn.plugin_api.standards import Standards

_MEALS = {"measure": "household.income", "standard": "us.school_meals"}
_FILE = Path(__file__).resolve().parents[3] / "tenants" / "_standards" / "us.school_meals.toml"
_STANDARDS = Standards({"us.school_meals": read_standard(_FILE.read_text("utf-8"))})


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return load_plugins()


def _config(plugins: Plugins, use: str, written: dict[str, Any]) -> msgspec.Struct:
    return msgspec.convert(written, plugins.criteria[use].config)


@pytest.mark.parametrize(
    ("use", "written", "field", "mend"),
    [
        ("category", {"any": ["recipient", "single_parnt"]}, "any[1]", "`single_parent`"),
        ("school_stage", {"any": ["midle"]}, "any[0]", "`middle`"),
        ("residence", {"in": ["KR-43-999"]}, "in[0]", "did you mean"),
        ("income", {"measure": "household.incom", "standard": "x", "column": "y"}, "measure", "`household.income`"),
        ("income", {"measure": "learner.birth_date", "standard": "x", "column": "y"}, "measure", "money or whole"),
        ("income", {**_MEALS, "column": "fre"}, "column", "did you mean `free`?"),
        ("income", {**_MEALS, "at_most_percent": 100}, "column", "`free`, `reduced`"),
        ("income", {**_MEALS, "column": "free", "group": "alaska"}, "group", "leave `group` out"),
        ("income_limit", {"measure": "household.incom", "unit": "KRW", "at_most": 1}, "measure", "`household.income`"),
        ("benefit", {"any": ["medcal"]}, "any[0]", "`medical`"),
        ("citizenship", {"any": ["citzen"]}, "any[0]", "`citizen`"),
        ("children", {"from": 1, "fact": "household.childrn"}, "fact", "`household.children`"),
        ("participation", {"at_most": 0, "count": "learner.birth_date"}, "count", "whole number is wanted"),
        ("attested_by", {"by": ["school_stff"]}, "by[0]", "`school_staff`"),
    ],
)
def test_a_word_that_refers_to_nothing_is_named(
    plugins: Plugins, use: str, written: dict[str, Any], field: str, mend: str
) -> None:
    first = misfits_of(_config(plugins, use, written), plugins.facts, _STANDARDS)[0]
    assert first.field == field
    assert mend in first.message


@pytest.mark.parametrize(
    ("use", "written", "mend"),
    [
        ("income_limit", {"measure": "household.income", "unit": "USD/month", "at_most": 1}, "write `KRW/month`"),
        ("income_limit", {"measure": "household.income", "unit": "USD", "at_most": 1}, "write `KRW`"),
        ("income", {**_MEALS, "column": "free"}, "`us.school_meals` is in USD, and the city counts in KRW"),
    ],
)
def test_another_currency_than_the_tenants_is_named(
    plugins: Plugins, use: str, written: dict[str, Any], mend: str
) -> None:
    config = _config(plugins, use, written)
    assert mend in misfits_of(config, plugins.facts, _STANDARDS, currency="KRW")[0].message
    assert misfits_of(config, plugins.facts, _STANDARDS, currency="USD") == ()


def test_what_is_taken_off_is_checked_too(plugins: Plugins) -> None:
    written = {**_MEALS, "column": "free", "less": [{"amount": 1, "each": "household.childrn"}]}
    (misfit,) = misfits_of(_config(plugins, "income", written), plugins.facts, _STANDARDS)
    assert misfit.field == "less[0].each"
    assert "`household.children`" in misfit.message


def test_the_codes_of_a_benefit_belong_to_all_who_tell_it(plugins: Plugins) -> None:
    config = _config(plugins, "benefit", {"any": ["medical"], "of": ["learner", "guardian"]})
    assert named_codes(config) == {"learner.benefits": ("medical",), "guardian.benefits": ("medical",)}


def test_a_table_that_is_not_there_is_named(plugins: Plugins) -> None:
    written = {"measure": "household.recognised_income", "standard": "kr.median_incom", "at_most_percent": 60}
    misfits = misfits_of(_config(plugins, "income", written), plugins.facts, Standards({}))
    assert [misfit.field for misfit in misfits] == ["standard"]


def test_a_configuration_tells_which_places_it_tells_apart(plugins: Plugins) -> None:
    config = _config(plugins, "residence", {"in": ["KR-43-150", "KR-43-720"]})
    assert named_codes(config) == {"learner.residence": ("KR-43-150", "KR-43-720")}
    assert named_codes(_config(plugins, "age", {"from": 6})) == {}
