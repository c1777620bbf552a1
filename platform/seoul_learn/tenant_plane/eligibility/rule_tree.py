"""The whole rule of a determination with the value of every part: what an officer, and a court, looks through."""

import enum
from collections.abc import Mapping

import msgspec

from seoul_learn.tenant_plane.eligibility.rule import All, Any, AtLeast, Expression, Name, Not, parts_of, truth_of
from seoul_learn.tenant_plane.eligibility.truth import Truth


class RuleKind(enum.StrEnum):
    """How the parts of a rule are joined."""

    CRITERION = "criterion"
    NOT = "not"
    ALL = "all"
    ANY = "any"
    AT_LEAST = "at_least"


class RuleNode(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a rule. `criterion` is the name of a leaf, `count` that of `at least`; `met` is null when unknown."""

    kind: RuleKind
    met: Truth
    criterion: str | None = None
    count: int | None = None
    parts: tuple["RuleNode", ...] = ()


def rule_tree(rule: Expression, values: Mapping[str, Truth]) -> RuleNode:
    """The tree of a rule whose criteria have these values."""
    return RuleNode(
        kind=_KINDS[type(rule)],
        met=truth_of(rule, lambda name: values.get(name)),
        criterion=rule.name if isinstance(rule, Name) else None,
        count=rule.count if isinstance(rule, AtLeast) else None,
        parts=tuple(rule_tree(part, values) for part in parts_of(rule)),
    )


_KINDS: Mapping[type, RuleKind] = {
    Name: RuleKind.CRITERION,
    Not: RuleKind.NOT,
    All: RuleKind.ALL,
    Any: RuleKind.ANY,
    AtLeast: RuleKind.AT_LEAST,
}
