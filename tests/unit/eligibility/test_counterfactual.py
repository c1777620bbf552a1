"""What would have had to be different, and the whole rule with its values."""

from itertools import combinations

from hypothesis import given

from seoul_learn.tenant_plane.eligibility.counterfactual import MOST_CHANGES, MOST_WAYS, Change, turning
from seoul_learn.tenant_plane.eligibility.parse_rule import parse
from seoul_learn.tenant_plane.eligibility.rule import Expression, names_in, truth_of
from seoul_learn.tenant_plane.eligibility.rule_tree import RuleKind, RuleNode, rule_tree
from seoul_learn.tenant_plane.eligibility.truth import Truth
from tests.unit.eligibility.test_rule import EXPRESSIONS, VALUES


def test_each_way_alone_would_have_been_enough() -> None:
    values = {"a": True, "b": False, "c": False}
    ways = turning(parse("a and (b or c)"), values)
    assert ways == ((Change(criterion="b", met=True),), (Change(criterion="c", met=True),))


def test_what_was_met_may_have_had_not_to_be() -> None:
    assert turning(parse("not a"), {"a": True}) == ((Change(criterion="a", met=False),),)


def test_nobody_who_was_not_refused_is_told_so() -> None:
    assert turning(parse("a"), {"a": True}) == turning(parse("a"), {"a": None}) == ()


@given(EXPRESSIONS, VALUES)
def test_the_ways_are_those_that_turn_it_and_none_smaller_does(rule: Expression, values: dict[str, Truth]) -> None:
    ways = turning(rule, values)
    if truth_of(rule, values.__getitem__) is not False:
        assert ways == ()
        return
    names = set(names_in(rule))

    def turns(changed: frozenset[str]) -> bool:
        flipped = {name: not values[name] for name in changed}
        return truth_of(rule, {**values, **flipped}.__getitem__) is True

    every = [frozenset(some) for count in range(1, MOST_CHANGES + 1) for some in combinations(sorted(names), count)]
    turning_sets = [some for some in every if turns(some)]
    smallest = {some for some in turning_sets if not any(other < some for other in turning_sets)}
    named = {frozenset(one.criterion for one in way) for way in ways}
    assert named <= smallest
    assert len(named) == min(len(smallest), MOST_WAYS)


def test_the_tree_says_the_value_of_every_part() -> None:
    tree = rule_tree(parse("a and not (b or c)"), {"a": True, "b": False, "c": None})
    assert (tree.kind, tree.met) == (RuleKind.ALL, None)
    negated = tree.parts[1]
    assert (negated.kind, negated.met, negated.parts[0].kind) == (RuleKind.NOT, None, RuleKind.ANY)
    assert negated.parts[0].parts[1] == RuleNode(kind=RuleKind.CRITERION, met=None, criterion="c")
