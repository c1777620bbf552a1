"""Dated official tables: what a row is worth on a day, and nothing when there is no table for that day."""

import enum
from collections.abc import Mapping
from datetime import date

import msgspec

from seoul_learn.kit.money import percent_of


class Beyond(enum.StrEnum):
    """What a table says for sizes larger than its last."""

    UNKNOWN = "unknown"
    LAST_PLUS_LAST_STEP = "last plus last step"


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rows of one period; `values[0]` is size 1. `source` cites the notice; both days belong to the period."""

    from_: date = msgspec.field(name="from")
    to: date
    source: str
    values: tuple[int, ...]
    complete: bool = True


class Standard(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One official series: its unit (such as `KRW/month`), what its rows are by, and its tables by date."""

    id: str
    unit: str
    by: str
    beyond: Beyond = Beyond.UNKNOWN
    percent_rounding: str = "half_up"
    tables: tuple[Table, ...] = ()


class StandardRow(msgspec.Struct, frozen=True, kw_only=True):
    """The amount for a size on a day, with where it stands."""

    standard: str
    size: int
    amount: int
    unit: str
    valid_from: date
    valid_to: date
    source: str

    def percent(self, percent: int) -> int:
        """That share of the amount, halves up."""
        return percent_of(self.amount, percent)


class Standards:
    """Every standard by id. Look-ups are pure; a missing table or size is None, never a neighbour's row."""

    def __init__(self, standards: Mapping[str, Standard]) -> None:
        self._standards = dict(standards)

    def __contains__(self, standard: str) -> bool:
        return standard in self._standards

    def ids(self) -> tuple[str, ...]:
        """The ids of all standards."""
        return tuple(self._standards)

    def row(self, standard: str, *, size: int, on: date) -> StandardRow | None:
        """The row of a standard for a size (from 1) on a day, or None when no table says."""
        series = self._standards.get(standard)
        if series is None or size < 1:
            return None
        for table in series.tables:
            if table.from_ <= on <= table.to:
                amount = _amount(series, table, size)
                if amount is None:
                    return None
                return StandardRow(
                    standard=standard, size=size, amount=amount, unit=series.unit,
                    valid_from=table.from_, valid_to=table.to, source=table.source,
                )  # fmt: skip
        return None


def _amount(series: Standard, table: Table, size: int) -> int | None:
    values = table.values
    if size <= len(values):
        return values[size - 1]
    # A table whose last rows are not published yet says nothing of larger sizes.
    if series.beyond is Beyond.UNKNOWN or not table.complete or len(values) < 2:
        return None
    return values[-1] + (values[-1] - values[-2]) * (size - len(values))
