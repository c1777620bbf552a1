"""How many children of many at once: two bounds."""

import numpy as np

from plugins.eligibility_rules.children import ChildrenConfig
from seoul_learn.plugin_api.columns import ColumnFinding, Columns, met_where, nobody_told, only
from seoul_learn.plugin_api.facts import FactType


def met_by_many(config: ChildrenConfig, columns: Columns) -> ColumnFinding | None:
    """As `evaluate` says; None for a configuration of more than a range and the fact that is counted."""
    if not only(config, "from_", "to", "fact"):
        return None
    counts = columns.of.get(config.fact)
    if counts is None:
        return nobody_told(columns)
    if counts.type not in (FactType.WHOLE_NUMBER, FactType.MONEY):
        return None
    holds = np.ones(columns.size, np.bool_)
    if config.from_ is not None:
        holds &= counts.values >= config.from_
    if config.to is not None:
        holds &= counts.values <= config.to
    return ColumnFinding(met=met_where(holds, counts.known))
