"""Places of many at once: each place that occurs is judged once."""

from datetime import date

import numpy as np

from plugins.eligibility_rules.residence import ResidenceConfig, since_of
from seoul_learn.plugin_api.columns import UNKNOWN, Column, ColumnFinding, Columns, Mask, any_word, met_where, only
from seoul_learn.plugin_api.facts import FactType
from seoul_learn.plugin_api.places import within


def met_by_many(config: ResidenceConfig, columns: Columns, as_of: date) -> ColumnFinding | None:
    """As `evaluate` says; None for a configuration of more than areas, whose they are, and since when."""
    if not only(config, "in_", "of", "facts", "for_at_least", "since"):
        return None
    names = config.told_by
    told = [column for name in names if (column := columns.of.get(name)) is not None]
    if any(column.type not in (FactType.PLACE, FactType.CHOICE) for column in told):
        return None
    inside = np.zeros(columns.size, np.bool_)
    for column in told:
        here = any_word(column, [any(within(place, area) for area in config.in_) for place in column.words])
        inside = _where(here, column) if column is told[0] else inside | _where(here, column)
    known = _all_told(told) if len(told) == len(names) else np.zeros(columns.size, np.bool_)
    if config.lasting:
        dated = _long_enough(config, columns, as_of)
        if dated is None:
            return None
        inside, undated = dated
        known = ~undated if known is None else known & ~undated
    met = met_where(inside, None if known is None else known | inside)
    around = [[_is_around(place, config.in_) for place in column.words] for column in told]
    if not any(any(words) for words in around):
        return ColumnFinding(met=met)
    coarse = np.zeros(columns.size, np.bool_)
    for column, wanted in zip(told, around, strict=True):
        coarse |= any_word(column, wanted)
    stuck = coarse & (met == 0)
    met = met.copy()
    met[stuck] = UNKNOWN
    return ColumnFinding(met=met, stuck=stuck)


def _long_enough(config: ResidenceConfig, columns: Columns, as_of: date) -> tuple[Mask, Mask] | None:
    """Where one lives in an area for long enough, and where it is not told since when; None for what is no day."""
    latest = config.latest(as_of).toordinal()
    long_enough, undated = np.zeros(columns.size, np.bool_), np.zeros(columns.size, np.bool_)
    for name in config.told_by:
        column, since = columns.of.get(name), columns.of.get(since_of(name))
        if column is None:
            continue
        if since is not None and since.type is not FactType.DATE:
            return None
        here = any_word(column, [any(within(place, area) for area in config.in_) for place in column.words])
        here = _where(here, column)
        told = np.zeros(columns.size, np.bool_) if since is None else np.ones(columns.size, np.bool_)
        if since is not None:
            told = told if since.known is None else since.known
            long_enough |= here & told & (since.values <= latest)
        undated |= here & ~told
    return long_enough, undated


def _is_around(place: str, areas: tuple[str, ...]) -> bool:
    return any(within(area, place) for area in areas) and not any(within(place, area) for area in areas)


def _where(here: Mask, column: Column) -> Mask:
    return here if column.known is None else here & column.known


def _all_told(columns: list[Column]) -> Mask | None:
    """Where every place is told; an empty word is none. None: everywhere."""
    masks = [column.known for column in columns if column.known is not None]
    masks += [~any_word(column, [not word for word in column.words]) for column in columns if "" in column.words]
    return np.logical_and.reduce(masks) if masks else None
