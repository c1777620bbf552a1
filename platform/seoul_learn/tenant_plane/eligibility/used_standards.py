"""The official tables that a determination rests on, or would with other facts."""

from collections.abc import Mapping
from typing import Any

import msgspec

from seoul_learn.tenant_plane.eligibility.evaluate import Evaluation
from seoul_learn.tenant_plane.eligibility.policy import Policy


def used_standards(policy: Policy, evaluation: Evaluation, known: Mapping[str, str]) -> dict[str, str]:
    """The tables that a policy refers to or a reason rests on, by id; `known` are the digests of all there are."""
    named = {word for leaf in policy.leaves.values() for word in _words(msgspec.to_builtins(leaf.config))}
    rows = (value.finding.because.row for value in evaluation.leaves.values())
    named |= {row.standard for row in rows if row is not None}
    return {standard: digest for standard, digest in sorted(known.items()) if standard in named}


def _words(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        return {word for inner in value.values() for word in _words(inner)}
    if isinstance(value, list | tuple):
        return {word for inner in value for word in _words(inner)}
    return set()
