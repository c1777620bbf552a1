"""Having taken part before, of many at once: bounds of the number, and of the last day where it counts."""

from datetime import date

import numpy as np

from plugins.eligibility_rules.participation import ParticipationConfig
from seoul_learn.kit.spans import before, span_of
from seoul_learn.plugin_api.columns import UNKNOWN, ColumnFinding, Columns, met_where, nobody_told, only
from seoul_learn.plugin_api.facts import FactType


def met_by_many(config: ParticipationConfig, columns: Columns, as_of: date) -> ColumnFinding | None:
    """As `evaluate` says; None for a configuration of more than numbers and a last day."""
    if not only(config, "at_least", "at_most", "not_within", "count", "ended"):
        return None
    counts, ended = columns.of.get(config.count), columns.of.get(config.ended)
    if counts is None:
        return nobody_told(columns)
    if counts.type not in (FactType.WHOLE_NUMBER, FactType.MONEY):
        return None
    holds = np.ones(columns.size, np.bool_)
    if config.at_least is not None:
        holds &= counts.values >= config.at_least
    if config.at_most is not None:
        holds &= counts.values <= config.at_most
    met = met_where(holds, counts.known)
    if config.not_within is None:
        return ColumnFinding(met=met)
    if ended is not None and ended.type is not FactType.DATE:
        return None
    # Who has never taken part has no last day.
    dated = (met == 1) & (counts.values > 0)
    if ended is None:
        return ColumnFinding(met=np.where(dated, np.int8(UNKNOWN), met))
    long_ago = met_where(ended.values <= before(as_of, span_of(config.not_within)).toordinal(), ended.known)
    return ColumnFinding(met=np.where(dated, long_ago, met))
