"""An amount that is made up of several: what else counts is added, and what the programme lets off is taken away.

Worked out as far as it is known: what is missing leaves a least and a most, so that known facts decide early.
"""

from collections.abc import Mapping
from typing import Annotated, NamedTuple

import msgspec

from seoul_learn.kit.money import Rounding, rounded
from seoul_learn.kit.saying import saying
from seoul_learn.plugin_api.config import Config
from seoul_learn.plugin_api.facts import Fact
from seoul_learn.plugin_api.percent import Percent, refuse_no_percent, share_of
from seoul_learn.plugin_api.periods import unit_of
from seoul_learn.plugin_api.told import told_number

_Money = Annotated[str, msgspec.Meta(min_length=1, extra={"names": "fact", "types": ("money", "whole_number")})]
_Number = Annotated[str, msgspec.Meta(min_length=1, extra={"names": "fact", "types": ("whole_number",)})]
_Units = Annotated[int, msgspec.Meta(ge=0, le=10**12, description="an amount in whole units of the currency")]


class Deduction(Config, frozen=True, kw_only=True):
    """What is let off: a fact, or a share of it, up to `at_most`; or an amount, for each of a number where told.

    `by_size` are amounts for one person, two, and so on; the last holds for more. Shares are rounded, a half up.
    """

    fact: _Money | None = None
    percent: Percent | None = None
    at_most: _Units | None = None
    amount: _Units | None = None
    each: _Number | None = None
    by_size: tuple[_Units, ...] = ()

    def __post_init__(self) -> None:
        refuse_no_percent(self.percent, "percent")
        if (self.fact is not None) + (self.amount is not None) + bool(self.by_size) != 1:
            raise ValueError(saying("Write `fact`, `amount` or `by_size`: one of them is what is taken off"))
        if self.fact is None and (self.percent is not None or self.at_most is not None):
            raise ValueError(saying("`percent` and `at_most` are of a `fact`; write that too"))
        if self.amount is None and self.each is not None:
            raise ValueError(saying("`each` counts an `amount`; write that too"))


def refuse_no_sum(less: tuple[Deduction, ...], period_fact: str | None) -> None:
    """Raises ValueError for sums to take off an amount of which the family says what period it is for."""
    if period_fact is not None and any(one.fact is None or one.at_most is not None for one in less):
        raise ValueError(saying("Sums in `less` are for one period; write `period` instead of `period_fact`"))


class Net(NamedTuple):
    """What an amount comes to: at least `low`, at most `high` (open where None), and the facts that are missing.

    Never below nothing. `gross` is what there is before anything is taken off, as far as it is told.
    """

    low: int
    high: int | None
    missing: tuple[str, ...]
    gross: int


class Composition(msgspec.Struct, frozen=True, kw_only=True):
    """`measure` with what else counts and what is let off; `step` is how many minor units a written 1 is."""

    measure: str
    plus: tuple[str, ...] = ()
    less: tuple[Deduction, ...] = ()
    size: str | None = None
    step: int = 1

    def reads(self) -> tuple[str, ...]:
        """The facts that it is made of, beside the measure."""
        sized = self.size if any(one.by_size for one in self.less) else None
        named = (*self.plus, *(name for one in self.less for name in (one.fact, one.each)), sized)
        return tuple(dict.fromkeys(name for name in named if name))

    def net(self, facts: Mapping[str, Fact]) -> Net:
        """What it comes to by what is told. A further amount below nothing adds nothing, and takes nothing off."""
        missing: list[str] = []
        first = told_number(facts, self.measure)
        if first is None:
            missing.append(self.measure)
        gross = first or 0
        for name in self.plus:
            more = told_number(facts, name)
            if more is None:
                missing.append(name)
            gross += max(more or 0, 0)
        open_above = bool(missing)
        least, most = 0, 0 if first is not None else None
        for one in self.less:
            low, high, lacking = self._off(one, facts)
            missing += lacking
            least += low
            most = None if most is None or high is None else most + high
        return Net(
            low=0 if most is None else max(gross - most, 0),
            high=None if open_above else max(gross - least, 0),
            missing=tuple(dict.fromkeys(missing)),
            gross=gross,
        )

    def _off(self, one: Deduction, facts: Mapping[str, Fact]) -> tuple[int, int | None, tuple[str, ...]]:
        """The least and the most that is taken off, and the facts that are missing to tell."""
        if one.by_size:
            size = told_number(facts, self.size) if self.size else None
            if size is not None:
                amount = one.by_size[min(max(size, 1), len(one.by_size)) - 1] * self.step
                return amount, amount, ()
            lacking = (self.size,) if self.size else ()
            return min(one.by_size) * self.step, max(one.by_size) * self.step, lacking
        if one.fact is not None:
            most = None if one.at_most is None else one.at_most * self.step
            told = told_number(facts, one.fact)
            if told is None:
                return 0, most, (one.fact,)
            parts, of = share_of(one.percent).as_integer_ratio()
            amount = rounded(max(told, 0) * parts, 100 * of, Rounding.HALF_UP)
            amount = amount if most is None else min(amount, most)
            return amount, amount, ()
        amount = (one.amount or 0) * self.step
        if one.each is None:
            return amount, amount, ()
        count = told_number(facts, one.each)
        if count is None:
            return 0, None, (one.each,)
        return amount * max(count, 0), amount * max(count, 0), ()


def made_of(
    measure: str, plus: tuple[str, ...], less: tuple[Deduction, ...], *, size: str, unit: str | None
) -> Composition | None:
    """How an amount is made up; None where it is the measure alone. Without a `unit`, sums are in minor units."""
    if not plus and not less:
        return None
    read = unit_of(unit) if unit else None
    return Composition(measure=measure, plus=plus, less=less, size=size, step=read.minor if read else 1)
