"""The periods that amounts are for, and a limit of one period as a limit of another."""

import enum
import re
from functools import lru_cache

import msgspec

from seoul_learn.kit.money import Rounding, minor_units, rounded


class Period(enum.StrEnum):
    """What an amount is paid or counted for. `TWICE_A_MONTH` is 24 times a year, `TWO_WEEKS` 26 times."""

    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    TWICE_A_MONTH = "twice_a_month"
    TWO_WEEKS = "two_weeks"
    WEEK = "week"
    DAY = "day"

    @property
    def times_a_year(self) -> int:
        """How often it comes in a year, as programmes count: 52 weeks, 365 days."""
        return _TIMES[self]


_TIMES = {
    Period.YEAR: 1,
    Period.QUARTER: 4,
    Period.MONTH: 12,
    Period.TWICE_A_MONTH: 24,
    Period.TWO_WEEKS: 26,
    Period.WEEK: 52,
    Period.DAY: 365,
}
UNIT_PATTERN = rf"^[A-Z]{{3}}(/({'|'.join(Period)}))?$"
_UNIT = re.compile(UNIT_PATTERN)


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """A currency, and the period that amounts are for; property or a one-off payment has none."""

    currency: str
    period: Period | None = None

    @property
    def minor(self) -> int:
        """How many minor units one unit of the currency has."""
        return minor_units(self.currency)


@lru_cache(maxsize=256)
def unit_of(text: str) -> Unit | None:
    """The unit that a text like `USD/year` says, or None when it says none."""
    if _UNIT.fullmatch(text) is None:
        return None
    currency, slash, period = text.partition("/")
    return Unit(currency=currency, period=Period(period) if slash else None)


def period_of(code: str | None) -> Period | None:
    """The period of a code, or None."""
    return Period(code) if code in _TIMES else None


def converted(amount: int, *, of: Period, to: Period, rounding: Rounding, step: int = 1) -> int:
    """An amount for one period as that for another, rounded to whole steps: 20,345 a year is 1,696 a month, up."""
    if of is to:
        return amount
    return rounded(amount * of.times_a_year, to.times_a_year * step, rounding) * step
