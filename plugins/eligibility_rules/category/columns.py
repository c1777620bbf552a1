"""Groups of many at once: one mask over the bits of the choices."""

from plugins.eligibility_rules.category import CategoryConfig
from seoul_learn.plugin_api.columns import ColumnFinding, Columns, any_word, met_where, nobody_told, only
from seoul_learn.plugin_api.facts import FactType


def met_by_many(config: CategoryConfig, columns: Columns) -> ColumnFinding | None:
    """As `evaluate` says; None for a configuration of more than groups and the fact that tells them."""
    if not only(config, "any", "fact"):
        return None
    told = columns.of.get(config.fact)
    if told is None:
        return nobody_told(columns)
    if told.type is FactType.CHOICE:
        return ColumnFinding(met=met_where(any_word(told, [word in config.any for word in told.words]), told.known))
    if told.type is FactType.BOOLEAN:
        holds = (told.values & ("yes" in config.any)) | (~told.values & ("no" in config.any))
        return ColumnFinding(met=met_where(holds, told.known))
    if told.type is not FactType.CHOICES:
        return None
    wanted = sum(1 << bit for bit, word in enumerate(told.words) if word in config.any)
    return ColumnFinding(met=met_where((told.values & told.values.dtype.type(wanted)) != 0, told.known))
