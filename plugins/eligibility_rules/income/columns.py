"""Income of many at once: the limit of each size of household is worked out once."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from plugins.eligibility_rules.income import IncomeConfig, comparison_of
from seoul_learn.plugin_api.columns import UNKNOWN, Column, ColumnFinding, Columns, Mask, met_where, nobody_told, only
from seoul_learn.plugin_api.compare_columns import compare_columns
from seoul_learn.plugin_api.facts import FactType
from seoul_learn.plugin_api.percent import share_of
from seoul_learn.plugin_api.standards import Standards

_NO_ROW = -(2**63)
_MOST_SIZES = 4096
_KNOWN = (
    "measure", "standard", "at_most_percent", "column", "below", "size", "sized", "per", "group", "group_fact",
    "period", "period_fact", "rounding",
)  # fmt: skip


def met_by_many(config: IncomeConfig, columns: Columns, as_of: date, standards: Standards) -> ColumnFinding | None:
    """As `evaluate` says; None for a configuration of more than a share of a table, and for sizes without end."""
    if not only(config, "measure", "standard", "at_most_percent", "size"):
        return _by_group(config, columns, as_of, standards)
    if standards.row(config.standard, size=1, on=as_of) is None:
        unknown = nobody_told(columns)
        return ColumnFinding(met=unknown.met, stuck=np.ones(columns.size, np.bool_))
    sizes, incomes = columns.of.get(config.size), columns.of.get(config.measure)
    if sizes is None or incomes is None or not (_is_number(sizes) and _is_number(incomes)):
        return None
    most = int(sizes.values.max(initial=0))
    if most > _MOST_SIZES:
        return None
    limits = _limits(config, most, as_of, standards)
    limit = limits.take(sizes.values, mode="clip")
    met = met_where(incomes.values <= limit, _both(sizes.known, incomes.known))
    rowless = int(sizes.values.min(initial=1)) < 1 or _NO_ROW in limits[1:]
    if sizes.known is None and not rowless:
        return ColumnFinding(met=met)
    met = met.copy()
    # No row says anything of a household of this size, whatever its income.
    stuck = limit == _NO_ROW if sizes.known is None else (limit == _NO_ROW) & sizes.known
    met[stuck] = UNKNOWN
    lowest = standards.lowest(config.standard, on=as_of)
    if lowest is not None:
        # What lies within the lowest limit of all is met, however large the household.
        early = incomes.values <= lowest.percent(share_of(config.at_most_percent))
        early &= sizes.values < 1 if sizes.known is None else ~sizes.known | (sizes.values < 1)
        early = early if incomes.known is None else early & incomes.known
        met[early] = 1
        stuck &= ~early
    return ColumnFinding(met=met, stuck=stuck if stuck.any() else None)


def _by_group(config: IncomeConfig, columns: Columns, as_of: date, standards: Standards) -> ColumnFinding | None:
    """All that a configuration can say but for amounts that are made up of several: each group is compared apart."""
    if not only(config, *_KNOWN):
        return None
    told = columns.of.get(config.group_fact or "")
    if told is not None and told.type not in (FactType.CHOICE, FactType.PLACE):
        return None
    met = np.full(columns.size, UNKNOWN, np.int8)
    stuck = np.zeros(columns.size, np.bool_)
    everybody = np.ones(columns.size, np.bool_)
    known = everybody if told is None or told.known is None else told.known
    groups = [(word, known & (told.values == place)) for place, word in enumerate(told.words)] if told else []
    unplaced = ~known if told else everybody
    for word, members in (*groups, (None, unplaced)):
        if not members.any():
            continue
        compared = comparison_of(config, word, as_of, standards)
        if compared is None:
            stuck |= members
            continue
        terms, row_of, lowest, unplaced_by = compared
        if unplaced_by:
            continue  # which table counts has to be told first
        finding = compare_columns(terms, columns, row_of, lowest)
        if finding is None:
            return None
        met[members] = finding.met[members]
        if finding.stuck is not None:
            stuck[members] = finding.stuck[members]
    return ColumnFinding(met=met, stuck=stuck if stuck.any() else None)


def _limits(config: IncomeConfig, most: int, as_of: date, standards: Standards) -> NDArray[np.int64]:
    """The highest income that counts as met, by size of household; below size 1 there is no row."""
    rows = (standards.row(config.standard, size=size, on=as_of) for size in range(1, most + 1))
    limits = [_NO_ROW if row is None else row.percent(share_of(config.at_most_percent)) for row in rows]
    return np.array([_NO_ROW, *limits], np.int64)


def _is_number(column: Column) -> bool:
    return column.type in (FactType.WHOLE_NUMBER, FactType.MONEY)


def _both(one: Mask | None, other: Mask | None) -> Mask | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other
