"""Benefits of many at once: one mask over the bits of the answers, and the days of each benefit that counts."""

from datetime import date

import numpy as np

from plugins.eligibility_rules.benefit import BenefitConfig, since_of, until_of
from seoul_learn.plugin_api.any_of_columns import any_of_columns, told_any
from seoul_learn.plugin_api.columns import UNKNOWN, Column, ColumnFinding, Columns, Mask, only
from seoul_learn.plugin_api.days import law_day
from seoul_learn.plugin_api.facts import FactType


def met_by_many(config: BenefitConfig, columns: Columns, as_of: date) -> ColumnFinding | None:
    """As `evaluate` says; None for a configuration of more than benefits, whose they are, and a day."""
    if not only(config, "any", "of", "facts", "on", "year_begins"):
        return None
    if config.on is None:
        return any_of_columns(columns, config.told_by, config.any)
    day = law_day(config.on, as_of, year_begins=config.year_begins).toordinal()
    held, unsettled = np.zeros(columns.size, np.bool_), np.zeros(columns.size, np.bool_)
    for name in config.told_by:
        told = columns.of.get(name)
        if told is None:
            unsettled[:] = True
            continue
        if told.known is not None:
            unsettled |= ~told.known
        for code in config.any:
            received = told_any(told, (code,))
            since, until = columns.of.get(since_of(name, code)), columns.of.get(until_of(name, code))
            if received is None or any(one is not None and one.type is not FactType.DATE for one in (since, until)):
                return None
            begun, ended = _told(columns, since), _told(columns, until)
            late = begun & (since.values > day) if since is not None else begun
            past = ended & (until.values < day) if until is not None else ended
            held |= received & begun & ended & ~late & ~past
            unsettled |= received & ~late & ~past & ~(begun & ended)
    return ColumnFinding(met=np.where(held, np.int8(1), np.where(unsettled, np.int8(UNKNOWN), np.int8(0))))


def _told(columns: Columns, column: Column | None) -> Mask:
    if column is None:
        return np.zeros(columns.size, np.bool_)
    return np.ones(columns.size, np.bool_) if column.known is None else column.known
