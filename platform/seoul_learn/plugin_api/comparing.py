"""An amount of a household held against a limit: for as many people as there are, in the period it was told for.

Known facts decide as early as they can: what lies within the lowest limit of all is met, however large the household.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from seoul_learn.kit.money import Rounding
from seoul_learn.plugin_api.criterion import Because, Finding, Need, NeedKind
from seoul_learn.plugin_api.facts import Fact
from seoul_learn.plugin_api.net_amount import Composition
from seoul_learn.plugin_api.percent import Share, shown_share
from seoul_learn.plugin_api.periods import Period, period_of, unit_of
from seoul_learn.plugin_api.standards import StandardRow
from seoul_learn.plugin_api.told import told_number, told_word

RowOf = Callable[[int], StandardRow | None]
_MOST_READY = 1024
"""Limits of sizes and periods that one comparison keeps."""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """How an amount is compared. `size` is None where the number of people does not matter.

    `period` is what the amount is for, `period_fact` the fact that says so; with neither, it is that of the limit.
    `made_of` says what else counts or is let off, where the measure alone is not what is compared.
    """

    measure: str
    size: str | None
    period: Period | None = None
    period_fact: str | None = None
    rounding: Rounding | None = None
    percent: Share = 100
    per_person: bool = False
    below: bool = False
    made_of: Composition | None = None

    def fits(self, amount: int, limit: int) -> bool:
        """Whether an amount keeps a limit: up to it, or below it."""
        return amount < limit if self.below else amount <= limit

    def limit(self, row: StandardRow, period: Period | None) -> int:
        """The limit that a row sets for one household, or for one person, in a period."""
        return row.limit(percent=self.percent, per=period, rounding=self.rounding)

    def reads(self) -> tuple[str, ...]:
        """The facts that are compared."""
        named = (self.size, self.measure, self.period_fact, *(self.made_of.reads() if self.made_of else ()))
        return tuple(dict.fromkeys(name for name in named if name))


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it. `early` when it stands although something is missing; `row` the row that it stands on.

    Without `met` and without `needs`, no row says anything of a household of this size.
    """

    met: bool | None
    needs: tuple[Need, ...] = ()
    row: StandardRow | None = None
    early: bool = False
    values: dict[str, Any] = {}


class Comparison:
    """An amount against the rows of one day, worded by a plugin's messages. Each limit is worked out once.

    `lowest` is the least of all rows where every size has one. `more` are facts that are missing to find the rows; with
    any of them nothing can be settled early. With `shows_row` the row stands in the reason.
    """

    def __init__(
        self, terms: Terms, row_of: RowOf, lowest: StandardRow | None, *, met: str, unmet: str,
        more: tuple[str, ...] = (), shows_row: bool = True,
    ) -> None:  # fmt: skip
        self._terms = terms
        self._measure, self._size, self._below = terms.measure, terms.size, terms.below
        self._row_of = row_of
        self._lowest = lowest
        self._met, self._unmet = met, unmet
        self._more = more
        self._shows_row = shows_row
        self._plain = terms.made_of is None and terms.period_fact is None and not more
        self._ready: dict[int, tuple[int, dict[str, Any], StandardRow | None]] = {}

    def finding(self, facts: Mapping[str, Fact]) -> Finding | None:
        """The finding; None where no row says anything of a household of this size."""
        terms = self._terms
        if self._ready and self._measure in facts and (self._size is None or self._size in facts):
            amount = facts[self._measure].value
            size = 1 if self._size is None else facts[self._size].value
            # Exactly whole numbers: a yes is none, though it would be found as 1.
            if type(amount) is int and type(size) is int and size in self._ready:
                limit, values, row = self._ready[size]
                met = amount < limit if self._below else amount <= limit
                message = self._met if met else self._unmet
                return Finding(met=met, because=Because(message=message, values={**values, "value": amount}, row=row))
        compared = compare(terms, facts, self._row_of, self._lowest, more=self._more)
        if compared.met is None and not compared.needs:
            return None
        row = compared.row if self._shows_row else None
        if self._plain and compared.met is not None and not compared.early:
            if len(self._ready) >= _MOST_READY:
                self._ready.clear()
            self._ready[compared.values["size"]] = compared.values["limit"], compared.values, row
        return _worded(compared, self._met, self._unmet, row)


def compare(
    terms: Terms, facts: Mapping[str, Fact], row_of: RowOf, lowest: StandardRow | None, *, more: tuple[str, ...] = ()
) -> Compared:
    """Hold an amount against a row, as `Comparison` says; `lowest` and `more` as there."""
    if terms.made_of is None:
        amount = told_number(facts, terms.measure)
        return _compared(terms, amount, () if amount is not None else (terms.measure,), facts, row_of, lowest, more)
    net = terms.made_of.net(facts)
    off = {"gross": net.gross, "less": net.gross - net.low}
    if not net.missing:
        whole = _compared(terms, net.low, (), facts, row_of, lowest, more)
        return msgspec.structs.replace(whole, values={**whole.values, **off}) if whole.values else whole
    # What the amount is at most may fit, and what it is at least may be too much, whatever the missing facts say.
    for amount, met in ((net.high, True), (net.low, False)):
        if amount is not None:
            least = _compared(terms, amount, (), facts, row_of, lowest, more)
            if least.met is met:
                return msgspec.structs.replace(least, early=True)
    return _compared(terms, None, net.missing, facts, row_of, lowest, more)


def _compared(
    terms: Terms, amount: int | None, lacking: tuple[str, ...], facts: Mapping[str, Fact], row_of: RowOf,
    lowest: StandardRow | None, more: tuple[str, ...],
) -> Compared:  # fmt: skip
    """`amount`, or None and the facts that it lacks, against the row of the household."""
    size = told_number(facts, terms.size) if terms.size else 1
    code = told_word(facts, terms.period_fact) if terms.period_fact else None
    period = period_of(code) if terms.period_fact else terms.period
    missing = [*more]
    if size is None and terms.size:
        missing.append(terms.size)
    missing += (one for one in lacking if one not in missing)
    if terms.period_fact and code is None:
        missing.append(terms.period_fact)
    least = lowest if not more and (size is None or size < 1) else None
    if amount is not None and least is not None and _within(terms, amount, least, period):
        return _early(terms, amount, least, period, met=True)
    if size is not None and not more:
        row = row_of(1 if terms.per_person else size) if size > 0 else None
        if row is None:
            return Compared(met=None)
        if amount is not None:
            return _settled(terms, amount, size, row, period, tuple(missing), code)
    return Compared(met=None, needs=tuple(Need(kind=NeedKind.FACT, name=name) for name in missing))


def _settled(
    terms: Terms, amount: int, size: int, row: StandardRow, period: Period | None, missing: tuple[str, ...],
    code: str | None,
) -> Compared:  # fmt: skip
    heads = size if terms.per_person else 1
    if terms.period_fact and period is None:
        limits = [terms.limit(row, one) * heads for one in Period]
        fitting = {terms.fits(amount, limit) for limit in limits}
        if len(fitting) == 1:
            return _early(terms, amount, row, None, met=fitting.pop(), heads=heads)
        # A period that is told in other words than ours is for an officer to read.
        kind = NeedKind.REVIEW if code is not None else NeedKind.FACT
        return Compared(met=None, needs=tuple(Need(kind=kind, name=name) for name in missing or (terms.period_fact,)))
    base = terms.limit(row, period)
    values = {
        "value": amount,
        "limit": base * heads,
        "base": base if terms.per_person else row.amount,
        "percent": shown_share(terms.percent),
        "size": size,
        **_about(row, period),
    }
    return Compared(met=terms.fits(amount, base * heads), row=row, values=values)


def _within(terms: Terms, amount: int, lowest: StandardRow, period: Period | None) -> bool:
    periods = (period,) if period or not terms.period_fact else tuple(Period)
    return all(terms.fits(amount, terms.limit(lowest, one)) for one in periods)


def _early(
    terms: Terms, amount: int, row: StandardRow, period: Period | None, *, met: bool, heads: int = 1
) -> Compared:
    periods = (period,) if period or not terms.period_fact else tuple(Period)
    limits = [terms.limit(row, one) * heads for one in periods]
    values = {"value": amount, "limit": min(limits) if met else max(limits), **_about(row, period)}
    return Compared(met=met, row=row, early=True, values=values)


def _about(row: StandardRow, period: Period | None) -> dict[str, Any]:
    unit = unit_of(row.unit)
    shown = (period or unit.period) if unit and unit.period else None
    return {
        "unit": f"{unit.currency}/{shown}" if unit and shown is not unit.period else row.unit,
        "period": shown.value if shown else "",
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
    }


def _worded(compared: Compared, met: str, unmet: str, row: StandardRow | None) -> Finding:
    """The finding, worded by the plugin's messages; early ones by `met_anyway` and `unmet_anyway`."""
    if compared.met is None:
        return Finding(met=None, because=Because(message="unknown"), needs=compared.needs)
    message = met if compared.met else unmet
    if compared.early:
        message = "met_anyway" if compared.met else "unmet_anyway"
    return Finding(met=compared.met, because=Because(message=message, values=compared.values, row=row))
