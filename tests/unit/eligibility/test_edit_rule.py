"""Steps in the tree of a rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seoul_learn.tenant_plane.eligibility.edit_rule import (
    Joint,
    Place,
    added,
    at,
    moved,
    rejoined,
    removed,
    wrapped,
)
from seoul_learn.tenant_plane.eligibility.parse_rule import parse
from seoul_learn.tenant_plane.eligibility.rule import Expression, names_in, sentence
from tests.unit.eligibility.test_rule import EXPRESSIONS

PLACES = st.lists(st.integers(0, 3), max_size=4).map(tuple)


@pytest.mark.parametrize(
    ("before", "place", "name", "expected"),
    [
        ("a and b", (), "c", "a and b and c"),
        ("a or b", (), "c", "a or b or c"),
        ("a and (b or c)", (1,), "d", "a and (b or c or d)"),
        ("at least 2 of (a, b)", (), "c", "at least 2 of (a, b, c)"),
        ("a", (), "b", "a and b"),
        ("a and b", (7,), "c", "a and b"),
    ],
)
def test_a_name_is_added_to_a_group(before: str, place: Place, name: str, expected: str) -> None:
    assert sentence(added(parse(before), place, name)) == expected


def test_the_first_name_begins_a_rule() -> None:
    assert sentence(added(None, (), "a")) == "a"


@pytest.mark.parametrize(
    ("before", "place", "joint", "beside", "expected"),
    [
        ("a and b", (1,), Joint.ANY, "c", "a and (b or c)"),
        ("a or b", (), Joint.ALL, "c", "(a or b) and c"),
        ("a and b", (0,), Joint.NOT, None, "not a and b"),
        ("not a and b", (0,), Joint.NOT, None, "a and b"),
    ],
)
def test_a_part_is_put_into_a_group_of_its_own(
    before: str, place: Place, joint: Joint, beside: str | None, expected: str
) -> None:
    assert sentence(wrapped(parse(before), place, joint, beside=beside)) == expected


@pytest.mark.parametrize(
    ("before", "place", "expected"),
    [
        ("a and b", (0,), "b"),
        ("a and (b or c)", (1, 0), "a and c"),
        ("a and not b", (1, 0), "a"),
        ("at least 2 of (a, b, c)", (2,), "at least 2 of (a, b)"),
        ("a", (), None),
    ],
)
def test_a_part_is_removed_and_no_group_of_one_is_left(before: str, place: Place, expected: str | None) -> None:
    step = removed(parse(before), place)
    assert (sentence(step) if step is not None else None) == expected


def test_parts_are_joined_otherwise_and_moved() -> None:
    rule = parse("a and b and c")
    assert sentence(rejoined(rule, (), Joint.AT_LEAST, 9)) == "at least 3 of (a, b, c)"
    assert sentence(rejoined(rule, (), Joint.ANY)) == "a or b or c"
    assert sentence(moved(rule, (2,), -1)) == "a and c and b"
    assert moved(rule, (0,), -1) == rule


@given(EXPRESSIONS, PLACES, st.sampled_from(list(Joint)), st.integers(-1, 1))
def test_every_step_leads_to_a_rule_that_can_be_written(rule: Expression, place: Place, joint: Joint, by: int) -> None:
    steps = [
        added(rule, place, "z"), wrapped(rule, place, joint, beside="z"), rejoined(rule, place, joint, 2),
        moved(rule, place, by), removed(rule, place),
    ]  # fmt: skip
    for step in steps:
        if step is not None:
            assert parse(sentence(step)) == step


@given(EXPRESSIONS, PLACES)
def test_removing_takes_away_what_stands_there_and_nothing_else(rule: Expression, place: Place) -> None:
    there, step = at(rule, place), removed(rule, place)
    gone = sorted(names_in(there)) if there is not None else []
    left = sorted(names_in(step)) if step is not None else []
    assert sorted([*gone, *left]) == sorted(names_in(rule))
