"""Statuses of many at once: each status that occurs is judged once."""

from plugins.eligibility_rules.citizenship import CitizenshipConfig
from seoul_learn.plugin_api.any_of_columns import any_of_columns
from seoul_learn.plugin_api.columns import ColumnFinding, Columns, only


def met_by_many(config: CitizenshipConfig, columns: Columns) -> ColumnFinding | None:
    """As `evaluate` says; None for a configuration of more than statuses and whose they are."""
    if not only(config, "any", "of", "facts"):
        return None
    return any_of_columns(columns, config.told_by, config.any)
