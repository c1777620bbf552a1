"""Which facts can still change the value of a rule, and the smallest sets of facts with which it could hold.

A fact counts when some answers to the others, or none, leave the rule unknown without it and settle it with it. That is
exact: see `open_criteria` for how finely the criteria are known, `possible_values` for the rule. A rule beyond
`MOST_STEPS` is given up on and the fact is counted: one question too many, never one too few.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations

from seoul_learn.tenant_plane.eligibility.open_criteria import Group
from seoul_learn.tenant_plane.eligibility.possible_values import Choice, TooManyWays, possible_pairs
from seoul_learn.tenant_plane.eligibility.rule import Expression, names_in, truth_of
from seoul_learn.tenant_plane.eligibility.truth import Truth

MOST_SETS = 16
"""Sets of facts that are named, the smallest first."""
MOST_FACTS = 8
"""Facts among which every set is tried; among more, only sets of a few of them."""
MOST_FACTS_OF_A_SET = 3
"""How many those few are."""

Facts = frozenset[str]


def relevant_facts(
    rule: Expression,
    values: Mapping[str, Truth],
    groups: Sequence[Group],
    *,
    towards: tuple[bool, ...] = (True, False),
    unless: tuple[Expression, ...] = (),
) -> Facts:
    """The facts, not told yet, that can still turn the rule from unknown to one of `towards`.

    `values` are those of the criteria now; `groups` the open ones among them. Where one of `unless` holds, the rule
    does not count.
    """
    if truth_of(rule, values.__getitem__) is not None:
        return frozenset()
    written = {name for one in (rule, *unless) for name in names_in(one)}
    concerned = [group for group in groups if written & set(group.criteria)]
    fixed = _standing(values, groups)
    return frozenset(
        fact
        for place, group in enumerate(concerned)
        for fact in group.moves
        if _sways(rule, fixed, concerned, place, fact, towards, unless)
    )


def _sways(
    rule: Expression,
    fixed: Choice,
    groups: Sequence[Group],
    place: int,
    fact: str,
    towards: tuple[bool, ...],
    unless: tuple[Expression, ...],
) -> bool:
    group = groups[place]
    others = [_either_way(other, other.facts) for number, other in enumerate(groups) if number != place]
    moves = tuple(
        {name: (before[at], after[at]) for at, name in enumerate(group.criteria)} for before, after in group.moves[fact]
    )
    if not moves:
        return False
    try:
        pairs = possible_pairs(rule, fixed, [moves, *others], unless=unless)
    except TooManyWays:
        return True
    return any(before is None and after in towards for before, after in pairs)


def smallest_sets(
    rule: Expression, values: Mapping[str, Truth], groups: Sequence[Group], *, wanted: bool, among: Facts
) -> tuple[Facts, ...]:
    """The smallest sets of facts with which the rule could come to `wanted`: no set contains another one.

    Empty when it cannot come to it; at most `MOST_SETS`, those of fewest facts first.
    """
    fixed = _standing(values, groups)
    names = sorted(among)
    largest = len(names) if len(names) <= MOST_FACTS else MOST_FACTS_OF_A_SET
    found: list[Facts] = []
    for count in range(largest + 1):
        for chosen in combinations(names, count):
            told = frozenset(chosen)
            if any(smaller <= told for smaller in found):
                continue
            if _can_come_to(rule, fixed, groups, told, wanted=wanted):
                found.append(told)
                if len(found) == MOST_SETS:
                    return tuple(found)
    if not found and _can_come_to(rule, fixed, groups, among, wanted=wanted):
        return (among,)
    return tuple(found)


def _can_come_to(rule: Expression, fixed: Choice, groups: Sequence[Group], told: Facts, *, wanted: bool) -> bool:
    try:
        return (wanted, wanted) in possible_pairs(rule, fixed, [_either_way(group, told) for group in groups])
    except TooManyWays:
        return False


def _either_way(group: Group, told: Facts) -> tuple[Choice, ...]:
    """What the criteria of a group can be with at most these facts, the same before and after."""
    return tuple(
        {name: (values[at], values[at]) for at, name in enumerate(group.criteria)} for values in group.reached(told)
    )


def _standing(values: Mapping[str, Truth], groups: Sequence[Group]) -> Choice:
    moving = {name for group in groups for name in group.criteria}
    return {name: (value, value) for name, value in values.items() if name not in moving}
