"""An amount of the law of many at once: each limit is worked out once."""

from datetime import date

from plugins.eligibility_rules.income_limit import IncomeLimitConfig, limits_on
from seoul_learn.plugin_api.columns import ColumnFinding, Columns, only
from seoul_learn.plugin_api.compare_columns import compare_columns

_KNOWN = (
    "measure", "unit", "at_most", "by_size", "each_more", "written_in", "below", "size", "per", "period",
    "period_fact", "rounding",
)  # fmt: skip


def met_by_many(config: IncomeLimitConfig, columns: Columns, as_of: date) -> ColumnFinding | None:
    """As `evaluate` says; None for an amount that is made up of several."""
    if not only(config, *_KNOWN):
        return None
    row_of, lowest = limits_on(config, as_of)
    return compare_columns(config.terms, columns, row_of, lowest)
