"""What would have had to be different: the smallest changes with which a refused person would be eligible."""

from collections.abc import Mapping
from itertools import combinations

import msgspec

from seoul_learn.tenant_plane.eligibility.rule import Expression, names_in, truth_of
from seoul_learn.tenant_plane.eligibility.truth import Truth

MOST_CHANGES = 3
"""Criteria that would have to be different at once; whoever is further away than that is told the reasons alone."""
MOST_WAYS = 6


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A criterion that would have had to be met, or not to be."""

    criterion: str
    met: bool


def turning(rule: Expression, values: Mapping[str, Truth]) -> tuple[tuple[Change, ...], ...]:
    """The smallest sets of changes that turn a rule that does not hold; none of another rule.

    No set contains another one; those of fewest changes first, then in the order of the sentence.
    """
    if truth_of(rule, values.__getitem__) is not False:
        return ()
    names = list(dict.fromkeys(names_in(rule)))
    found: list[tuple[Change, ...]] = []
    for count in range(1, MOST_CHANGES + 1):
        for chosen in combinations(names, count):
            changes = tuple(Change(criterion=name, met=not values[name]) for name in chosen)
            if any(set(smaller) <= set(changes) for smaller in found):
                continue
            if truth_of(rule, {**values, **{one.criterion: one.met for one in changes}}.__getitem__):
                found.append(changes)
                if len(found) == MOST_WAYS:
                    return tuple(found)
    return tuple(found)
