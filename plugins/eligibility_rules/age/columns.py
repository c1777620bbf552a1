"""Age of many at once: full years fall with the day of birth, so two days of birth bound them; the rest is counted."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from plugins.eligibility_rules.age import AgeConfig
from seoul_learn.plugin_api.columns import ColumnFinding, Columns, Mask, Numbers, met_where, nobody_told, only
from seoul_learn.plugin_api.days import law_day, law_year
from seoul_learn.plugin_api.facts import FactType

_EPOCH = date(1970, 1, 1).toordinal()


def met_by_many(config: AgeConfig, columns: Columns, as_of: date) -> ColumnFinding | None:
    """As `evaluate` says; None for a configuration of more than ages and days of birth."""
    if not only(config, "from_", "to", "unit", "by", "on", "year_begins", "born_from", "born_to", "fact"):
        return None
    born = columns.of.get(config.fact)
    if born is None:
        return nobody_told(columns)
    if born.type is not FactType.DATE:
        return None
    if config.born_from is not None and config.born_to is not None:
        first, last = config.born_from.toordinal(), config.born_to.toordinal()
        return ColumnFinding(met=met_where((born.values >= first) & (born.values <= last), born.known))
    on = law_day(config.on, as_of, year_begins=config.year_begins)
    if config.unit == "months" or config.by != "birthday":
        return ColumnFinding(met=met_where(_counted(config, born.values, on), born.known))
    newest = date.max.toordinal() if config.from_ is None else _last_birth(config.from_, on)
    too_old = 0 if config.to is None else _last_birth(config.to + 1, on)
    holds = born.values <= newest
    if too_old > 0:
        holds &= born.values > too_old
    return ColumnFinding(met=met_where(holds, born.known))


def _counted(config: AgeConfig, born: Numbers, on: date) -> Mask:
    days = (born.astype(np.int64) - _EPOCH).astype("datetime64[D]")
    years: NDArray[np.int64] = days.astype("datetime64[Y]").astype(np.int64) + 1970
    if config.unit == "months":
        months = days.astype("datetime64[M]")
        day_of_month = (days - months.astype("datetime64[D]")).astype(np.int64) + 1
        ages = 12 * on.year + on.month - 1 - (months.astype(np.int64) + 12 * 1970) - (on.day < day_of_month)
    elif config.by == "birth_year":
        ages = on.year - years
    else:
        ages = law_year(on, year_begins=config.year_begins) - years
    holds = np.ones(len(born), np.bool_)
    if config.from_ is not None:
        holds &= ages >= config.from_
    if config.to is not None:
        holds &= ages <= config.to
    return holds


def _last_birth(years: int, on: date) -> int:
    """The ordinal of the last day of birth of those who are that old; 0 when it lies before all days."""
    year = on.year - years
    if year < 1:
        return 0
    try:
        return on.replace(year=year).toordinal()
    except ValueError:
        return date(year, 2, 28).toordinal()
