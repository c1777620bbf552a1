"""Rules that nothing names: read from the document, since a policy that is read has its rules written out. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from seoul_learn.tenant_plane.eligibility.parse_rule import RuleFault, parse
from seoul_learn.tenant_plane.eligibility.policy import ELIGIBLE
from seoul_learn.tenant_plane.eligibility.remarks import Remark, RemarkKind
from seoul_learn.tenant_plane.eligibility.rule import names_in


def check_names(document: Mapping[str, Any]) -> tuple[Remark, ...]:
    """A remark for each named rule that neither the rule of eligibility nor tiers, places or order use."""
    rules = document.get("rule")
    if not isinstance(rules, dict):
        return ()
    used: set[str] = set()
    wanted = [ELIGIBLE, *_named(document)]
    while wanted:
        name = wanted.pop()
        if name not in used:
            used.add(name)
            wanted += _names(rules.get(name))
    return tuple(Remark(kind=RemarkKind.RULE_UNUSED, at=f"rule.{name}") for name in rules if name not in used)


def _named(document: Mapping[str, Any]) -> Iterator[str]:
    """The names that stand outside the rules."""
    for row in document.get("grants", ()):
        yield from _names(row.get("when"))
        yield from _names(row.get("copay", {}).get("waive_when"))
    yield from document.get("quota", {}).get("by", ())
    yield from document.get("ranking", {}).get("by", ())


def _names(said: Any) -> tuple[str, ...]:
    try:
        return tuple(names_in(parse(said))) if isinstance(said, str) else ()
    except RuleFault:
        return ()
