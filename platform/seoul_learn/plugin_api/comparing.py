"""An amount of a household held against a limit: for as many people as there are, in the period it was told for.

Known facts decide as early as they can: what lies within the lowest limit of all is met, however large the household.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from seoul_learn.kit.money import Rounding
from seoul_learn.plugin_api.criterion import Because, Finding, Need, NeedKind
from seoul_learn.plugin_api.facts import Fact
from seoul_learn.plugin_api.periods import Period, period_of, unit_of
from seoul_learn.plugin_api.standards import StandardRow
from seoul_learn.plugin_api.told import told_number, told_word

RowOf = Callable[[int], StandardRow | None]


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """How an amount is compared. `size` is None where the number of people does not matter.

    `period` is what the amount is for, `period_fact` the fact that says so; with neither, it is that of the limit.
    """

    measure: str
    size: str | None
    period: Period | None = None
    period_fact: str | None = None
    rounding: Rounding | None = None
    percent: int = 100
    per_person: bool = False
    below: bool = False

    def fits(self, amount: int, limit: int) -> bool:
        """Whether an amount keeps a limit: up to it, or below it."""
        return amount < limit if self.below else amount <= limit

    def limit(self, row: StandardRow, period: Period | None) -> int:
        """The limit that a row sets for one household, or for one person, in a period."""
        return row.limit(percent=self.percent, per=period, rounding=self.rounding)

    def reads(self) -> tuple[str, ...]:
        """The facts that are compared."""
        return tuple(name for name in (self.size, self.measure, self.period_fact) if name)


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it. `early` when it stands although something is missing; `row` the row that it stands on.

    Without `met` and without `needs`, no row says anything of a household of this size.
    """

    met: bool | None
    needs: tuple[Need, ...] = ()
    row: StandardRow | None = None
    early: bool = False
    values: dict[str, Any] = {}


def compare(
    terms: Terms, facts: Mapping[str, Fact], row_of: RowOf, lowest: StandardRow | None, *, more: tuple[str, ...] = ()
) -> Compared:
    """Hold an amount against a row; `lowest` is the least of all rows where every size has one.

    `more` are facts that are missing to find the rows; with any of them nothing can be settled early.
    """
    amount = told_number(facts, terms.measure)
    size = told_number(facts, terms.size) if terms.size else 1
    code = told_word(facts, terms.period_fact) if terms.period_fact else None
    period = period_of(code) if terms.period_fact else terms.period
    missing = [*more]
    if size is None and terms.size:
        missing.append(terms.size)
    if amount is None:
        missing.append(terms.measure)
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
        "percent": terms.percent,
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


def finding_of(compared: Compared, met: str, unmet: str) -> Finding:
    """The finding, worded by the plugin's messages; early ones by `met_anyway` and `unmet_anyway`."""
    if compared.met is None:
        return Finding(met=None, because=Because(message="unknown"), needs=compared.needs)
    message = met if compared.met else unmet
    if compared.early:
        message = "met_anyway" if compared.met else "unmet_anyway"
    return Finding(met=compared.met, because=Because(message=message, values=compared.values, row=compared.row))
