"""How long something lasts as fields of a form, as the text writes it, and in the reader's words."""

from collections.abc import Mapping, Sequence
from datetime import date

from seoul_learn.tenant_plane.eligibility.lasting import (
    Days,
    Lasting,
    Months,
    UntilDay,
    UntilSchoolYearEnds,
    in_words,
    read_lasting,
)
from seoul_learn.web.shared.formats import formats_for
from seoul_learn.web.shared.forms import Choice, joined_date, split_date
from seoul_learn.web.shared.page import Looking
from seoul_learn.web.shared.translate import N_, translator

_UNITS = {
    "months": N_("So many months"),
    "days": N_("So many days"),
    "school_year": N_("Until the end of the school year"),
    "until": N_("Until a day"),
}
_MONTHS = N_("%(many)s months")
_DAYS = N_("%(many)s days")
_UNTIL = N_("until %(day)s")


def units(reader: Looking) -> tuple[Choice, ...]:
    """What can be chosen."""
    say = translator(reader.language).gettext
    return tuple(Choice(unit, say(words)) for unit, words in _UNITS.items())


def as_typed(written: object) -> dict[str, str]:
    """The fields for what the text says."""
    match read_lasting(written):
        case Months(count):
            return {"lasts_unit": "months", "lasts_count": str(count)}
        case Days(count):
            return {"lasts_unit": "days", "lasts_count": str(count)}
        case UntilSchoolYearEnds():
            return {"lasts_unit": "school_year"}
        case UntilDay(day):
            return {"lasts_unit": "until", **split_date(day.isoformat(), "lasts_day")}
        case _:
            return {"lasts_unit": "months"}


def read_typed(sent: Mapping[str, Sequence[str]]) -> str | None:
    """What was typed as the text writes it; None for what is no time."""
    plain = {name: values[0].strip() for name, values in sent.items() if values}
    count = plain.get("lasts_count", "")
    counted = int(count) if count.isdecimal() and 0 < int(count) < 10_000 else None
    lasting: Lasting | None = None
    match plain.get("lasts_unit"):
        case "months":
            lasting = Months(counted) if counted else None
        case "days":
            lasting = Days(counted) if counted else None
        case "school_year":
            lasting = UntilSchoolYearEnds()
        case "until":
            lasting = _until(joined_date(plain, "lasts_day"))
    return in_words(lasting) if lasting is not None else None


def lasting_words(written: object, reader: Looking) -> str:
    """What the text says, to be read; as it is written where it is no time."""
    say = translator(reader.language)
    match read_lasting(written):
        case Months(count):
            return say.tell(_MONTHS, many=count)
        case Days(count):
            return say.tell(_DAYS, many=count)
        case UntilSchoolYearEnds():
            return say.gettext(_UNITS["school_year"])
        case UntilDay(day):
            return say.tell(_UNTIL, day=formats_for(reader.language, reader.timezone, reader.currency).date(day))
        case _:
            return str(written)


def _until(text: str) -> UntilDay | None:
    try:
        return UntilDay(date.fromisoformat(text))
    except ValueError:
        return None
