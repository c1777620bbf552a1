"""Which criteria can still change the value of a rule, and the smallest sets of facts with which it could hold."""

from collections.abc import Mapping
from itertools import product

import msgspec

from seoul_learn.tenant_plane.eligibility.rule import All, Any, AtLeast, Expression, Name, Not, names_in, truth_of
from seoul_learn.tenant_plane.eligibility.truth import Truth

EXACT_UP_TO = 6
"""Open criteria up to which a rule that names one of them twice is tried out completely: 3^6 values."""
MOST_SETS = 16
"""Sets of facts kept at each step, the smallest first."""

Facts = frozenset[str]


class Reach(msgspec.Struct, frozen=True):
    """What it takes for a criterion to be met, and to be unmet: facts; None when it cannot be."""

    met: Facts | None
    unmet: Facts | None

    @property
    def is_open(self) -> bool:
        """Whether answers decide it."""
        return bool(self.met) and bool(self.unmet)


def settled(value: Truth) -> Reach:
    """A criterion whose value stands; an unknown one that no answer can settle reaches nothing."""
    nothing: Facts = frozenset()
    return Reach(nothing if value is True else None, nothing if value is False else None)


def relevant(rule: Expression, reach: Mapping[str, Reach]) -> frozenset[str]:
    """The open criteria that can still change the value of the rule, whatever the answers to the others may be.

    A criterion counts when some answers to the others, or none, leave the rule unknown without it and settle it with
    it. This is exact for a rule that names each open criterion once; for others up to `EXACT_UP_TO` open criteria;
    beyond that it may name one too many, never one too few.
    """
    found = frozenset(_swaying(rule, reach, met_matters=True, unmet_matters=True))
    written = [name for name in names_in(rule) if reach[name].is_open]
    repeated = len(set(written)) < len(written)
    if not repeated or len(set(written)) > EXACT_UP_TO:
        return found
    return frozenset(name for name in found if _tried_out(rule, reach, name, sorted(set(written) - {name})))


def _tried_out(rule: Expression, reach: Mapping[str, Reach], name: str, others: list[str]) -> bool:
    values: dict[str, Truth] = {leaf: _present(reach[leaf]) for leaf in reach}
    for answers in product((None, True, False), repeat=len(others)):
        values |= dict(zip(others, answers, strict=True))
        if truth_of(rule, (values | {name: None}).__getitem__) is not None:
            continue
        if any(truth_of(rule, (values | {name: answer}).__getitem__) is not None for answer in (True, False)):
            return True
    return False


def _present(reach: Reach) -> Truth:
    if reach.is_open or (reach.met is None and reach.unmet is None):
        return None
    return reach.met is not None


def _swaying(rule: Expression, reach: Mapping[str, Reach], *, met_matters: bool, unmet_matters: bool) -> set[str]:
    """The open names below `rule` that can turn it to a value that matters, its other parts permitting."""
    if isinstance(rule, Name):
        return {rule.name} if reach[rule.name].is_open and (met_matters or unmet_matters) else set()
    if isinstance(rule, Not):
        return _swaying(rule.part, reach, met_matters=unmet_matters, unmet_matters=met_matters)
    parts = rule.parts
    needed = _met_needed(rule)
    can_be_met = [_can_be(part, reach, wanted=True) for part in parts]
    can_be_unmet = [_can_be(part, reach, wanted=False) for part in parts]
    if _fixed(rule, reach):
        return set()
    found: set[str] = set()
    for position, part in enumerate(parts):
        others_met = sum(can_be_met) - can_be_met[position]
        others_unmet = sum(can_be_unmet) - can_be_unmet[position]
        found |= _swaying(
            part,
            reach,
            met_matters=met_matters and others_met >= needed - 1,
            unmet_matters=unmet_matters and others_unmet >= len(parts) - needed,
        )
    return found


def _fixed(rule: Expression, reach: Mapping[str, Reach]) -> bool:
    return truth_of(rule, lambda name: _present(reach[name])) is not None


def _met_needed(rule: All | Any | AtLeast) -> int:
    """How many parts have to hold for the whole to hold."""
    match rule:
        case All(parts):
            return len(parts)
        case Any():
            return 1
        case AtLeast(count, _):
            return count


def _can_be(rule: Expression, reach: Mapping[str, Reach], *, wanted: bool) -> bool:
    if isinstance(rule, Name):
        return (reach[rule.name].met if wanted else reach[rule.name].unmet) is not None
    if isinstance(rule, Not):
        return _can_be(rule.part, reach, wanted=not wanted)
    needed = _met_needed(rule)
    needed = needed if wanted else len(rule.parts) - needed + 1
    return sum(_can_be(part, reach, wanted=wanted) for part in rule.parts) >= needed


def smallest_sets(rule: Expression, reach: Mapping[str, Reach], *, wanted: bool) -> tuple[Facts, ...]:
    """The smallest sets of facts with which the rule could come to `wanted`: no set contains another one.

    Empty when it cannot come to it; at most `MOST_SETS`, those of fewest facts first.
    """
    if isinstance(rule, Name):
        needed_facts = reach[rule.name].met if wanted else reach[rule.name].unmet
        return () if needed_facts is None else (needed_facts,)
    if isinstance(rule, Not):
        return smallest_sets(rule.part, reach, wanted=not wanted)
    needed = _met_needed(rule)
    needed = needed if wanted else len(rule.parts) - needed + 1
    # `chosen[n]`: the sets with which n of the parts seen so far come to `wanted`.
    chosen: list[tuple[Facts, ...]] = [(frozenset(),), *[()] * needed]
    for part in rule.parts:
        ways = smallest_sets(part, reach, wanted=wanted)
        for count in range(needed, 0, -1):
            more = (so_far | way for so_far in chosen[count - 1] for way in ways)
            chosen[count] = _smallest((*chosen[count], *more))
    return chosen[needed]


def _smallest(sets: tuple[Facts, ...]) -> tuple[Facts, ...]:
    kept: list[Facts] = []
    for candidate in sorted(set(sets), key=lambda facts: (len(facts), sorted(facts))):
        if not any(smaller <= candidate for smaller in kept):
            kept.append(candidate)
    return tuple(kept[:MOST_SETS])
