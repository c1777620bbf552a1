"""A preview in words: what becomes of people, the groups they are in, and what the tiers cost."""

from collections.abc import Mapping

import msgspec

from seoul_learn.kit.text import pick
from seoul_learn.plugin_api.facts import FactCatalogue
from seoul_learn.tenant_plane.impact.changes import CHANGES, Change
from seoul_learn.tenant_plane.impact.groups import (
    BANDS,
    FACTS,
    IN_FLIGHT,
    MEMBER,
    NONE,
    NOT_SERVED,
    OVER,
    SEVERAL,
    UNKNOWN,
    GroupKind,
)
from seoul_learn.tenant_plane.impact.result import GroupTable, Impact, TierLine
from seoul_learn.tenant_plane.impact.suppress import Cell, Hidden
from seoul_learn.web.console.policies.config_words import word_of
from seoul_learn.web.shared.page import Looking
from seoul_learn.web.shared.translate import N_, translator

_CHANGES: Mapping[Change, str] = {
    Change.STAYS: N_("Keep what they have"),
    Change.GAINS: N_("Would gain"),
    Change.LOSES: N_("Would lose"),
    Change.REVIEW: N_("Need a review"),
    Change.QUESTIONS: N_("Must be asked more"),
    Change.WITHOUT: N_("Stay without"),
}
_KINDS: Mapping[GroupKind, str] = {
    GroupKind.STANDING: N_("By how they stand today"),
    GroupKind.CATEGORY: N_("By recognised group"),
    GroupKind.STAGE: N_("By school stage"),
    GroupKind.DISTRICT: N_("By district"),
    GroupKind.INCOME: N_("By income beside the official table"),
}
_CODES: Mapping[str, str] = {
    MEMBER: N_("have an entitlement"),
    IN_FLIGHT: N_("wait for an outcome"),
    NOT_SERVED: N_("have none"),
    NONE: N_("in no group"),
    SEVERAL: N_("in several groups"),
    UNKNOWN: N_("not known"),
}
_UP_TO = N_("up to %(percent)s")
_MORE_THAN = N_("more than %(percent)s")
_WALLET = N_("A sum to spend")


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """One line of counts: a number, `few` or `withheld` for each change."""

    name: str
    cells: tuple[Cell, ...]


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """The lines of one kind of group; `left_out` when there are groups of which nothing may be shown."""

    kind: str
    title: str
    lines: tuple[Counts, ...]
    left_out: bool


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a tier gives: to how many, how much each, and how much in all, at least where `rough`.

    `currency` is '' for seats; `hidden` where nobody who would be served may be shown.
    """

    tier: str
    what: str
    people: int
    each: int
    currency: str
    per: str
    rough: bool
    hidden: bool

    @property
    def in_all(self) -> int:
        """For all those who are shown."""
        return self.people * self.each


def heads(reader: Looking) -> tuple[str, ...]:
    """The changes as headings, in their order."""
    say = translator(reader.language).gettext
    return tuple(say(_CHANGES[change]) for change in CHANGES)


def group(table: GroupTable, facts: FactCatalogue, reader: Looking) -> Group:
    """A table of groups in words."""
    told = [line for line in table.lines if not all(isinstance(cell, Hidden) for cell in line.cells)]
    if table.kind is GroupKind.INCOME:
        order = [*map(str, BANDS), OVER, UNKNOWN]
        told.sort(key=lambda line: order.index(line.code))
    return Group(
        kind=table.kind.value,
        title=translator(reader.language).gettext(_KINDS[table.kind]),
        lines=tuple(Counts(name=_name(table.kind, line.code, facts, reader), cells=line.cells) for line in told),
        left_out=len(told) < len(table.lines),
    )


def costs(impact: Impact, seats: str, reader: Looking) -> tuple[Cost, ...]:
    """What the tiers cost, from the counts that are shown alone: none that is hidden can be worked out from it."""
    return tuple(cost for tier in impact.tiers for cost in _costs(tier, seats, reader))


def _costs(tier: TierLine, seats: str, reader: Looking) -> list[Cost]:
    shown = [cell for cell in (tier.stays, tier.gains) if not isinstance(cell, Hidden)]
    people, rough, hidden = sum(shown), len(shown) < 2, not shown
    name = pick(tier.label, reader.language, reader.default_language) or tier.name
    found = []
    if tier.seats:
        found.append(
            Cost(
                tier=name, what=seats, people=people, each=tier.seats, currency="", per="", rough=rough, hidden=hidden
            )
        )  # fmt: skip
    for one in tier.sums:
        what = translator(reader.language).gettext(_WALLET) if one.what == "wallet" else word_of(one.what, reader)
        found.append(
            Cost(
                tier=name, what=what, people=people, each=one.amount, currency=one.currency,
                per=word_of(one.per, reader), rough=rough, hidden=hidden,
            )
        )  # fmt: skip
    return found


def _name(kind: GroupKind, code: str, facts: FactCatalogue, reader: Looking) -> str:
    say = translator(reader.language).gettext
    if code in _CODES:
        return say(_CODES[code])
    if kind is GroupKind.INCOME:
        words, end = (_MORE_THAN, str(BANDS[-1])) if code == OVER else (_UP_TO, code)
        return say(words) % {"percent": f"{end} %"}
    fact = FACTS[kind]
    choices = facts[fact].choices if fact in facts else {}
    return pick(choices.get(code, {}), reader.language, reader.default_language) or code
