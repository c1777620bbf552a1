"""The forms of the terms of a policy: window, places, order of applicants, renewal, school year."""

from collections.abc import Sequence
from typing import Any

from seoul_learn.tenant_plane.eligibility.quota import Unfilled
from seoul_learn.tenant_plane.eligibility.ranking import Order, TieBreak
from seoul_learn.web.console.policies.entries import Count, Moment, MonthDay, OneOf, Span, Text
from seoul_learn.web.console.policies.list_fields import Groups, Names
from seoul_learn.web.console.policies.table_form import TableForm
from seoul_learn.web.shared.forms import Fault
from seoul_learn.web.shared.translate import N_

_NEVER_OPEN = N_("Applications would close before they open. Choose a later end, or leave it empty.")
_TOO_MANY = N_("The groups have %(sum)s places together, more than the %(places)s in all. Change one of these numbers.")
_NOBODY_FIRST = N_("Say who comes first: choose a criterion or rule.")
_NO_SEED = N_("Lots need a seed. Write one, or have one made, and publish it before the draw.")


def _window(wanted: dict[str, Any]) -> Sequence[Fault]:
    opens, closes = wanted["opens"], wanted["closes"]
    try:
        upside_down = closes is not None and opens is not None and closes <= opens
    except TypeError:
        return ()  # what is no local time has a fault of its own
    return [Fault("closes", _NEVER_OPEN)] if upside_down else ()


def _quota(wanted: dict[str, Any]) -> Sequence[Fault]:
    groups, places = wanted["by"] or {}, wanted["places"]
    counts = [one for one in groups.values() if isinstance(one, int)]
    if isinstance(places, int) and sum(counts) > places:
        return [Fault("places", _TOO_MANY, {"sum": sum(counts), "places": places})]
    return ()


def _ranking(wanted: dict[str, Any]) -> Sequence[Fault]:
    order = wanted["order"] or Order.PRIORITY
    draws = order == Order.LOTTERY or wanted["tie_break"] == TieBreak.LOTTERY
    if order != Order.PRIORITY:
        wanted["by"] = None
    elif not wanted["by"]:
        return [Fault("by-add", _NOBODY_FIRST)]
    if not draws:
        wanted["seed"] = None
    elif not wanted["seed"]:
        return [Fault("seed", _NO_SEED)]
    return ()


def _nothing_more(_wanted: dict[str, Any]) -> Sequence[Fault]:
    return ()


TERMS_FORMS: dict[str, TableForm] = {
    "window": TableForm(
        path=("window",), entries=(Moment("opens", needed=True), Moment("closes")), judge=_window
    ),
    "quota": TableForm(
        path=("quota",),
        entries=(
            Count("places", needed=True), Groups("by"),
            OneOf("unfilled", tuple(one.value for one in Unfilled), usual=Unfilled.KEPT.value),
        ),
        judge=_quota,
    ),
    "ranking": TableForm(
        path=("ranking",),
        entries=(
            OneOf("order", tuple(one.value for one in Order), usual=Order.PRIORITY.value),
            Names("by"),
            OneOf("tie_break", tuple(one.value for one in TieBreak), usual=TieBreak.SUBMITTED_AT.value),
            Text("seed"),
        ),
        judge=_ranking,
    ),
    "renewal": TableForm(
        path=("renewal",),
        entries=(Span("opens", before=True), Span("grace", ends=True), Span("rejoin_after")),
        judge=_nothing_more,
    ),
    "school_year": TableForm(path=("school_year",), entries=(MonthDay("turns_on"),), judge=_nothing_more),
}  # fmt: skip
"""By the name of the table."""
