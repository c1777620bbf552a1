"""Places of many at once: each place that occurs is judged once."""

import numpy as np

from plugins.eligibility_rules.residence import ResidenceConfig
from seoul_learn.plugin_api.columns import UNKNOWN, Column, ColumnFinding, Columns, Mask, any_word, met_where, only
from seoul_learn.plugin_api.facts import FactType
from seoul_learn.plugin_api.places import within


def met_by_many(config: ResidenceConfig, columns: Columns) -> ColumnFinding | None:
    """As `evaluate` says; None for a configuration of more than areas and whose they are."""
    if not only(config, "in_", "of", "facts"):
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
    met = met_where(inside, None if known is None else known | inside)
    around = [[any(within(area, place) for area in config.in_) for place in column.words] for column in told]
    if not any(any(words) for words in around):
        return ColumnFinding(met=met)
    coarse = np.zeros(columns.size, np.bool_)
    for column, wanted in zip(told, around, strict=True):
        coarse |= any_word(column, wanted)
    stuck = coarse & (met == 0)
    met = met.copy()
    met[stuck] = UNKNOWN
    return ColumnFinding(met=met, stuck=stuck)


def _where(here: Mask, column: Column) -> Mask:
    return here if column.known is None else here & column.known


def _all_told(columns: list[Column]) -> Mask | None:
    """Where every place is told; an empty word is none. None: everywhere."""
    masks = [column.known for column in columns if column.known is not None]
    masks += [~any_word(column, [not word for word in column.words]) for column in columns if "" in column.words]
    return np.logical_and.reduce(masks) if masks else None
