"""Columns of a criterion stand back from what they do not know, and are not taken for the loop that they replace."""

from datetime import date
from typing import Any

import msgspec
import numpy as np
import pytest

from plugins.eligibility_rules.age import Age, AgeConfig
from plugins.eligibility_rules.attested_by import AttestedBy, AttestedByConfig
from plugins.eligibility_rules.benefit import Benefit, BenefitConfig
from plugins.eligibility_rules.category import Category, CategoryConfig
from plugins.eligibility_rules.children import Children, ChildrenConfig
from plugins.eligibility_rules.citizenship import Citizenship, CitizenshipConfig
from plugins.eligibility_rules.income import Income, IncomeConfig
from plugins.eligibility_rules.income_limit import IncomeLimit, IncomeLimitConfig
from plugins.eligibility_rules.participation import Participation, ParticipationConfig
from plugins.eligibility_rules.residence import Residence, ResidenceConfig
from plugins.eligibility_rules.school_stage import SchoolStage, SchoolStageConfig
from seoul_learn.plugin_api.columns import Columns
from seoul_learn.plugin_api.columns_of_facts import columns_of
from seoul_learn.plugin_api.evaluate_many import evaluate_many
from seoul_learn.plugin_api.fact_catalogue import shared_facts
from seoul_learn.plugin_api.facts import Fact
from seoul_learn.plugin_api.standards import Standards

_DAY = date(2026, 3, 2)
_NOBODY = Columns(size=0, of={})
_CONFIGS: list[tuple[Any, type[msgspec.Struct], dict[str, Any]]] = [
    (Age(), AgeConfig, {"from_": 6}),
    (Category(), CategoryConfig, {"any": ("single_parent",)}),
    (Income(), IncomeConfig, {"measure": "household.recognised_income", "standard": "x", "at_most_percent": 60}),
    (AttestedBy(), AttestedByConfig, {"by": ("school_staff",)}),
    (Benefit(), BenefitConfig, {"any": ("medical",), "on": "07-01"}),
    (Children(), ChildrenConfig, {"from_": 3}),
    (Citizenship(), CitizenshipConfig, {"any": ("citizen",)}),
    (Income(), IncomeConfig, {"measure": "household.income", "standard": "x", "period": "year"}),
    (IncomeLimit(), IncomeLimitConfig, {"measure": "household.income", "unit": "KRW/year", "at_most": 1}),
    (Participation(), ParticipationConfig, {"at_most": 0}),
    (Residence(), ResidenceConfig, {"in_": ("KR-11",)}),
    (SchoolStage(), SchoolStageConfig, {"any": ("primary",)}),
]


@pytest.mark.parametrize(("criterion", "kind", "fields"), _CONFIGS, ids=lambda one: getattr(one, "__name__", ""))
def test_a_field_that_is_added_later_sends_people_to_evaluate_as_soon_as_it_is_used(
    criterion: Any, kind: type[msgspec.Struct], fields: dict[str, Any]
) -> None:
    wider = msgspec.defstruct("Wider", [("later", bool, False)], bases=(kind,), frozen=True, kw_only=True)
    at_default, used = wider(**fields), wider(**fields, later=True)
    assert criterion.evaluate_many(at_default, _NOBODY, _DAY, Standards({})) is not None
    assert criterion.evaluate_many(used, _NOBODY, _DAY, Standards({})) is None


class _Bare(Age):
    evaluate_many = None  # type: ignore[assignment]  # a criterion without columns


def test_a_criterion_without_columns_is_asked_person_by_person() -> None:
    born = [date(2020, 3, 2), date(2020, 3, 3), None]
    people = [{} if day is None else {"learner.birth_date": Fact(name="learner.birth_date", value=day)} for day in born]
    columns = columns_of(people, ("learner.birth_date",), shared_facts())
    for criterion in (Age(), _Bare()):
        finding = evaluate_many(criterion, AgeConfig(from_=6), columns, as_of=_DAY, standards=Standards({}))
        assert np.array_equal(finding.met, [1, 0, -1])
        assert finding.stuck is None
