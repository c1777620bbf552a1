"""People whom a policy cannot tell apart: one of them is evaluated for all."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seoul_learn.plugin_api.columns import UNKNOWN, ColumnFinding, Columns
from seoul_learn.tenant_plane.eligibility.policy import Policy

Positions = NDArray[np.intp]
_FEW = 1 << 30
"""Labels up to which another key can be joined on without running out of numbers."""


def groups_alike(
    policy: Policy,
    columns: Columns,
    findings: Mapping[str, ColumnFinding],
    positions: Positions,
    *,
    by_values: bool,
) -> Iterator[Positions]:
    """Groups of those at `positions`: the same criteria met, unmet and unknown, and the same facts told to the unknown.

    Where answers settle every criterion, some answer settles the rule, whatever else was told. Where a criterion waits
    for something else, and everywhere with `by_values`, it can matter what was told to the unknown ones, and people
    alike have told them the same.
    """
    if len(positions) == 0:
        return
    met = [findings[name].met[positions] for name in policy.leaves]
    stuck = [finding.stuck[positions] for name in policy.leaves if (finding := findings[name]).stuck is not None]
    for group in _split(np.arange(len(positions)), [*met, *stuck]):
        members = positions[group]
        unknown = [name for name, values in zip(policy.leaves, met, strict=True) if values[group[0]] == UNKNOWN]
        facts = dict.fromkeys(fact for name in unknown for fact in policy.leaves[name].reads)
        waits = by_values or any(values[group[0]] for values in stuck)
        seen: list[NDArray[Any]] = []
        for column in (columns.of[fact] for fact in facts if fact in columns.of):
            known = np.ones(len(members), np.bool_) if column.known is None else column.known[members]
            seen.append(known)
            if waits:
                seen.append(np.where(known, column.values[members], column.values.dtype.type(0)))
        for part in _split(np.arange(len(members)), seen):
            yield members[part]


def _split(positions: Positions, keys: Sequence[NDArray[Any]]) -> list[Positions]:
    """The positions by equal keys."""
    label = np.zeros(len(positions), np.int64)
    for key in keys:
        if len(key) == 0 or (key == key[0]).all():
            continue
        codes, most = _codes(key)
        label = label * (most + 1) + codes
        if most > _FEW or int(label.max()) > _FEW:
            label = np.unique(label, return_inverse=True)[1]
    order = np.argsort(label.astype(np.uint16) if len(label) and label.max() < 2**16 else label, kind="stable")
    return np.split(positions[order], np.flatnonzero(np.diff(label[order])) + 1)


def _codes(key: NDArray[Any]) -> tuple[NDArray[np.int64], int]:
    """Numbers from 0 on that are equal where the keys are, and the highest of them."""
    if key.dtype.itemsize == 1:
        codes = key.astype(np.int64)
        codes -= codes.min()
        return codes, int(codes.max())
    found, inverse = np.unique(key, return_inverse=True)
    return inverse, len(found) - 1
