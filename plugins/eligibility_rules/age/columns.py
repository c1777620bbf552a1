"""Age of many at once: full years fall with the day of birth, so two days of birth bound them."""

from datetime import date

from plugins.eligibility_rules.age import AgeConfig
from seoul_learn.plugin_api.columns import ColumnFinding, Columns, met_where, nobody_told, only
from seoul_learn.plugin_api.facts import FactType


def met_by_many(config: AgeConfig, columns: Columns, as_of: date) -> ColumnFinding | None:
    """As `evaluate` says; None for a configuration of more than full years from and to."""
    if not only(config, "from_", "to", "fact"):
        return None
    born = columns.of.get(config.fact)
    if born is None:
        return nobody_told(columns)
    if born.type is not FactType.DATE:
        return None
    newest = date.max.toordinal() if config.from_ is None else _last_birth(config.from_, as_of)
    too_old = 0 if config.to is None else _last_birth(config.to + 1, as_of)
    holds = born.values <= newest
    if too_old > 0:
        holds &= born.values > too_old
    return ColumnFinding(met=met_where(holds, born.known))


def _last_birth(years: int, as_of: date) -> int:
    """The ordinal of the last day of birth of those who are that old; 0 when it lies before all days."""
    year = as_of.year - years
    if year < 1:
        return 0
    try:
        return as_of.replace(year=year).toordinal()
    except ValueError:
        return date(year, 2, 28).toordinal()
