"""Spans of time as a policy writes them: "12 months", "until the end of the school year", "until 2026-08-31"."""

import re
from datetime import date, timedelta

import msgspec

from seoul_learn.kit.saying import saying
from seoul_learn.kit.spans import months_later, span_of

_MOST_DIGITS = 3
"""Of the number of a span that lies ahead, so that every day that it leads to can be written."""
_SCHOOL_YEAR = re.compile(r"until (?:the )?end of (?:the )?school year")
_DAY = re.compile(r"until ([0-9]{4}-[0-9]{2}-[0-9]{2})")
_BEFORE = re.compile(r"(.+) before")
_MONTH_AND_DAY = re.compile(r"([0-9]{2})-([0-9]{2})")


class SchoolYear(msgspec.Struct, frozen=True):
    """A school year begins on this month and day, and ends the day before."""

    month: int
    day: int

    def start_after(self, on: date) -> date:
        """The first day of the next school year, later than `on`."""
        this_year = date(on.year, self.month, self.day)
        return this_year if on < this_year else date(on.year + 1, self.month, self.day)

    def end(self, on: date) -> date:
        """The last day of the school year in which `on` lies."""
        return self.start_after(on) - timedelta(days=1)


class Days(msgspec.Struct, frozen=True, tag="days"):
    """So many days."""

    count: int


class Months(msgspec.Struct, frozen=True, tag="months"):
    """So many calendar months."""

    count: int


class UntilSchoolYearEnds(msgspec.Struct, frozen=True, tag="school_year"):
    """Until the last day of the school year in which it begins."""


class UntilDay(msgspec.Struct, frozen=True, tag="day"):
    """Until a day, that day included."""

    day: date


Counted = Days | Months
Lasting = Days | Months | UntilSchoolYearEnds | UntilDay

COUNTED_LIKE = saying('"60 days" or "6 months"')
LASTING_LIKE = saying('"12 months", "until the end of the school year" or "until 2026-08-31"')


def read_counted(text: object) -> Counted | None:
    """A count of days, weeks, months or years, or None for anything else."""
    if not isinstance(text, str) or len(text.partition(" ")[0]) > _MOST_DIGITS:
        return None
    try:
        span = span_of(text)
    except ValueError:
        return None
    return Months(span.months) if span.months else Days(span.days)


def read_before(text: object) -> Counted | None:
    """What stands before the word `before`, as in "60 days before"; or None."""
    found = _BEFORE.fullmatch(text) if isinstance(text, str) else None
    return read_counted(found[1]) if found else None


def read_lasting(text: object) -> Lasting | None:
    """A span that a policy writes, or None for anything else."""
    if not isinstance(text, str):
        return None
    if _SCHOOL_YEAR.fullmatch(text):
        return UntilSchoolYearEnds()
    if found := _DAY.fullmatch(text):
        try:
            return UntilDay(date.fromisoformat(found[1]))
        except ValueError:
            return None
    return read_counted(text)


def read_school_year(text: object) -> SchoolYear | None:
    """The day on which school years turn, from "03-01"; None for what is no day of every year."""
    found = _MONTH_AND_DAY.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    month, day = int(found[1]), int(found[2])
    try:
        date(2025, month, day)  # not a leap year: 29 February does not come every year
    except ValueError:
        return None
    return SchoolYear(month, day)


def later(start: date, span: Counted) -> date:
    """The day a span after `start`; of a shorter month the last."""
    return months_later(start, span.count) if isinstance(span, Months) else start + timedelta(days=span.count)


def earlier(end: date, span: Counted) -> date:
    """The day a span before `end`; of a shorter month the last."""
    return months_later(end, -span.count) if isinstance(span, Months) else end - timedelta(days=span.count)


def end_of(lasting: Lasting, *, start: date, school_year: SchoolYear | None) -> date:
    """The last day of what begins on `start`. Never before `start`.

    ValueError without a school year where one is named: reading a policy refuses that.
    """
    match lasting:
        case UntilDay(day):
            return max(day, start)
        case UntilSchoolYearEnds():
            if school_year is None:
                raise ValueError("the policy says nothing of school years")
            return school_year.end(start)
        case Days() | Months():
            return later(start, lasting)


def in_words(lasting: Lasting) -> str:
    """The span as a policy writes it: reads back to the same."""
    match lasting:
        case UntilDay(day):
            return f"until {day}"
        case UntilSchoolYearEnds():
            return "until the end of the school year"
        case Days(count):
            return f"{count} day" if count == 1 else f"{count} days"
        case Months(count):
            return f"{count} month" if count == 1 else f"{count} months"
