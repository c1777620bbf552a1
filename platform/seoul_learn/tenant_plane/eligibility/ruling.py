"""What the rule of a policy makes of its criteria's values, worked out once for each combination that occurs.

One decision, its trace and bulk runs all read these rulings: that is why they agree.
"""

import enum
from collections.abc import Mapping, Sequence

import msgspec

from seoul_learn.tenant_plane.eligibility.rule import Expression, support, truth_of
from seoul_learn.tenant_plane.eligibility.truth import Truth

_MOST_KEPT = 10_000


class State(enum.IntEnum):
    """All that a rule can see of a criterion's value. UNVOUCHED: met by facts that lack the assurance wanted."""

    UNMET = 0
    MET = 1
    UNVOUCHED = 2
    UNKNOWN = 3

    @property
    def told(self) -> Truth:
        """The value by the facts as told."""
        return _TOLD[self]

    @property
    def assured(self) -> Truth:
        """The value by the facts as vouched for."""
        return _ASSURED[self]


_TOLD: tuple[Truth, ...] = (False, True, True, None)
_ASSURED: tuple[Truth, ...] = (False, True, None, None)


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """The rule's value by the facts as told and as vouched for, and the criteria on which it rests.

    `grant` is the position of the first grant that holds by what is vouched for; `is_open` says whether more facts
    could matter at all: the rule does not fail, and not every criterion is known. `is_final` says that nothing is open
    in any way: every criterion is known, and what speaks for the person is vouched for as far as the rule needs it.
    """

    told: Truth
    assured: Truth
    resting_on: tuple[str, ...]
    grant: int | None
    is_open: bool
    is_final: bool


class Rulings:
    """The rulings of one policy, by the states of its criteria in their order: a byte for each."""

    def __init__(self, names: Sequence[str], rule: Expression, grants: Sequence[Expression]) -> None:
        self._names = tuple(names)
        self._rule = rule
        self._grants = tuple(grants)
        self._kept: dict[bytes, Ruling] = {}

    def of(self, states: bytes) -> Ruling:
        """The ruling for some states."""
        ruling = self._kept.get(states)
        if ruling is None:
            ruling = self._worked_out(dict(zip(self._names, map(State, states), strict=True)))
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[states] = ruling
        return ruling

    def _worked_out(self, states: Mapping[str, State]) -> Ruling:
        told = truth_of(self._rule, lambda name: states[name].told)
        assured = truth_of(self._rule, lambda name: states[name].assured)
        resting_on = support(self._rule, lambda name: states[name].assured if told is assured else states[name].told)
        granted = [truth_of(when, lambda name: states[name].assured) for when in self._grants]
        return Ruling(
            told=told,
            assured=assured,
            resting_on=tuple(name for name in self._names if name in resting_on),
            grant=granted.index(True) if True in granted else None,
            is_open=told is not False and State.UNKNOWN in states.values(),
            is_final=State.UNKNOWN not in states.values() and (assured is True or told is False),
        )
