"""What the criteria refuse to be configured with, and what their cases alone do not show."""

from datetime import date
from typing import Any

import msgspec
import pytest

from plugins.eligibility_rules.age import AgeConfig, full_years
from plugins.eligibility_rules.category import CategoryConfig
from plugins.eligibility_rules.income import Income, IncomeConfig
from plugins.eligibility_rules.residence import Residence, ResidenceConfig
from plugins.eligibility_rules.school_stage import SchoolStage, SchoolStageConfig
from seoul_learn.plugin_api.criterion import NeedKind
from seoul_learn.plugin_api.facts import Fact, FactValue
from seoul_learn.plugin_api.read_standard import read_standard
from seoul_learn.plugin_api.standards import Standards

_DAY = date(2026, 3, 2)
_INCOME = {"measure": "household.recognised_income", "standard": "kr.median_income", "at_most_percent": 60}
_TABLE = """
[standard]
id = "kr.median_income"
unit = "KRW/month"
by = "household_size"
[[table]]
from = 2026-01-01
to = 2026-12-31
source = "a notice"
values = [100, 200]
"""


def _told(**values: FactValue) -> dict[str, Fact]:
    named = {name.replace("__", "."): value for name, value in values.items()}
    return {name: Fact(name=name, value=value) for name, value in named.items()}


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (AgeConfig, {}), (AgeConfig, {"from": 24, "to": 6}), (AgeConfig, {"from": -1}), (AgeConfig, {"form": 6}),
        (ResidenceConfig, {}), (ResidenceConfig, {"in": []}), (ResidenceConfig, {"in": ["KR-11"], "of": ["uncle"]}),
        (ResidenceConfig, {"in": ["서울"]}), (ResidenceConfig, {"in": ["KR-"]}),
        (IncomeConfig, {**_INCOME, "at_most_percent": 1001}), (IncomeConfig, {**_INCOME, "at_most_percent": 60.5}),
        (CategoryConfig, {"any": []}), (CategoryConfig, {"any": "single_parent"}),
        (SchoolStageConfig, {"any": ["primary"], "grade_from": 6, "grade_to": 5}),
        (SchoolStageConfig, {"any": ["out_of_school"], "grade_from": 1}),
        (SchoolStageConfig, {"any": ["primary"], "grade_to": 14}),
    ],
)  # fmt: skip
def test_a_configuration_that_means_nothing_is_refused(kind: type[msgspec.Struct], written: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(written, kind)


def test_somebody_born_on_29_february_is_older_on_that_day_where_there_is_one() -> None:
    born = date(2012, 2, 29)
    days = [date(2018, 2, 28), date(2018, 3, 1), date(2020, 2, 28), date(2020, 2, 29)]
    assert [full_years(born, day) for day in days] == [5, 6, 7, 8]


def test_income_is_not_asked_for_where_no_table_could_judge_it() -> None:
    finding = Income().evaluate(msgspec.convert(_INCOME, IncomeConfig), {}, date(2027, 1, 1), Standards({}))
    assert [(need.kind, need.name) for need in finding.needs] == [(NeedKind.STANDARD, "kr.median_income")]


def test_the_row_that_was_compared_is_part_of_the_reason() -> None:
    standards = Standards({"kr.median_income": read_standard(_TABLE)})
    told = _told(household__size=2, household__recognised_income=120)
    finding = Income().evaluate(msgspec.convert(_INCOME, IncomeConfig), told, _DAY, standards)
    assert finding.met is True
    assert finding.because.row is not None
    assert (finding.because.row.amount, finding.because.row.source) == (200, "a notice")
    assert finding.because.values["limit"] == 120


def test_a_household_larger_than_the_table_is_for_the_officers() -> None:
    standards = Standards({"kr.median_income": read_standard(_TABLE)})
    told = _told(household__size=3, household__recognised_income=1)
    finding = Income().evaluate(msgspec.convert(_INCOME, IncomeConfig), told, _DAY, standards)
    assert finding.met is None
    assert [need.kind for need in finding.needs] == [NeedKind.STANDARD]


def test_an_unknown_guardian_is_asked_for_before_an_officer_looks_at_a_vague_place() -> None:
    config = msgspec.convert({"of": ["learner", "guardian"], "in": ["KR-43-150"]}, ResidenceConfig)
    vague = _told(learner__residence="KR-43")
    asked = Residence().evaluate(config, vague, _DAY, Standards({}))
    assert [(need.kind, need.name) for need in asked.needs] == [(NeedKind.FACT, "guardian.residence")]
    vague |= _told(guardian__residence="KR-11")
    looked_at = Residence().evaluate(config, vague, _DAY, Standards({}))
    assert [(need.kind, need.name) for need in looked_at.needs] == [(NeedKind.REVIEW, "learner.residence")]


def test_a_grade_is_read_only_where_grades_are_set() -> None:
    stage = SchoolStage()
    assert stage.reads(msgspec.convert({"any": ["middle"]}, SchoolStageConfig)) == ("learner.school_stage",)
    assert "learner.grade" in stage.reads(msgspec.convert({"any": ["middle"], "grade_to": 2}, SchoolStageConfig))
