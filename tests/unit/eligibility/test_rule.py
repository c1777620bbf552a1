"""A rule is one sentence over names; it reads into a tree and prints back exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seoul_learn.tenant_plane.eligibility.parse_rule import RuleFault, parse, written_out
from seoul_learn.tenant_plane.eligibility.rule import (
    All,
    Any,
    AtLeast,
    Expression,
    Name,
    Not,
    names_in,
    sentence,
    support,
    truth_of,
)
from seoul_learn.tenant_plane.eligibility.truth import Truth

LEAVES = st.sampled_from("abcdef").map(Name)


def _compound(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    several = st.lists(parts, min_size=2, max_size=4).map(tuple)
    counted = several.flatmap(lambda some: st.builds(AtLeast, st.integers(1, len(some)), st.just(some)))
    return st.one_of(several.map(All), several.map(Any), parts.map(Not), counted)


EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(LEAVES, _compound, max_leaves=8)
VALUES = st.fixed_dictionaries({name: st.sampled_from([True, False, None]) for name in "abcdef"})


@given(EXPRESSIONS)
def test_a_tree_prints_as_the_sentence_that_parses_to_it(tree: Expression) -> None:
    assert parse(sentence(tree)) == tree


@pytest.mark.parametrize(
    "text",
    [
        "lives_in_seoul and school_age and (low_income or recognised_group)",
        "not x or y and not (z or x)",
        "at least 2 of (a, b and c, not d) or e",
        "a and (b and c)",
        "not not a",
    ],
)
def test_a_sentence_prints_back_exactly(text: str) -> None:
    assert sentence(parse(text)) == text


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("lives_in_seoul and low_incom", 20, "did you mean `low_income`?"),
        ("lives_in_seoul low_income", 16, "join two names"),
        ("lives_in_seoul and", 19, "ends too early"),
        ("(lives_in_seoul", 16, "close the bracket"),
        ("at least 3 of (low_income, lives_in_seoul)", 10, "from 1 to 2"),
        ("at least two of (low_income)", 10, "not a number"),
        ("lives_in_seoul & low_income", 16, "`&` has no meaning"),
        ("  ", 1, "empty"),
        ("and low_income", 1, "name of a criterion"),
        ("(" * 60 + "low_income" + ")" * 60, 41, "a rule of its own"),
    ],
)
def test_a_fault_names_its_column_and_what_to_write(text: str, column: int, words: str) -> None:
    with pytest.raises(RuleFault) as caught:
        parse(text, {"lives_in_seoul", "low_income"})
    assert caught.value.column == column
    assert words in caught.value.message


def test_a_rule_may_name_another_rule() -> None:
    rules = {"eligible": parse("here and poor"), "poor": parse("low_income or recognised")}
    assert sentence(written_out(rules["eligible"], rules)) == "here and (low_income or recognised)"


def test_rules_that_name_each_other_in_a_circle_are_refused() -> None:
    rules = {"one": parse("a and two"), "two": parse("not three"), "three": parse("one or b")}
    with pytest.raises(RuleFault, match="two → three → one → two"):
        written_out(rules["one"], rules)


def test_a_rule_that_explodes_when_written_out_is_refused() -> None:
    rules = {"r0": parse("a")} | {f"r{level}": parse(f"r{level - 1} and r{level - 1}") for level in range(1, 40)}
    with pytest.raises(RuleFault, match="more shortly"):
        written_out(rules["r39"], rules)


@given(EXPRESSIONS, VALUES)
def test_what_a_value_rests_on_is_enough_for_it(tree: Expression, values: dict[str, Truth]) -> None:
    value = truth_of(tree, values.__getitem__)
    rests_on = support(tree, values.__getitem__)
    alone = truth_of(tree, lambda name: values[name] if name in rests_on else None)
    assert alone is value


@given(EXPRESSIONS, VALUES, st.sampled_from("abcdef"), st.booleans())
def test_learning_more_never_overturns_a_definite_value(
    tree: Expression, values: dict[str, Truth], name: str, learnt: bool
) -> None:
    before = truth_of(tree, values.__getitem__)
    if values[name] is None and before is not None:
        assert truth_of(tree, (values | {name: learnt}).__getitem__) is before


@given(EXPRESSIONS, VALUES)
def test_definite_names_give_a_definite_value(tree: Expression, values: dict[str, Truth]) -> None:
    if all(values[name] is not None for name in names_in(tree)):
        assert truth_of(tree, values.__getitem__) is not None
