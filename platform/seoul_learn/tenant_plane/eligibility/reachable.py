"""Which answers the criteria of a policy can give together: what the checks of a draft are founded on.

Criteria that read a common fact hang together (an age of at most 5 and one of at least 6); those that do not are free
of each other. Within each group every combination of the values that matter is tried.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import product

import msgspec

from seoul_learn.plugin_api.facts import FactCatalogue
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.ask_criterion import ask_criterion
from seoul_learn.tenant_plane.eligibility.boundaries import Boundaries, vouched
from seoul_learn.tenant_plane.eligibility.policy import Leaf, Policy
from seoul_learn.tenant_plane.eligibility.rule import Expression, truth_of
from seoul_learn.tenant_plane.eligibility.truth import Truth

MOST_TRIED = 20_000
"""Combinations of values in a group of criteria beyond which it is not tried completely."""
MOST_TOGETHER = 50_000
"""Combinations of answers of all groups beyond which the rule is not tried completely."""

Answers = dict[str, Truth]


class Reachable(msgspec.Struct, frozen=True):
    """What each group of criteria can answer together. `whole` is False where not everything could be tried."""

    groups: tuple[tuple[Answers, ...], ...]
    whole: bool

    def every(self, names: frozenset[str]) -> Iterator[Answers]:
        """Every reachable combination of answers of the criteria named, and perhaps of others."""
        wanted = [group for group in self.groups if names & group[0].keys()]
        for parts in product(*wanted):
            together: Answers = {}
            for part in parts:
                together |= part
            yield together

    def can_be_tried(self, names: frozenset[str]) -> bool:
        """Whether all combinations for these criteria are few enough to go through."""
        total = 1
        for group in self.groups:
            total *= len(group) if names & group[0].keys() else 1
        return self.whole and total <= MOST_TOGETHER

    def values_of(self, expression: Expression, names: frozenset[str]) -> frozenset[Truth]:
        """The values that an expression can have when everything is told."""
        return frozenset(truth_of(expression, answers.__getitem__) for answers in self.every(names))


def reachable(policy: Policy, *, facts: FactCatalogue, standards: Standards, as_of: date) -> Reachable:
    """What the criteria of a policy can answer on a day to somebody who tells everything."""
    groups: list[tuple[Answers, ...]] = []
    whole = True
    for leaves in _together(tuple(policy.leaves.values())):
        values = Boundaries(leaves, facts=facts, standards=standards, as_of=as_of).values()
        total = 1
        for each in values.values():
            total *= max(len(each), 1)
        whole = whole and total <= MOST_TRIED
        seen: dict[tuple[Truth, ...], None] = {}
        for place, chosen in enumerate(product(*values.values())):
            if place >= MOST_TRIED:
                break
            told = vouched(dict(zip(values, chosen, strict=True)))
            answers = (ask_criterion(leaf, told, as_of, standards)[0].met for leaf in leaves)
            seen[tuple(answers)] = None
        names = [leaf.name for leaf in leaves]
        groups.append(tuple(dict(zip(names, answers, strict=True)) for answers in seen))
    return Reachable(tuple(groups), whole)


def _together(leaves: Sequence[Leaf]) -> list[list[Leaf]]:
    """The criteria in groups of which no two read a common fact."""
    groups: list[list[Leaf]] = []
    for leaf in leaves:
        reads = set(leaf.reads)
        joined = [group for group in groups if any(reads & set(other.reads) for other in group)]
        apart = [group for group in groups if group not in joined]
        groups = [*apart, [one for group in joined for one in group] + [leaf]]
    return groups
