"""`compare` of many at once: what can come of an amount is worked out once for each size and period that occur."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from seoul_learn.plugin_api.columns import UNKNOWN, Column, ColumnFinding, Columns
from seoul_learn.plugin_api.comparing import RowOf, Terms
from seoul_learn.plugin_api.facts import FactType
from seoul_learn.plugin_api.periods import Period, period_of
from seoul_learn.plugin_api.standards import StandardRow

_MOST_SIZES = 4096
_NUMBERS = (FactType.WHOLE_NUMBER, FactType.MONEY)


class _Bounds(NamedTuple):
    """Met where the amount fits `fits`, unmet where it does not even fit `breaks`; else stuck or in need of facts."""

    fits: int | None = None
    breaks: int | None = None
    stuck_between: bool = False
    stuck_untold: bool = False


def compare_columns(
    terms: Terms, columns: Columns, row_of: RowOf, lowest: StandardRow | None
) -> ColumnFinding | None:
    """As `compare` says of each; None for an amount that is made up of several, and for sizes without end."""
    amounts, sizes = columns.of.get(terms.measure), columns.of.get(terms.size or "")
    codes = columns.of.get(terms.period_fact or "")
    numbers = [column for column in (amounts, sizes) if column is not None]
    if terms.made_of is not None or any(column.type not in _NUMBERS for column in numbers):
        return None
    if codes is not None and codes.type not in (FactType.CHOICE, FactType.PLACE):
        return None
    if sizes is not None and int(sizes.values.max(initial=0)) > _MOST_SIZES:
        return None
    words = codes.words if codes is not None else ()
    size = _labels(columns.size, sizes) if terms.size else np.ones(columns.size, np.int64)
    code = _labels(columns.size, codes)
    kinds, kind = np.unique(size * (len(words) + 1) + code + 1, return_inverse=True)
    bounds = []
    for one in kinds:
        of_size, of_code = divmod(int(one), len(words) + 1)
        told = None if terms.size and of_size < 0 else of_size
        bounds.append(_bounds(terms, told, words[of_code - 1] if of_code else None, row_of, lowest))
    met = np.full(columns.size, UNKNOWN, np.int8)
    stuck = np.array([one.stuck_untold for one in bounds], np.bool_)[kind]
    if amounts is not None:
        known = np.ones(columns.size, np.bool_) if amounts.known is None else amounts.known
        met[known & _held(terms, amounts.values, [one.fits for one in bounds], kind, holds=True)] = 1
        met[known & _held(terms, amounts.values, [one.breaks for one in bounds], kind, holds=False)] = 0
        stuck = np.where(known, np.array([one.stuck_between for one in bounds], np.bool_)[kind], stuck)
        stuck &= met == UNKNOWN
    return ColumnFinding(met=met, stuck=stuck if stuck.any() else None)


def _labels(many: int, column: Column | None) -> NDArray[np.int64]:
    """The numbers of a column, none below 0; -1 where it is not told."""
    if column is None:
        return np.full(many, -1, np.int64)
    values = np.maximum(column.values.astype(np.int64), 0)
    return values if column.known is None else np.where(column.known, values, -1)


def _held(
    terms: Terms, amounts: NDArray[np.int64], limits: list[int | None], kind: NDArray[np.intp], *, holds: bool
) -> NDArray[np.bool_]:
    """Where a limit is there and the amount keeps it, or does not."""
    there = np.array([limit is not None for limit in limits], np.bool_)[kind]
    limit = np.array([limit or 0 for limit in limits], np.int64)[kind]
    keeps = amounts < limit if terms.below else amounts <= limit
    return there & (keeps if holds else ~keeps)


def _bounds(
    terms: Terms, size: int | None, code: str | None, row_of: RowOf, lowest: StandardRow | None
) -> _Bounds:
    period = period_of(code) if terms.period_fact else terms.period
    periods = tuple(Period) if terms.period_fact and period is None else (period,)
    if size is None or size < 1:
        least = min(terms.limit(lowest, one) for one in periods) if lowest is not None else None
        return _Bounds(fits=least, stuck_between=size is not None, stuck_untold=size is not None)
    row = row_of(1 if terms.per_person else size)
    if row is None:
        return _Bounds(stuck_between=True, stuck_untold=True)
    limits = [terms.limit(row, one) * (size if terms.per_person else 1) for one in periods]
    # A period that is told in other words than ours is for an officer to read.
    return _Bounds(fits=min(limits), breaks=max(limits), stuck_between=code is not None and len(limits) > 1)
