"""Spans of time in the reader's words."""

from seoul_learn.tenant_plane.eligibility.lasting import UntilDay, UntilSchoolYearEnds, read_lasting
from seoul_learn.web.console.policies.spans import shown_span
from seoul_learn.web.shared.formats import formats_for
from seoul_learn.web.shared.page import Looking
from seoul_learn.web.shared.translate import N_, translator

_UNTIL = N_("until %(day)s")
_SCHOOL_YEAR = N_("until the end of the school year")


def span_words(written: object, reader: Looking, *, before: bool = False) -> str:
    """What the text says of how long; as it is written where it is no time."""
    say = translator(reader.language)
    fields = shown_span(written, "span", ends=True, before=before)
    unit, text = fields["span-unit"], fields["span-count"]
    many = int(text) if text.isdecimal() else 0
    match unit:
        case "day":
            return say.ngettext("%(many)s day", "%(many)s days", many) % {"many": many}
        case "week":
            return say.ngettext("%(many)s week", "%(many)s weeks", many) % {"many": many}
        case "month":
            return say.ngettext("%(many)s month", "%(many)s months", many) % {"many": many}
        case "year":
            return say.ngettext("%(many)s year", "%(many)s years", many) % {"many": many}
    match read_lasting(written):
        case UntilSchoolYearEnds():
            return say.gettext(_SCHOOL_YEAR)
        case UntilDay(day):
            return say.tell(_UNTIL, day=formats_for(reader.language, reader.timezone, reader.currency).date(day))
    return str(written)
