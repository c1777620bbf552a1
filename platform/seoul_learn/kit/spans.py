"""A length of time as laws write it, `6 months`, and the day that lies so long before another."""

import calendar
import re
from datetime import date, timedelta

import msgspec

_WRITTEN = re.compile(r"([1-9][0-9]{0,3}) (day|week|month|year)s?")
SPAN_PATTERN = r"^[1-9][0-9]{0,3} (day|week|month|year)s?$"


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """So many days and so many months; a year is twelve months."""

    days: int = 0
    months: int = 0


def span_of(text: str) -> Span:
    """The span that a text like `6 months` says. Raises ValueError."""
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise ValueError(f'`{text}` is not a length of time; write it like "6 months"')
    count = int(found[1])
    match found[2]:
        case "day":
            return Span(days=count)
        case "week":
            return Span(days=7 * count)
        case "month":
            return Span(months=count)
        case _:
            return Span(months=12 * count)


def before(day: date, span: Span) -> date:
    """The day so long before another: of 31 August, six months before is the last of February. Never before year 1."""
    if day.year * 12 + day.month - 1 - span.months < 12:
        return date.min
    moved = months_later(day, -span.months)
    return moved - timedelta(days=span.days) if (moved - date.min).days >= span.days else date.min


def months_later(day: date, months: int) -> date:
    """The same day so many months on (or back), or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
