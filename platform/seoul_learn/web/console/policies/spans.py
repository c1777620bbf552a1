"""Spans of time as fields of a form and as the text writes them: "12 months", "60 days before", "until 2026-08-31"."""

import re
from collections.abc import Mapping
from datetime import date

from seoul_learn.web.shared.forms import Choice, joined_date, split_date
from seoul_learn.web.shared.page import Looking
from seoul_learn.web.shared.translate import N_, translator

_COUNTED = re.compile(r"([1-9][0-9]{0,2}) (day|week|month|year)s?")
_SCHOOL_YEAR = re.compile(r"until (?:the )?end of (?:the )?school year")
_UNTIL = re.compile(r"until ([0-9]{4}-[0-9]{2}-[0-9]{2})")
_BEFORE = " before"

_UNITS = {"day": N_("days"), "week": N_("weeks"), "month": N_("months"), "year": N_("years")}
_ENDS = {"school_year": N_("until the end of the school year"), "until": N_("until a day")}
_NONE = N_("not set")
_AS_WRITTEN = "as_written"


def unit_choices(
    reader: Looking, *, ends: bool = False, optional: bool = True, written: str = ""
) -> tuple[Choice, ...]:
    """What can be chosen; `written` is what stands there and is none of it."""
    say = translator(reader.language).gettext
    units = {**({"": _NONE} if optional else {}), **_UNITS, **(_ENDS if ends else {})}
    more = (Choice(_AS_WRITTEN, written),) if written else ()
    return (*(Choice(unit, say(words)) for unit, words in units.items()), *more)


def shown_span(written: object, key: str, *, ends: bool, before: bool) -> dict[str, str]:
    """The fields for what the text says; what cannot be read is chosen as it is written."""
    fields = {f"{key}-unit": "", f"{key}-count": ""}
    if ends:
        fields |= split_date("", f"{key}-day")
    if written is None:
        return fields
    text = str(written)
    plain = text.removesuffix(_BEFORE) if before else text
    if found := _COUNTED.fullmatch(plain):
        return {**fields, f"{key}-unit": found[2], f"{key}-count": found[1]}
    if ends and _SCHOOL_YEAR.fullmatch(plain):
        return {**fields, f"{key}-unit": "school_year"}
    if ends and (found := _UNTIL.fullmatch(plain)):
        return {**fields, f"{key}-unit": "until", **split_date(found[1], f"{key}-day")}
    return {**fields, f"{key}-unit": _AS_WRITTEN, f"{key}-count": text}


def read_span(typed: Mapping[str, str], key: str, *, before: bool) -> str | None:
    """What was typed as the text writes it; None for what is no time."""
    unit, count = typed.get(f"{key}-unit", ""), typed.get(f"{key}-count", "")
    if unit == "school_year":
        return "until the end of the school year"
    if unit == "until":
        try:
            return f"until {date.fromisoformat(joined_date(typed, f'{key}-day'))}"
        except ValueError:
            return None
    if unit not in _UNITS or not re.fullmatch(r"[1-9][0-9]{0,2}", count):
        return None
    return f"{count} {unit}{'' if count == '1' else 's'}{_BEFORE if before else ''}"
