"""Answers that make a difference: for each fact the values around which the criteria of a policy turn.

Found by trying, not by reading configurations, so that it serves criteria that nobody here has seen: whole numbers and
amounts are searched by halving between a coarse grid's points wherever some criterion answers differently at the two;
days likewise. What turns and turns back between two points of the grid is not seen: the grid of days is a month.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations, product

from seoul_learn.plugin_api.facts import Assurance, Fact, FactCatalogue, FactType, FactValue
from seoul_learn.plugin_api.references import named_codes
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.ask_criterion import ask_criterion
from seoul_learn.tenant_plane.eligibility.policy import Leaf

_MOST_SUBSETS = 4
"""Named choices of a fact up to which every combination of them is tried."""
_SPAN_YEARS = 120
_NUMBERS = (*range(31), *(10**power * digit for power in range(1, 13) for digit in (1, 2, 5)))
_ELSEWHERE = "-"
"""An answer of a fact whose choices nobody lists."""
_OTHER_FACTS = 24
"""Settings of the other facts under which a fact's turning points are searched."""


def vouched(values: Mapping[str, FactValue]) -> dict[str, Fact]:
    """Facts with these values, as well vouched for as can be."""
    return {
        name: Fact(name=name, value=value, assurance=Assurance.ATTESTED, source="case")
        for name, value in values.items()
    }


class Boundaries:
    """Searches the values that matter to `leaves` on a day."""

    def __init__(self, leaves: Sequence[Leaf], *, facts: FactCatalogue, standards: Standards, as_of: date) -> None:
        self._leaves = leaves
        self._facts = facts
        self._standards = standards
        self._as_of = as_of

    def values(self) -> dict[str, tuple[FactValue, ...]]:
        """The values that matter, by fact. Facts that are not in the catalogue are left out."""
        names = dict.fromkeys(name for leaf in self._leaves for name in leaf.reads if name in self._facts)
        found = {name: self._listed(name) for name in names}
        for name in names:
            if not found[name]:
                found[name] = self._searched(name, found)
        return found

    def _listed(self, name: str) -> tuple[FactValue, ...]:
        """The answers of a fact that is answered by choosing: those that are named, and one that is not."""
        definition = self._facts[name]
        if definition.type is FactType.BOOLEAN:
            return (True, False)
        codes = [code for leaf in self._leaves for code in named_codes(leaf.config).get(name, ())]
        if definition.type in (FactType.CHOICE, FactType.PLACE):
            if definition.type is FactType.PLACE:
                # Places lie within each other, and configurations mark them by one fact for all.
                codes += [code for leaf in self._leaves for each in named_codes(leaf.config).values() for code in each]
            choices = definition.choices or dict.fromkeys((*codes, _ELSEWHERE))
            return tuple(choices) if len(choices) <= 60 else tuple(dict.fromkeys((*codes, *list(choices)[:40])))
        if definition.type is FactType.CHOICES:
            named = [code for code in dict.fromkeys(codes) if code in definition.choices]
            other = [code for code in definition.choices if code not in named][:1]
            most = len(named) if len(named) <= _MOST_SUBSETS else 1
            subsets = [subset for size in range(most + 1) for subset in combinations(sorted(named), size)]
            return tuple(dict.fromkeys((*subsets, tuple(other), tuple(sorted(named)))))
        return ()

    def _searched(self, name: str, found: Mapping[str, tuple[FactValue, ...]]) -> tuple[FactValue, ...]:
        """The values on both sides of every turn of a number, an amount or a day."""
        definition = self._facts[name]
        if definition.type is FactType.DATE:
            first = date(self._as_of.year - _SPAN_YEARS, 1, 1)
            last = self._as_of + timedelta(days=366 * 5 if definition.future else 0)
            grid = [first.toordinal() + 30 * step for step in range((last - first).days // 30 + 1)]
            points = self._turns(name, [*grid, last.toordinal()], date.fromordinal, found)
            return tuple(date.fromordinal(point) for point in points)
        least = definition.minimum if definition.minimum is not None else 0
        most = definition.maximum if definition.maximum is not None else 10**12
        grid = [number for number in _NUMBERS if least <= number <= most]
        return self._turns(name, sorted({least, *grid, most}), lambda point: point, found)

    def _turns(
        self,
        name: str,
        grid: Sequence[int],
        value_of: Callable[[int], FactValue],
        found: Mapping[str, tuple[FactValue, ...]],
    ) -> tuple[int, ...]:
        leaves = [leaf for leaf in self._leaves if name in leaf.reads]
        points = {grid[0], grid[-1]}
        for others in self._others(name, leaves, found):

            def answers(point: int, others: Mapping[str, FactValue] = others) -> tuple[object, ...]:
                told = vouched({**others, name: value_of(point)})
                return tuple(self._met(leaf, told) for leaf in leaves)

            said = [answers(point) for point in grid]
            for place in range(len(grid) - 1):
                if said[place] != said[place + 1]:
                    points |= set(_between(grid[place], grid[place + 1], answers))
        return tuple(sorted(points))

    def _others(
        self, name: str, leaves: Iterable[Leaf], found: Mapping[str, tuple[FactValue, ...]]
    ) -> Iterator[dict[str, FactValue]]:
        """Settings of the facts that stand beside this one: up to `_OTHER_FACTS` of them."""
        beside = dict.fromkeys(one for leaf in leaves for one in leaf.reads if one != name and one in self._facts)
        ranges = [found[one] or self._plain(one) for one in beside]
        for place, values in enumerate(product(*ranges)):
            if place == _OTHER_FACTS:
                return
            yield dict(zip(beside, values, strict=True))

    def _plain(self, name: str) -> tuple[FactValue, ...]:
        """Everyday values of a fact that is not searched yet: sizes of households, mostly."""
        if self._facts[name].type is FactType.DATE:
            return (self._as_of - timedelta(days=3650),)
        least = self._facts[name].minimum or 0
        return (
            tuple(range(max(least, 1), max(least, 1) + 8))
            if self._facts[name].type is FactType.WHOLE_NUMBER
            else (1_000_000,)
        )

    def _met(self, leaf: Leaf, told: Mapping[str, Fact]) -> object:
        # One of somebody else's package that breaks leaves an unknown value, and the page comes all the same.
        return ask_criterion(leaf, told, self._as_of, self._standards)[0].met


def _between(low: int, high: int, answers: Callable[[int], tuple[object, ...]]) -> tuple[int, int]:
    """Two neighbours between which the answers turn."""
    before = answers(low)
    while high - low > 1:
        middle = (low + high) // 2
        if answers(middle) == before:
            low = middle
        else:
            high = middle
    return low, high
