"""`any_of` of many at once: where one of the wanted codes is told by any of some facts, and where all are told."""

import numpy as np

from seoul_learn.plugin_api.columns import UNKNOWN, Column, ColumnFinding, Columns, Mask, any_word
from seoul_learn.plugin_api.facts import FactType


def any_of_columns(columns: Columns, names: tuple[str, ...], wanted: tuple[str, ...]) -> ColumnFinding | None:
    """Met by one shared code, unmet when all facts are told without one; None for facts that tell no codes."""
    held, known = np.zeros(columns.size, np.bool_), np.ones(columns.size, np.bool_)
    for name in names:
        column = columns.of.get(name)
        if column is None:
            known[:] = False
            continue
        shared = told_any(column, wanted)
        if shared is None:
            return None
        held |= shared
        if column.known is not None:
            known &= column.known
    return ColumnFinding(met=np.where(held, np.int8(1), np.where(known, np.int8(0), np.int8(UNKNOWN))))


def told_any(column: Column, wanted: tuple[str, ...]) -> Mask | None:
    """Where a fact tells one of the wanted codes; None of a fact that tells no codes."""
    match column.type:
        case FactType.CHOICE | FactType.PLACE:
            told = any_word(column, [word in wanted for word in column.words])
        case FactType.CHOICES:
            bits = sum(1 << bit for bit, word in enumerate(column.words) if word in wanted)
            told = (column.values & column.values.dtype.type(bits)) != 0
        case _:
            return None
    return told if column.known is None else told & column.known
