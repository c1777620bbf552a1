"""People whom a policy cannot tell apart: one of them is evaluated for all."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seoul_learn.plugin_api.columns import UNKNOWN, ColumnFinding, Columns
from seoul_learn.tenant_plane.eligibility.policy import Policy

Positions = NDArray[np.intp]


def groups_alike(
    policy: Policy, columns: Columns, findings: Mapping[str, ColumnFinding], positions: Positions
) -> Iterator[Positions]:
    """Groups of those at `positions`: the same criteria met, unmet and unknown, and the same told to the unknown ones.

    What is unknown and what could settle it is decided by nothing else.
    """
    if len(positions) == 0:
        return
    met = [findings[name].met[positions] for name in policy.leaves]
    stuck = [finding.stuck[positions] for name in policy.leaves if (finding := findings[name]).stuck is not None]
    for group in _split(np.arange(len(positions)), [*met, *stuck]):
        unknown = [name for name, values in zip(policy.leaves, met, strict=True) if values[group[0]] == UNKNOWN]
        facts = dict.fromkeys(fact for name in unknown for fact in policy.leaves[name].reads)
        told = positions[group]
        seen: list[NDArray[Any]] = []
        for column in (columns.of[fact] for fact in facts if fact in columns.of):
            known = np.ones(len(told), np.bool_) if column.known is None else column.known[told]
            seen += [known, np.where(known, column.values[told], column.values.dtype.type(0))]
        for part in _split(np.arange(len(told)), seen):
            yield told[part]


def _split(positions: Positions, keys: Sequence[NDArray[Any]]) -> list[Positions]:
    """The positions by equal keys."""
    label = np.zeros(len(positions), np.int64)
    for key in keys:
        if len(key) and (key == key[0]).all():
            continue
        _, codes = np.unique(key, return_inverse=True)
        _, label = np.unique(label * (int(codes.max()) + 1) + codes, return_inverse=True)
    order = np.argsort(label, kind="stable")
    return np.split(positions[order], np.flatnonzero(np.diff(label[order])) + 1)
