"""The terms of a policy as sentences: window, places, order of applicants, renewal, school year."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton

from seoul_learn.tenant_plane.eligibility.lasting import Days, Months, read_lasting, read_school_year
from seoul_learn.web.console.policies.rule_words import label_of
from seoul_learn.web.console.policies.span_words import span_words
from seoul_learn.web.shared.formats import formats_for, locale_of
from seoul_learn.web.shared.page import Looking
from seoul_learn.web.shared.translate import N_, translator

_FROM_TO = N_("Applications are taken from %(opens)s to %(closes)s.")
_FROM = N_("Applications are taken from %(opens)s on, without an end.")
_GROUP = N_("%(places)s of them are for: %(group)s.")
_REST = N_("%(places)s are left for all others.")
_KEPT = N_("Places that a group leaves free stay empty.")
_OPENED = N_("Places that a group leaves free go to the others in their order.")
_FIRST_COME = N_("Whoever applied first comes first.")
_LOTTERY = N_("Lots decide who comes first.")
_PRIORITY = N_("First come, in this order: %(names)s; then all others.")
_TIE_FIRST = N_("Between equals, whoever applied first comes first.")
_TIE_LOTS = N_("Between equals, lots decide.")
_SEED = N_("Lots are drawn with the published seed “%(seed)s”, so that everybody can draw them again.")
_RENEW = N_("It can be renewed from %(span)s before its end.")
_GRACE_FOR = N_("Who is no longer eligible keeps it for %(span)s from that day, and never beyond its end.")
_GRACE_UNTIL = N_("Who is no longer eligible keeps it %(span)s, and never beyond its end.")
_REJOIN = N_("Who leaves of her own will may apply again after %(span)s.")
_TURNS = N_("School years begin on %(day)s.")


def terms_sentences(name: str, document: Mapping[str, Any], reader: Looking) -> tuple[str, ...]:
    """What a table of the document says; nothing where it is not written or says nothing that can be read."""
    table = document.get(name)
    if not isinstance(table, dict):
        return ()
    match name:
        case "window":
            return tuple(_window(table, reader))
        case "quota":
            return tuple(_quota(table, document, reader))
        case "ranking":
            return tuple(_ranking(table, document, reader))
        case "renewal":
            return tuple(_renewal(table, reader))
        case "school_year":
            return tuple(_school_year(table, reader))
        case _:
            return ()


def _window(table: Mapping[str, Any], reader: Looking) -> Iterator[str]:
    say = translator(reader.language).tell
    formats = formats_for(reader.language, reader.timezone, reader.currency)
    opens, closes = (
        formats.date_time(one.replace(tzinfo=ZoneInfo(reader.timezone))) if isinstance(one, datetime) else ""
        for one in (table.get("opens"), table.get("closes"))
    )
    if opens and closes:
        yield say(_FROM_TO, opens=opens, closes=closes)
    elif opens:
        yield say(_FROM, opens=opens)


def _quota(table: Mapping[str, Any], document: Mapping[str, Any], reader: Looking) -> Iterator[str]:
    words = translator(reader.language)
    number = formats_for(reader.language, reader.timezone, reader.currency).number
    places, groups = table.get("places"), table.get("by")
    if not isinstance(places, int):
        return
    yield words.ngettext("There is %(places)s place.", "There are %(places)s places.", places) % {
        "places": number(places)
    }
    groups = groups if isinstance(groups, dict) else {}
    for name, many in groups.items():
        yield words.tell(
            _GROUP, places=number(many) if isinstance(many, int) else many, group=_called(name, document, reader)
        )
    if groups:
        left = places - sum(one for one in groups.values() if isinstance(one, int))
        if left > 0:
            yield words.tell(_REST, places=number(left))
        yield words.gettext(_OPENED if table.get("unfilled") == "opened" else _KEPT)


def _ranking(table: Mapping[str, Any], document: Mapping[str, Any], reader: Looking) -> Iterator[str]:
    words = translator(reader.language)
    order, names = table.get("order", "priority"), table.get("by")
    lots = table.get("tie_break") == "lottery"
    match order:
        case "first_come":
            yield words.gettext(_FIRST_COME)
        case "lottery":
            yield words.gettext(_LOTTERY)
        case "priority" if isinstance(names, list):
            said = ", ".join(f"{at}) {_called(str(one), document, reader)}" for at, one in enumerate(names, 1))
            yield words.tell(_PRIORITY, names=said)
    if order != "lottery" and (lots or order == "priority"):
        yield words.gettext(_TIE_LOTS if lots else _TIE_FIRST)
    if table.get("seed"):
        yield words.tell(_SEED, seed=table["seed"])


def _renewal(table: Mapping[str, Any], reader: Looking) -> Iterator[str]:
    say = translator(reader.language).tell
    if "opens" in table:
        yield say(_RENEW, span=span_words(table["opens"], reader, before=True))
    if "grace" in table:
        counted = isinstance(read_lasting(table["grace"]), Days | Months)
        yield say(_GRACE_FOR if counted else _GRACE_UNTIL, span=span_words(table["grace"], reader))
    if "rejoin_after" in table:
        yield say(_REJOIN, span=span_words(table["rejoin_after"], reader))


def _school_year(table: Mapping[str, Any], reader: Looking) -> Iterator[str]:
    turn = read_school_year(table.get("turns_on"))
    if turn is not None:
        day = format_skeleton("MMMMd", date(2025, turn.month, turn.day), locale=locale_of(reader.language))
        yield translator(reader.language).tell(_TURNS, day=day)


def _called(name: str, document: Mapping[str, Any], reader: Looking) -> str:
    return label_of(document, name, language=reader.language, fallback=reader.default_language)
