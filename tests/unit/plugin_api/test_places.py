"""Places are offered as coarse as the policy allows, and each one that is offered can be judged."""

import pytest

from seoul_learn.plugin_api.fact_catalogue import shared_facts
from seoul_learn.plugin_api.places import ELSEWHERE, offered_places, within

_KNOWN = shared_facts()["learner.residence"].choices


@pytest.mark.parametrize(
    ("place", "area", "inside"),
    [
        ("KR-11", "KR-11", True), ("KR-11-680", "KR-11", True), ("KR-43-150", "KR-43-150", True),
        ("KR-11", "KR-11-680", False), ("KR-110", "KR-11", False), ("KR-41", "KR-11", False), ("", "KR-11", False),
    ],
)  # fmt: skip
def test_a_place_lies_within_what_its_code_continues(place: str, area: str, *, inside: bool) -> None:
    assert within(place, area) is inside


def test_a_city_that_is_a_province_needs_no_districts() -> None:
    offered = offered_places(_KNOWN, ["KR-11"])
    assert "KR-11" in offered
    assert not [place for place in offered if place.startswith("KR-11-")]
    assert not [place for place in offered if place.startswith("JP")]


def test_a_county_splits_its_province_and_no_other() -> None:
    offered = offered_places(_KNOWN, ["KR-51-760"])
    assert {"KR-51-750", "KR-51-760", "KR-11", "KR-43", ELSEWHERE} <= set(offered)
    assert "KR-51" not in offered


@pytest.mark.parametrize("areas", [["KR-11"], ["KR-11-680"], ["KR-43-150", "KR-43-800"], ["JP-27-100"], ["KR"]])
def test_every_place_that_is_offered_is_clearly_inside_or_outside(areas: list[str]) -> None:
    for place in offered_places(_KNOWN, areas):
        assert not any(within(area, place) and area != place for area in areas)


def test_without_areas_every_place_is_offered() -> None:
    assert offered_places(_KNOWN, []) == tuple(_KNOWN)


def test_a_province_is_listed_with_municipalities_of_its_own_country() -> None:
    for place in _KNOWN:
        assert place.rpartition("-")[0] in ("KR", "JP", "", *_KNOWN)
