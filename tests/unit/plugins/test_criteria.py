"""What the criteria refuse to be configured with, and what their cases alone do not show."""

from datetime import date
from typing import Any

import msgspec
import pytest

from plugins.eligibility_rules.age import AgeConfig, full_years
from plugins.eligibility_rules.attested_by import AttestedBy, AttestedByConfig
from plugins.eligibility_rules.benefit import BenefitConfig
from plugins.eligibility_rules.category import CategoryConfig
from plugins.eligibility_rules.children import ChildrenConfig
from plugins.eligibility_rules.citizenship import CitizenshipConfig
from plugins.eligibility_rules.income import Income, IncomeConfig
from plugins.eligibility_rules.income_limit import IncomeLimitConfig
from plugins.eligibility_rules.participation import ParticipationConfig
from plugins.eligibility_rules.residence import Residence, ResidenceConfig
from plugins.eligibility_rules.school_stage import SchoolStage, SchoolStageConfig
from seoul_learn.plugin_api.criterion import NeedKind
from seoul_learn.plugin_api.facts import Assurance, Fact, FactValue
from seoul_learn.plugin_api.read_standard import read_standard
from seoul_learn.plugin_api.standards import Standards

_DAY = date(2026, 3, 2)
_INCOME = {"measure": "household.recognised_income", "standard": "kr.median_income", "at_most_percent": 60}
_LIMIT = {"measure": "household.income", "unit": "KRW/month"}
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
        (IncomeConfig, {**_INCOME, "at_most_percent": 1001}), (IncomeConfig, {**_INCOME, "at_most_percent": 0}),
        (IncomeConfig, {**_INCOME, "at_most_percent": "60.1234"}), (IncomeConfig, {**_INCOME, "at_most_percent": "x"}),
        (IncomeConfig, {**_INCOME, "at_most_percent": "NaN"}), (IncomeConfig, {**_INCOME, "less": [{}]}),
        (IncomeConfig, {**_INCOME, "less": [{"amount": 1, "by_size": [1]}]}),
        (IncomeConfig, {**_INCOME, "less": [{"amount": 1, "percent": 20}]}),
        (IncomeConfig, {**_INCOME, "less": [{"fact": "household.income", "percent": 1001}]}),
        (IncomeConfig, {**_INCOME, "less": [{"fact": "household.income", "each": "household.children"}]}),
        (IncomeConfig, {**_INCOME, "less": [{"amount": 1}], "period_fact": "household.income_period"}),
        (BenefitConfig, {"any": ["medical"], "of": []}), (CitizenshipConfig, {"any": ["citizen"], "of": []}),
        (ResidenceConfig, {"in": ["KR-11"], "of": []}),
        (IncomeConfig, {**_INCOME, "period": "month", "period_fact": "household.income_period"}),
        (IncomeConfig, {**_INCOME, "period": "fortnight"}), (IncomeConfig, {**_INCOME, "rounding": "floor"}),
        (IncomeLimitConfig, _LIMIT), (IncomeLimitConfig, {**_LIMIT, "at_most": 5, "by_size": [5]}),
        (IncomeLimitConfig, {**_LIMIT, "at_most": 5, "each_more": 1}),
        (IncomeLimitConfig, {**_LIMIT, "by_size": [5], "per": "person"}),
        (IncomeLimitConfig, {**_LIMIT, "at_most": 5, "unit": "KRW/mnth"}),
        (IncomeLimitConfig, {**_LIMIT, "at_most": 5, "unit": "KRW", "period": "month"}),
        (AgeConfig, {"from": 121}), (AgeConfig, {"from": 6, "on": "02-29"}),
        (AgeConfig, {"from": 6, "on": "2026-02-30"}),
        (AgeConfig, {"from": 6, "on": "tomorrow"}), (AgeConfig, {"from": 6, "unit": "months", "by": "birth_year"}),
        (AgeConfig, {"born_from": "2014-01-01"}), (AgeConfig, {"born_from": "2014-01-02", "born_to": "2014-01-01"}),
        (AgeConfig, {"from": 6, "born_from": "2014-01-01", "born_to": "2015-01-01"}),
        (ResidenceConfig, {"in": ["KR-11"], "for_at_least": "half a year"}),
        (ResidenceConfig, {"in": ["KR-11"], "of": ["school"], "for_at_least": "6 months"}),
        (BenefitConfig, {"any": []}), (BenefitConfig, {"any": ["medical"], "of": ["uncle"]}),
        (BenefitConfig, {"any": ["medical"], "on": "02-30"}),
        (CitizenshipConfig, {"any": []}), (ChildrenConfig, {}), (ChildrenConfig, {"from": 3, "to": 2}),
        (ParticipationConfig, {}), (ParticipationConfig, {"at_least": 2, "at_most": 1}),
        (ParticipationConfig, {"not_within": "0 months"}), (AttestedByConfig, {"by": []}),
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


def test_an_income_that_any_household_may_have_settles_it_without_the_size() -> None:
    table = _TABLE.replace("by =", 'beyond = "last plus last step"\nby =')
    standards = Standards({"kr.median_income": read_standard(table)})
    config = msgspec.convert(_INCOME, IncomeConfig)
    finding = Income().evaluate(config, _told(household__recognised_income=60), _DAY, standards)
    assert (finding.met, finding.because.message) == (True, "met_anyway")
    above = Income().evaluate(config, _told(household__recognised_income=61), _DAY, standards)
    assert [need.name for need in above.needs] == ["household.size"]


def test_where_some_sizes_have_no_row_nothing_is_settled_without_the_size() -> None:
    standards = Standards({"kr.median_income": read_standard(_TABLE)})
    config = msgspec.convert(_INCOME, IncomeConfig)
    finding = Income().evaluate(config, _told(household__recognised_income=0), _DAY, standards)
    assert [need.name for need in finding.needs] == ["household.size"]


def test_a_group_of_places_is_the_narrowest_that_the_place_lies_in() -> None:
    head = _TABLE.partition("[[table]]")[0] + 'groups = ["US", "US-AK"]\n'
    rows = "[[table]]\nfrom = 2026-01-01\nto = 2026-12-31\nsource = 'a notice'\n"
    text = head + rows + "group = 'US'\nvalues = [100]\n" + rows + "group = 'US-AK'\nvalues = [200]\n"
    standards = Standards({"kr.median_income": read_standard(text)})
    config = msgspec.convert({**_INCOME, "group_fact": "learner.residence"}, IncomeConfig)
    for place, limit in (("US-CA", 60), ("US-AK", 120), ("US-AK-020", 120)):
        told = _told(household__size=1, household__recognised_income=1, learner__residence=place)
        assert Income().evaluate(config, told, _DAY, standards).because.values["limit"] == limit
    elsewhere = _told(household__size=1, household__recognised_income=1, learner__residence="KR-11")
    finding = Income().evaluate(config, elsewhere, _DAY, standards)
    assert [need.kind for need in finding.needs] == [NeedKind.STANDARD]


def test_a_pay_period_in_other_words_is_for_the_officers() -> None:
    standards = Standards({"kr.median_income": read_standard(_TABLE)})
    config = msgspec.convert({**_INCOME, "period_fact": "household.income_period"}, IncomeConfig)
    told = _told(household__size=1, household__recognised_income=60, household__income_period="moon")
    finding = Income().evaluate(config, told, _DAY, standards)
    assert [(need.kind, need.name) for need in finding.needs] == [(NeedKind.REVIEW, "household.income_period")]


def _vouched(source: str, assurance: Assurance, valid_until: date | None = None) -> dict[str, Fact]:
    name = "learner.recommended"
    return {name: Fact(name=name, value=True, source=source, assurance=assurance, valid_until=valid_until)}


def test_of_a_yes_the_source_of_the_attestation_counts_while_it_lasts() -> None:
    config = msgspec.convert({"by": ["youth_centre"], "fact": "learner.recommended"}, AttestedByConfig)

    def met(facts: dict[str, Fact]) -> bool | None:
        return AttestedBy().evaluate(config, facts, _DAY, Standards({})).met

    assert met(_vouched("youth_centre", Assurance.ATTESTED)) is True
    assert met(_vouched("youth_centre", Assurance.ATTESTED, valid_until=_DAY)) is True
    assert met(_vouched("youth_centre", Assurance.ATTESTED, valid_until=date(2026, 3, 1))) is None
    assert met(_vouched("youth_centre", Assurance.DOCUMENTED)) is None
    assert met(_vouched("applicant", Assurance.ATTESTED)) is None
    assert met({"learner.recommended": Fact(name="learner.recommended", value=False)}) is False
