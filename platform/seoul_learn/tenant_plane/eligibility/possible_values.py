"""What a rule can come to, given what its open criteria can: found without trying every answer of every criterion.

A criterion that stands once in the rule varies by itself, so that the values of two parts of a rule combine freely.
Only criteria that stand in several places, or move together, are tried out value by value, and each of them no higher
than the part of the rule that holds all its places.
"""

from collections.abc import Iterable, Mapping
from itertools import chain, product

import msgspec

from seoul_learn.tenant_plane.eligibility.rule import (
    All,
    AtLeast,
    Expression,
    Name,
    Not,
    names_in,
    parts_of,
)
from seoul_learn.tenant_plane.eligibility.truth import Truth

Pair = tuple[Truth, Truth]
"""The value before something is told, and after."""
Choice = Mapping[str, Pair]
"""Values of the criteria of one group, by name."""

MOST_STEPS = 10_000
"""Parts of a rule looked at for one answer. Rules that people write take a few hundred."""


class TooManyWays(Exception):
    """The rule names so many criteria in several places that not every way can be tried."""


class _Unless(msgspec.Struct, frozen=True):
    """`part`, where none of `others` holds after what is told."""

    others: tuple[Expression, ...]
    part: Expression


class _Part(msgspec.Struct, frozen=True):
    """A part of a rule, and the groups whose places it is the smallest to hold all of."""

    expression: Expression | _Unless
    parts: tuple["_Part", ...]
    groups: tuple[int, ...]


def possible_pairs(
    rule: Expression,
    fixed: Choice,
    groups: Iterable[tuple[Choice, ...]],
    *,
    unless: tuple[Expression, ...] = (),
) -> frozenset[Pair]:
    """Every pair of values that the rule can come to, where none of `unless` comes to hold.

    `fixed` are names whose values stand; each of `groups` is what the others can be together. Raises TooManyWays.
    """
    return _Search(_Unless(unless, rule), fixed, [choices for choices in groups if choices]).pairs()


class _Search:
    def __init__(self, whole: _Unless, fixed: Choice, groups: list[tuple[Choice, ...]]) -> None:
        self._fixed = dict(fixed)
        self._groups = groups
        self._steps = 0
        places: dict[str, int] = {}
        for name in chain.from_iterable(map(names_in, (*whole.others, whole.part))):
            places[name] = places.get(name, 0) + 1
        group_of = {name: number for number, choices in enumerate(groups) for name in choices[0]}
        self._group_of = group_of
        # A group that stands in one place needs no trying out: its values are simply all it can be there.
        self._free: dict[str, frozenset[Pair]] = {}
        counts = [0] * len(groups)
        for name, count in places.items():
            if name in group_of:
                counts[group_of[name]] += count
        for name, number in group_of.items():
            if counts[number] == 1 and name in places:
                self._free[name] = frozenset(choice[name] for choice in groups[number])
        self._root, _ = self._part(whole, counts)

    def pairs(self) -> frozenset[Pair]:
        return self._pairs(self._root)

    def _part(self, expression: Expression | _Unless, counts: list[int]) -> tuple[_Part, dict[int, int]]:
        seen: dict[int, int] = {}
        parts = []
        if isinstance(expression, Name) and expression.name in self._group_of and expression.name not in self._free:
            seen[self._group_of[expression.name]] = 1
        inner = (*expression.others, expression.part) if isinstance(expression, _Unless) else parts_of(expression)
        for below in inner:
            part, places = self._part(below, counts)
            parts.append(part)
            for number, count in places.items():
                seen[number] = seen.get(number, 0) + count
        here = tuple(number for number, count in seen.items() if count == counts[number])
        return (
            _Part(expression, tuple(parts), here),
            {number: count for number, count in seen.items() if number not in here},
        )

    def _pairs(self, part: _Part) -> frozenset[Pair]:
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise TooManyWays
        if not part.groups:
            return self._combined(part)
        found: set[Pair] = set()
        for chosen in product(*(self._groups[number] for number in part.groups)):
            for choice in chosen:
                self._fixed.update(choice)
            found |= self._combined(part)
        return frozenset(found)

    def _combined(self, part: _Part) -> frozenset[Pair]:
        expression = part.expression
        if isinstance(expression, Name):
            return self._free.get(expression.name) or frozenset({self._fixed[expression.name]})
        below = [self._pairs(one) for one in part.parts]
        if isinstance(expression, _Unless):
            free = all(any(after is not True for _, after in pairs) for pairs in below[:-1])
            return below[-1] if free else frozenset()
        if isinstance(expression, Not):
            return frozenset((_negated(before), _negated(after)) for before, after in below[0])
        needed = _needed(expression)
        # How many parts hold, and how many may still hold, before and after.
        counts = {(0, 0, 0, 0)}
        for pairs in below:
            counts = {
                (
                    count[0] + (before is True), count[1] + (before is not False),
                    count[2] + (after is True), count[3] + (after is not False),
                )
                for count in counts
                for before, after in pairs
            }  # fmt: skip
        return frozenset((_counted(needed, *count[:2]), _counted(needed, *count[2:])) for count in counts)


def _negated(value: Truth) -> Truth:
    return None if value is None else not value


def _needed(expression: Expression) -> int:
    match expression:
        case All(parts):
            return len(parts)
        case AtLeast(count, _):
            return count
        case _:
            return 1


def _counted(needed: int, held: int, possible: int) -> Truth:
    if held >= needed:
        return True
    return None if possible >= needed else False
