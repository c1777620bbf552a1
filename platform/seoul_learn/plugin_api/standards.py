"""Dated official tables: what a row is worth on a day, and nothing when there is no table for that day.

A table has a row for each size, in several columns or groups where the notice has them. Amounts are written as the
notice prints them, in whole units of the currency, and looked up in minor units, as facts are kept.
"""

import enum
from collections.abc import Callable, Mapping
from datetime import date

import msgspec

from seoul_learn.kit.money import Rounding, rounded
from seoul_learn.plugin_api.percent import Share
from seoul_learn.plugin_api.periods import Period, converted, unit_of
from seoul_learn.plugin_api.places import within

_MOST_KEPT = 4096
"""Rows that are kept ready."""


class Beyond(enum.StrEnum):
    """What a table says for sizes larger than its last. A table's own `each_more` comes first."""

    UNKNOWN = "unknown"
    LAST_PLUS_LAST_STEP = "last plus last step"
    EACH_MORE = "each more"


class WrittenIn(enum.StrEnum):
    """What the values of a table are counted in: dollars, or cents."""

    UNITS = "units"
    MINOR = "minor"


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rows of one period; `values[0]` is size 1. `source` cites the notice; both days belong to the period.

    `columns` are several rows of values by name, in place of `values`; `group` is what the table alone holds for.
    """

    from_: date = msgspec.field(name="from")
    to: date
    source: str
    values: tuple[int, ...] = ()
    columns: dict[str, tuple[int, ...]] = {}
    group: str | None = None
    each_more: int | dict[str, int] | None = None
    complete: bool = True

    def amounts(self, column: str | None) -> tuple[int, ...]:
        """The values of a column, or of the only one; none where there is no such column."""
        return self.columns.get(column, ()) if column is not None else self.values

    def step(self, column: str | None) -> int | None:
        """What each further size adds, where the table says so itself."""
        if isinstance(self.each_more, dict):
            return self.each_more.get(column or "")
        return self.each_more


class Standard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One official series: its unit (such as `KRW/month`), what its rows are by, and its tables by date.

    With `steps_apart`, shares and other periods of the last row and of each step beyond it are rounded apart.
    """

    id: str
    unit: str
    by: str
    beyond: Beyond = Beyond.UNKNOWN
    percent_rounding: Rounding = Rounding.HALF_UP
    period_rounding: Rounding = Rounding.HALF_UP
    written_in: WrittenIn = WrittenIn.UNITS
    columns: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    sizes: int | None = None
    rising: bool = True
    steps_apart: bool = False
    tables: tuple[Table, ...] = ()

    @property
    def step(self) -> int:
        """How many minor units a written 1 is."""
        unit = unit_of(self.unit)
        return unit.minor if unit is not None and self.written_in is WrittenIn.UNITS else 1


class StandardRow(msgspec.Struct, frozen=True, kw_only=True):
    """The amount for a size on a day in minor units, with where it stands. Shares of it come in whole `step`s."""

    standard: str
    size: int
    amount: int
    unit: str
    valid_from: date
    valid_to: date
    source: str
    group: str | None = None
    column: str | None = None
    step: int = 1
    percent_rounding: Rounding = Rounding.HALF_UP
    period_rounding: Rounding = Rounding.HALF_UP

    @property
    def period(self) -> Period | None:
        """What the amount is for; None where it is for no period, as property is."""
        unit = unit_of(self.unit)
        return unit.period if unit is not None else None

    def percent(self, percent: Share) -> int:
        """That share of the amount, rounded as the series rounds."""
        return self._apart(lambda amount: self._share(amount, percent))

    def limit(self, *, percent: Share = 100, per: Period | None = None, rounding: Rounding | None = None) -> int:
        """A share of the amount for another period: first the share is rounded, then what it is for that period."""
        of, to = self.period, per
        if of is None or to is None:
            return self.percent(percent)
        how = self.period_rounding if rounding is None else rounding
        return self._apart(
            lambda amount: converted(self._share(amount, percent), of=of, to=to, rounding=how, step=self.step)
        )

    def _share(self, amount: int, percent: Share) -> int:
        # A decimal share is a fraction of whole numbers: nothing is rounded but what the notice rounds.
        parts, of = percent.as_integer_ratio()
        return rounded(amount * parts, 100 * of * self.step, self.percent_rounding) * self.step

    def _apart(self, limit_of: Callable[[int], int]) -> int:
        return limit_of(self.amount)


class SteppedRow(StandardRow, frozen=True, kw_only=True):
    """A row beyond the table's last one: `further` steps of `each`, which are rounded apart from it.

    A type of its own, so that the records of all other rows stay the bytes that they are.
    """

    further: int
    each: int

    def _apart(self, limit_of: Callable[[int], int]) -> int:
        return limit_of(self.amount - self.each * self.further) + limit_of(self.each) * self.further


class Standards:
    """Every standard by id. Look-ups are pure; a missing table or size is None, never a neighbour's row."""

    def __init__(self, standards: Mapping[str, Standard]) -> None:
        self._standards = dict(standards)
        self._rows: dict[tuple[str, int, date, str | None, str | None], StandardRow] = {}
        self._lowest: dict[tuple[str, date, str | None, str | None], StandardRow | None] = {}

    def __contains__(self, standard: str) -> bool:
        return standard in self._standards

    def ids(self) -> tuple[str, ...]:
        """The ids of all standards."""
        return tuple(self._standards)

    def currency(self, standard: str) -> str | None:
        """The currency of a standard's amounts; None where it counts something else, or is not there."""
        series = self._standards.get(standard)
        unit = unit_of(series.unit) if series else None
        return unit.currency if unit else None

    def columns(self, standard: str) -> tuple[str, ...]:
        """The columns of a standard; none where it has a single one, or is not there."""
        series = self._standards.get(standard)
        return series.columns if series else ()

    def unit(self, standard: str) -> str | None:
        """What a standard is written in; None of minor units, and where it is not there."""
        series = self._standards.get(standard)
        return series.unit if series and series.written_in is WrittenIn.UNITS else None

    def groups(self, standard: str) -> tuple[str, ...]:
        """The groups of a standard; none where its tables hold for everybody, or it is not there."""
        series = self._standards.get(standard)
        return series.groups if series else ()

    def group_of(self, standard: str, code: str) -> str | None:
        """The group that a code means: the group itself, or the narrowest one of places that a place lies within."""
        around = [group for group in self.groups(standard) if within(code, group)]
        return max(around, key=len, default=None)

    def row(
        self, standard: str, *, size: int, on: date, group: str | None = None, column: str | None = None
    ) -> StandardRow | None:
        """The row of a standard for a size (from 1) on a day, or None when no table says."""
        key = (standard, size, on, group, column)
        row = self._rows.get(key)
        if row is None and (row := self._found(standard, size, on, group, column)) is not None:
            if len(self._rows) >= _MOST_KEPT:
                self._rows.clear()
            self._rows[key] = row
        return row

    def _found(self, standard: str, size: int, on: date, group: str | None, column: str | None) -> StandardRow | None:
        series = self._standards.get(standard)
        table = _table(series, on, group) if series else None
        if series is None or table is None or size < 1:
            return None
        amount = _amount(series, table, size, column)
        return None if amount is None else _row(series, table, size, amount, column)

    def lowest(
        self, standard: str, *, on: date, group: str | None = None, column: str | None = None
    ) -> StandardRow | None:
        """The row that no size falls below, or None when some size has no row."""
        key = (standard, on, group, column)
        if key in self._lowest:
            return self._lowest[key]
        row = self._least(standard, on, group, column)
        if len(self._lowest) < _MOST_KEPT:
            self._lowest[key] = row
        return row

    def _least(self, standard: str, on: date, group: str | None, column: str | None) -> StandardRow | None:
        series = self._standards.get(standard)
        table = _table(series, on, group) if series else None
        amounts = table.amounts(column) if table else ()
        if series is None or table is None or not amounts:
            return None
        beyond = _amount(series, table, len(amounts) + 1, column)
        if beyond is None or beyond < amounts[-1]:
            return None
        least = min(amounts)
        return _row(series, table, amounts.index(least) + 1, least, column)


def _table(series: Standard, on: date, group: str | None) -> Table | None:
    within = (table for table in series.tables if table.from_ <= on <= table.to)
    return next((table for table in within if table.group is None or table.group == group), None)


def _amount(series: Standard, table: Table, size: int, column: str | None) -> int | None:
    values = table.amounts(column)
    if size <= len(values):
        return values[size - 1]
    # A table whose last rows are not published yet says nothing of larger sizes.
    if not values or not table.complete:
        return None
    step = _step(series, table, column)
    return None if step is None else values[-1] + step * (size - len(values))


def _step(series: Standard, table: Table, column: str | None) -> int | None:
    """What each size beyond the last adds."""
    values, step = table.amounts(column), table.step(column)
    if step is None and series.beyond is Beyond.LAST_PLUS_LAST_STEP and len(values) > 1:
        return values[-1] - values[-2]
    return step


def _row(series: Standard, table: Table, size: int, amount: int, column: str | None) -> StandardRow:
    row = StandardRow(
        standard=series.id,
        size=size,
        amount=amount * series.step,
        unit=series.unit,
        valid_from=table.from_,
        valid_to=table.to,
        source=table.source,
        group=table.group,
        column=column,
        step=series.step,
        percent_rounding=series.percent_rounding,
        period_rounding=series.period_rounding,
    )
    further = size - len(table.amounts(column))
    if further <= 0 or not series.steps_apart:
        return row
    each = (_step(series, table, column) or 0) * series.step
    return SteppedRow(**msgspec.structs.asdict(row), further=further, each=each)
