"""Of a long list of choices a question shows those that a policy asks about; the others stay within reach."""

from datetime import date

import pytest

from seoul_learn.plugin_api.fact_catalogue import shared_facts
from seoul_learn.plugin_api.facts import FactRefused
from seoul_learn.web.shared.fact_fields import FIELD, as_typed, field_of
from seoul_learn.web.shared.forms import Form
from seoul_learn.web.shared.rendering import Rendering, rendering_for
from seoul_learn.web.shared.templates import template_environment
from tests.unit.web.visitors import visitor

_FACTS = shared_facts()
_GROUPS = _FACTS["learner.categories"]
_NAMED = ("young_carer", "single_parent")
_DAY = date(2026, 3, 2)


def _page(form: Form) -> str:
    field = field_of(_GROUPS, visitor(), named=_NAMED)
    module = template_environment().get_template("shared/fact.html").module
    english = Rendering(
        language="en", fallback="en", timezone="Asia/Seoul", currency="KRW", csrf_token="t", here="/"
    )
    with rendering_for(english):
        return str(module.fact_field(form, field))  # type: ignore[attr-defined]  # a macro of the template


def test_those_that_are_named_come_first_and_the_others_are_folded_away() -> None:
    field = field_of(_GROUPS, visitor(), named=_NAMED)
    assert {choice.value for choice in field.choices} == set(_NAMED)
    assert {choice.value for choice in field.more} == set(_GROUPS.choices) - set(_NAMED)
    shown, _, folded = _page(Form()).partition("<details")
    assert 'value="young_carer"' in shown
    assert "None of these" in shown
    assert 'value="homeless"' not in shown
    assert 'value="homeless"' in folded


def test_an_earlier_answer_that_is_not_named_is_not_folded_away() -> None:
    assert "<details class=\"more\" open" in _page(Form({FIELD: ("homeless",)}))
    assert "<details class=\"more\">" in _page(Form({FIELD: ("young_carer",)}))


def test_where_nothing_is_named_all_are_shown() -> None:
    field = field_of(_GROUPS, visitor())
    assert len(field.choices) == len(_GROUPS.choices)
    assert field.more == ()


def test_none_of_these_is_an_answer_and_not_beside_another() -> None:
    assert _FACTS.parse("learner.categories", ("",), as_of=_DAY) == ()
    assert as_typed(_GROUPS, (), currency="KRW") == {FIELD: ("",)}
    with pytest.raises(FactRefused, match="None of these"):
        _FACTS.parse("learner.categories", ("", "homeless"), as_of=_DAY)
