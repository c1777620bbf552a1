"""The day that a criterion looks at, as laws name it: that of the application, 1 March of the school year, month's end.

A year of the law begins on a month and day (`03-01`), so that 1 March is the last one that has come.
"""

import calendar
import re
from datetime import date
from typing import Annotated

import msgspec

from seoul_learn.kit.saying import saying

APPLICATION = "application"
_NAMED = (APPLICATION, "start_of_month", "end_of_month", "start_of_year", "end_of_year")
_MONTH_DAY = r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_WHOLE = re.compile(rf"[0-9]{{4}}-{_MONTH_DAY}")

MonthDay = Annotated[str, msgspec.Meta(pattern=rf"^{_MONTH_DAY}$", description="a month and a day, like 03-01")]
LawDay = Annotated[
    str,
    msgspec.Meta(
        pattern=rf"^({'|'.join(_NAMED)}|([0-9]{{4}}-)?{_MONTH_DAY})$",
        description=f"{', '.join(_NAMED)}, a month and day like 03-01, or a day like 2026-03-01",
    ),
]


def refuse_no_day(text: str) -> None:
    """Raises ValueError for a day that not every year has (02-29, 02-30) or that does not exist."""
    if text in _NAMED:
        return
    try:
        date.fromisoformat(text if _WHOLE.fullmatch(text) else f"2001-{text}")
    except ValueError:
        raise ValueError(saying("`%(day)s` is not a day that every year has", day=text)) from None


def law_day(on: str, as_of: date, *, year_begins: str) -> date:
    """The day that `on` means for an application on `as_of`. Total."""
    match on:
        case "application":
            return as_of
        case "start_of_month":
            return as_of.replace(day=1)
        case "end_of_month":
            return as_of.replace(day=calendar.monthrange(as_of.year, as_of.month)[1])
        case "start_of_year":
            return _in_law_year(year_begins, as_of, year_begins)
        case "end_of_year":
            begin = _in_law_year(year_begins, as_of, year_begins)
            return date.max if begin.year == date.max.year else date.fromordinal(_next(begin).toordinal() - 1)
    if _WHOLE.fullmatch(on):
        return date.fromisoformat(on)
    return _in_law_year(on, as_of, year_begins)


def law_year(day: date, *, year_begins: str) -> int:
    """The year of the law that a day lies in, named after the year in which it begins."""
    return day.year if _of_year(year_begins, day.year) <= day else day.year - 1


def _in_law_year(month_day: str, as_of: date, year_begins: str) -> date:
    year = law_year(as_of, year_begins=year_begins)
    year += month_day < year_begins
    return as_of if not date.min.year <= year <= date.max.year else _of_year(month_day, year)


def _of_year(month_day: str, year: int) -> date:
    month, _, day = month_day.partition("-")
    return date(year, int(month), int(day))


def _next(day: date) -> date:
    return day.replace(year=day.year + 1)
