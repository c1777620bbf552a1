"""Who is vouched for among many at once: the organisations of the answer, and whether the attestation holds."""

from datetime import date

import numpy as np

from plugins.eligibility_rules.attested_by import AttestedByConfig
from seoul_learn.plugin_api.any_of_columns import told_any
from seoul_learn.plugin_api.columns import UNKNOWN, ColumnFinding, Columns, nobody_told, only
from seoul_learn.plugin_api.facts import Assurance


def met_by_many(config: AttestedByConfig, columns: Columns, as_of: date) -> ColumnFinding | None:
    """As `evaluate` says; None of a yes or no, where the source counts: columns have none."""
    if not only(config, "by", "fact"):
        return None
    told = columns.of.get(config.fact)
    if told is None:
        return nobody_told(columns)
    vouching = told_any(told, config.by)
    if vouching is None:
        return None
    attested = told.vouched(Assurance.ATTESTED, as_of)
    stuck = vouching & ~np.asarray(attested)
    met = np.where(vouching, np.where(stuck, np.int8(UNKNOWN), np.int8(1)), np.int8(0))
    if told.known is not None:
        met[~told.known] = UNKNOWN
    return ColumnFinding(met=met, stuck=stuck if stuck.any() else None)
